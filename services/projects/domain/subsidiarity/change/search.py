"""Searches the fewest turns of facts that give another owner: one, or else two."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.change.of_bodies import turns_of_bodies
from services.projects.domain.subsidiarity.change.of_evidence import turns_of_evidence
from services.projects.domain.subsidiarity.change.of_ground import turns_of_ground
from services.projects.domain.subsidiarity.change.of_project import turns_of_project
from services.projects.domain.subsidiarity.change.turns import Sheets, Situation, Turn
from services.projects.domain.subsidiarity.conditions import OUTSIDE_WORDS
from services.projects.domain.subsidiarity.decision import NOBODY, Alternative, Owner, OwnerKind
from services.projects.domain.subsidiarity.once import once
from services.projects.domain.subsidiarity.sheet import Sheet
from services.projects.domain.subsidiarity.words import capital, clip, named, to_name

MOST = 5
"""So many alternatives are told; a mayor reads no more."""

BOTH_SIDES = frozenset({"project.nature"})
"""A programme is one by its nature too, so that nature counts for owners outside as for those inside."""

FindOwner = Callable[[Sheet], Owner]


@dataclass(eq=False)
class Tried:
    """Some turns made together: the situation they give, the sheet that the rules filled in, the owner."""

    turns: tuple[Turn, ...]
    situation: Situation
    sheet: Sheet
    owner: Owner

    @once
    def paths(self) -> frozenset[str]:
        return frozenset[str]().union(*(turn.paths for turn in self.turns))

    @once
    def is_outside(self) -> bool:
        """Whether only facts about owners outside the levels are others."""
        return self.paths <= OUTSIDE_WORDS

    @property
    def facts(self) -> int:
        """How many facts are others."""
        return sum(len(turn.changes) for turn in self.turns)


def what_would_change(sheet: Sheet, owner_of: FindOwner) -> tuple[Alternative, ...]:
    """The smallest alternatives to the decision on a sheet that the rules have filled in; fewest facts first,
    then the nearest. « Nobody » is no alternative. Ownership that two councils agreed on follows no fact.

    Two turns together are tried only where none alone gives another owner by one fact or two.
    """
    if sheet.agreed_owner:
        return ()
    trial = _Trial(sheet, owner_of)
    singles = [trial.of(turn) for turn in turns_of(sheet)]
    found = list(trial.told(singles))
    if all(len(each.changes) > 2 for each in found):  # noqa: PLR2004 (a pair of turns is two facts or more)
        pairs = trial.pairs(each for each in singles if not trial.is_another(each))
        found += islice(trial.told(pairs), MOST)
    found.sort(key=lambda each: len(each.changes))
    return tuple(found[:MOST])


def turns_of(sheet: Sheet) -> Iterator[Turn]:
    """Every turn that is tried, the nearest first."""
    if sheet.works:
        yield from turns_of_bodies(sheet)
    yield from turns_of_evidence(sheet)
    yield from turns_of_project(sheet)
    yield from turns_of_ground(sheet)


class _Trial:
    def __init__(self, sheet: Sheet, owner_of: FindOwner) -> None:
        self._sheet = sheet
        self._owner_of = owner_of
        self._sheets = Sheets(sheet)
        self._today = Tried((), Situation(sheet.facts, sheet.capacities), sheet, sheet.owner or NOBODY)
        self._apart = (
            sheet.owner is not None and not sheet.owned_outside and sheet.charter.conditions.outside_is_apart
        )
        self._told: set[tuple[frozenset[str], Owner]] = set()

    def of(self, turn: Turn) -> Tried:
        return self._on_top(self._today, turn)

    def pairs(self, singles: Iterable[Tried]) -> Iterator[Tried]:
        """Two turns together, the fewest facts first."""
        both = (pair for pair in combinations(singles, 2) if self._may_meet(*pair))
        for one, other in sorted(both, key=lambda pair: pair[0].facts + pair[1].facts):
            # The result is the same in either order; what the first one found need not be found again.
            first, second = (other, one) if self._weight(other) > self._weight(one) else (one, other)
            found = self._on_top(first, second.turns[0])
            yield Tried((*one.turns, *other.turns), found.situation, found.sheet, found.owner)

    def _may_meet(self, one: Tried, other: Tried) -> bool:
        """Whether two turns could do together what neither does alone. What makes inhabitants or a third
        party own, and what moves ownership between levels, do not meet where the charter keeps them apart.
        """
        if not one.paths.isdisjoint(other.paths):
            return False
        if one.is_outside == other.is_outside or not self._apart:
            return True
        if one.paths | other.paths >= BOTH_SIDES:
            return True
        outside = one if one.is_outside else other
        micro = outside.sheet.meets("R9.micro_project")
        return micro is not self._sheet.meets("R9.micro_project")

    def _weight(self, tried: Tried) -> int:
        """What a turn makes the rules ask anew: everything, the law, or the capacities alone."""
        if tried.situation.facts is not self._today.situation.facts:
            return 2
        return 1 if tried.situation.register_differs(self._today.situation) else 0

    def _on_top(self, before: Tried, turn: Turn) -> Tried:
        situation = turn.apply(before.situation)
        sheet = self._sheets.over(situation, before.sheet)
        if situation.facts is before.situation.facts:
            law_stands = not situation.register_differs(before.situation)
            if before.sheet.owned_outside or (law_stands and before.sheet.nearest is None):
                return Tried((turn,), situation, before.sheet, before.owner)
            if law_stands and before.sheet.nearest is not None:
                sheet.start_from(before.sheet.law, before.sheet.nearest)
        return Tried((turn,), situation, sheet, self._owner_of(sheet))

    def is_another(self, tried: Tried) -> bool:
        return tried.owner not in (self._today.owner, NOBODY)

    def told(self, tried: Iterable[Tried]) -> Iterator[Alternative]:
        """Of each fact only the nearest value that turns the owner to another one."""
        for each in tried:
            if not self.is_another(each):
                continue
            told = (each.paths, each.owner)
            if told not in self._told:
                self._told.add(told)
                changes = tuple(change for turn in each.turns for change in turn.changes)
                yield Alternative(changes, each.owner, str(_sentence(self._sheet, each)))


def _sentence(sheet: Sheet, tried: Tried) -> Text:
    conditions = " et ".join(str(turn.words()) for turn in tried.turns)
    return msg(
        "{conditions}, le projet revient {to_owner}.",
        conditions=capital(conditions),
        to_owner=to_name(_name(sheet, tried.owner)),
    )


def _name(sheet: Sheet, owner: Owner) -> str:
    body = sheet.directory.body(owner.body) if owner.kind is OwnerKind.BODY else None
    return named(body) if body is not None else clip(owner.title)
