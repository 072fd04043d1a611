"""Searches the fewest turns of facts that give another owner: one, or else two."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.change.of_bodies import turns_of_bodies
from services.projects.domain.subsidiarity.change.of_project import turns_of_project
from services.projects.domain.subsidiarity.change.turns import Situation, Turn, sheet_of
from services.projects.domain.subsidiarity.decision import NOBODY, Alternative, Owner, OwnerKind
from services.projects.domain.subsidiarity.sheet import Sheet
from services.projects.domain.subsidiarity.words import capital, clip, named, to_name

MOST = 5
"""So many alternatives are told; a mayor reads no more."""

FindOwner = Callable[[Sheet], Owner]


def what_would_change(sheet: Sheet, owner_of: FindOwner) -> tuple[Alternative, ...]:
    """The smallest alternatives to the decision on a sheet that the rules have filled in; fewest facts first,
    then the nearest. « Nobody » is no alternative. Ownership that two councils agreed on follows no fact.
    """
    if sheet.agreed_owner:
        return ()
    turns = tuple(_turns(sheet))
    start = Situation(sheet.facts, sheet.capacities)
    singles = _that_turn(sheet, start, ((turn,) for turn in turns), owner_of)
    found = sorted(singles, key=lambda each: len(each.changes))
    if not found:
        found = list(_that_turn(sheet, start, _pairs(turns), owner_of))
    return tuple(found[:MOST])


def _turns(sheet: Sheet) -> Iterator[Turn]:
    if sheet.works:
        yield from turns_of_bodies(sheet)
    yield from turns_of_project(sheet)


def _pairs(turns: Iterable[Turn]) -> Iterator[tuple[Turn, ...]]:
    return (pair for pair in combinations(turns, 2) if pair[0].paths.isdisjoint(pair[1].paths))


def _that_turn(
    sheet: Sheet, start: Situation, groups: Iterable[tuple[Turn, ...]], owner_of: FindOwner
) -> Iterator[Alternative]:
    """Of each fact only the nearest value that turns the owner to another one."""
    today = sheet.owner or NOBODY
    told: set[tuple[frozenset[str], Owner]] = set()
    for group in groups:
        paths = frozenset().union(*(turn.paths for turn in group))
        situation = start
        for turn in group:
            situation = turn.apply(situation)
        owner = owner_of(sheet_of(situation, sheet))
        if owner in (today, NOBODY) or (paths, owner) in told:
            continue
        told.add((paths, owner))
        changes = tuple(change for turn in group for change in turn.changes)
        yield Alternative(changes, owner, str(_sentence(sheet, group, owner)))


def _sentence(sheet: Sheet, group: tuple[Turn, ...], owner: Owner) -> Text:
    conditions = " et ".join(str(turn.words()) for turn in group)
    return msg(
        "{conditions}, le projet revient {to_owner}.",
        conditions=capital(conditions),
        to_owner=to_name(_name(sheet, owner)),
    )


def _name(sheet: Sheet, owner: Owner) -> str:
    body = sheet.directory.body(owner.body) if owner.kind is OwnerKind.BODY else None
    return named(body) if body is not None else clip(owner.title)
