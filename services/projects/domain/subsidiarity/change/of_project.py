"""Turns of the project's own facts: declarations, initiative, evidence, cost, ground."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from chassis.domain import CENT, Text, msg
from services.projects.domain.subsidiarity.change.turns import Situation, Turn
from services.projects.domain.subsidiarity.decision import FactChange
from services.projects.domain.subsidiarity.facts import (
    ZERO,
    Body,
    Evidence,
    Initiator,
    Level,
    ProjectFacts,
    ScaleCriterion,
)
from services.projects.domain.subsidiarity.sheet import Sheet
from services.projects.domain.subsidiarity.words import CRITERIA, euros, listed, percent

TO_BE_PRODUCED = "pièce à produire"
"""Stands for the document that would show a criterion."""

GAIN_STEP = Decimal("0.0001")
MOST_COST = Decimal("9999999999.99")

_NUMBERS = re.compile(r"(?<![\w.])\d+\.\d+")


def turns_of_project(sheet: Sheet) -> Iterator[Turn]:
    """The nearest first."""
    yield from _evidence(sheet)
    yield from _declarations(sheet)
    yield from _costs(sheet)
    yield from _works(sheet)
    yield from _initiative(sheet)


def _facts(change: Callable[[ProjectFacts], ProjectFacts]) -> Callable[[Situation], Situation]:
    return lambda situation: replace(situation, facts=change(situation.facts))


def _turn(
    path: str, from_: str, to: str, words: Callable[[], Text], change: Callable[[ProjectFacts], ProjectFacts]
) -> Turn:
    return Turn((FactChange(f"project.{path}", from_, to),), words, _facts(change))


def _evidence(sheet: Sheet) -> Iterator[Turn]:
    """Evidence that is missing or too weak; or, where it counts, all of it taken away."""
    if sheet.shown:
        yield _without_evidence(sheet)
        return
    for each in sheet.facts.evidence:
        if not each.document.strip():
            yield _documented(each)
        if each.criterion is ScaleCriterion.MUTUALISATION_GAIN:
            yield from _more_gain(sheet, each)
    if all(each.criterion is not ScaleCriterion.BASIN_MARKET for each in sheet.facts.evidence):
        added = Evidence(ScaleCriterion.BASIN_MARKET, TO_BE_PRODUCED)
        yield _turn(
            "evidence.basin_market.document",
            "",
            TO_BE_PRODUCED,
            lambda: msg("si une pièce démontre un critère d’échelle, par exemple le marché de bassin"),
            lambda facts: replace(facts, evidence=(*facts.evidence, added)),
        )


def _documented(evidence: Evidence) -> Turn:
    shown = replace(evidence, document=TO_BE_PRODUCED)
    return _turn(
        f"evidence.{evidence.criterion.value}.document",
        evidence.document,
        TO_BE_PRODUCED,
        lambda: msg("si une pièce démontre : {criterion}", criterion=CRITERIA[evidence.criterion]),
        lambda facts: replace(facts, evidence=_swapped(facts.evidence, evidence, shown)),
    )


def _more_gain(sheet: Sheet, evidence: Evidence) -> Iterator[Turn]:
    for least in _thresholds(sheet, "evidence.gain", ("mutualisation_gain",), GAIN_STEP):
        if least <= 1 and (evidence.gain is None or least > evidence.gain):
            yield _gain(evidence, least)


def _gain(evidence: Evidence, gain: Decimal) -> Turn:
    changed = replace(evidence, gain=gain)
    return _turn(
        "evidence.mutualisation_gain.gain",
        "" if evidence.gain is None else plain(evidence.gain),
        plain(gain),
        lambda: msg("si le gain de mutualisation démontré est de {gain}", gain=percent(gain)),
        lambda facts: replace(facts, evidence=_swapped(facts.evidence, evidence, changed)),
    )


def _without_evidence(sheet: Sheet) -> Turn:
    """Every piece that counts ceases to count: a gain falls below what counts, a document is missing."""
    weaker = {each: _weaker(sheet, each) for each in sheet.shown}
    changes = tuple(
        FactChange(
            f"project.evidence.{each.criterion.value}.gain", plain(each.gain or ZERO), plain(less.gain)
        )
        if less is not None and less.gain is not None
        else FactChange(f"project.evidence.{each.criterion.value}.document", each.document, "")
        for each, less in weaker.items()
    )

    def without(facts: ProjectFacts) -> ProjectFacts:
        kept = (weaker.get(each, each) for each in facts.evidence)
        return replace(facts, evidence=tuple(each for each in kept if each is not None))

    def words() -> Text:
        names = listed(CRITERIA[each.criterion] for each in sheet.shown)
        return msg("si ces critères ne sont plus démontrés : {names}", names=names)

    return Turn(changes, words, _facts(without))


def _weaker(sheet: Sheet, evidence: Evidence) -> Evidence | None:
    """The same gain just too small to count, or None: the piece is taken away."""
    if evidence.criterion is not ScaleCriterion.MUTUALISATION_GAIN or evidence.gain is None:
        return None
    below = [
        least
        for least in _thresholds(sheet, "evidence.gain", ("mutualisation_gain",), GAIN_STEP)
        if 0 <= least < evidence.gain
    ]
    for gain in sorted(below, reverse=True):
        lesser = replace(evidence, gain=gain)
        if not sheet.charter.conditions.counts(sheet, lesser):
            return lesser
    return None


def _swapped(evidence: tuple[Evidence, ...], old: Evidence, new: Evidence) -> tuple[Evidence, ...]:
    return tuple(new if each == old else each for each in evidence)


def _declarations(sheet: Sheet) -> Iterator[Turn]:
    facts = sheet.facts
    if sheet.charter.conditions.asks_about("project.experiment"):
        to = not facts.experiment
        yield _turn(
            "experiment",
            truth(not to),
            truth(to),
            lambda: (
                msg("si le projet est une expérimentation déclarée")
                if to
                else msg("si le projet n’est plus une expérimentation")
            ),
            lambda f: replace(f, experiment=to),
        )
    if facts.initiator is Initiator.INHABITANTS:
        signed = not facts.two_sided_charter
        yield _turn(
            "two_sided_charter",
            truth(not signed),
            truth(signed),
            lambda: (
                msg("si une charte est signée à deux")
                if signed
                else msg("si aucune charte n’est signée à deux")
            ),
            lambda f: replace(f, two_sided_charter=signed),
        )
    if facts.asset_owner is not None:
        programme = not facts.programme
        yield _turn(
            "programme",
            truth(not programme),
            truth(programme),
            lambda: (
                msg("si c’est un programme, avec des lots")
                if programme
                else msg("si ce n’est pas un programme")
            ),
            lambda f: replace(f, programme=programme),
        )
        yield _turn(
            "asset_owner",
            facts.asset_owner.kind.value,
            "",
            lambda: msg("si le bien n’appartient pas à un tiers"),
            lambda f: replace(f, asset_owner=None),
        )


def _initiative(sheet: Sheet) -> Iterator[Turn]:
    now = sheet.facts.initiator
    to = Initiator.COMMUNE if now in (None, Initiator.INHABITANTS) else Initiator.INHABITANTS
    yield _turn(
        "initiator",
        now.value if now else "",
        to.value,
        lambda: (
            msg("si l’initiative est celle d’habitants")
            if to is Initiator.INHABITANTS
            else msg("si l’initiative est celle de la commune")
        ),
        lambda f: replace(f, initiator=to),
    )
    if sheet.facts.duplicate_of:
        yield _turn(
            "duplicate_of",
            sheet.facts.duplicate_of,
            "",
            lambda: msg("si aucun projet ouvert ne dit déjà la même chose"),
            lambda f: replace(f, duplicate_of=""),
        )


def _costs(sheet: Sheet) -> Iterator[Turn]:
    """Every amount at which a condition may turn, nearest to the cost first."""
    cost = sheet.facts.cost
    amounts = ("micro_project_up_to", "two_sided_charter_up_to", "informed_above")
    found = _thresholds(sheet, "project.cost", amounts, CENT, beyond=cost)
    for amount in sorted(found - {cost}, key=lambda each: (abs(each - cost), each)):
        if 0 <= amount <= MOST_COST:
            yield _cost(cost, amount)


def _cost(cost: Decimal, amount: Decimal) -> Turn:
    return _turn(
        "cost",
        plain(cost),
        plain(amount),
        lambda: msg("si le coût est de {amount}", amount=euros(amount)),
        lambda facts: replace(facts, cost=amount),
    )


def _thresholds(
    sheet: Sheet, word: str, parameters: tuple[str, ...], step: Decimal, *, beyond: Decimal | None = None
) -> set[Decimal]:
    """The numbers that a word is held against, and their neighbours one step away: on each side, or on the
    far side alone, seen from `beyond` (the near one is on the same side of the number as that is).
    """
    numbers: set[Decimal] = set()
    for expression in sheet.charter.conditions.of_ownership(word):
        numbers |= {Decimal(text) for text in _NUMBERS.findall(expression)}
        numbers |= {
            Decimal(getattr(sheet.charter.parameters, name))
            for name in parameters
            if f"parameter.{name}" in expression
        }
    return {
        near
        for number in numbers
        for near in (number - step, number, number + step)
        if beyond is None or near == number or (near > number) == (number >= beyond) or number == beyond
    }


def _works(sheet: Sheet) -> Iterator[Turn]:
    """One commune more or, of several, only one, or only those of one agglomeration."""
    works = sheet.works
    for more in _neighbours(sheet):
        yield _ground(sheet, (*works, more.code), _wider(more))
    if len(works) > 1:
        single = sheet.facts.origin if sheet.facts.origin in works else works[0]
        yield _ground(sheet, (single,), _only(sheet, (single,)))
        homes = {code: sheet.directory.above(code, Level.AGGLOMERATION) for code in works}
        for home in dict.fromkeys(homes.values()):
            part = tuple(code for code in works if homes[code] == home)
            if home is not None and 1 < len(part) < len(works):
                yield _ground(sheet, part, _only(sheet, part))


def _neighbours(sheet: Sheet) -> Iterator[Body]:
    """A further commune of the same agglomeration, and one of another below the same pole."""
    homes = sheet.uppers(Level.AGGLOMERATION)
    if len(homes) != 1 or not sheet.works:
        return
    home = homes[0]
    inside = sorted(sheet.directory.perimeter(home.code) - set(sheet.works))
    pole = sheet.directory.above(home.code, Level.POLE)
    around = sheet.directory.perimeter(pole.code) if pole is not None else frozenset()
    outside = sorted(around - sheet.directory.perimeter(home.code))
    for codes in (inside, outside):
        commune = sheet.directory.body(codes[0]) if codes else None
        if commune is not None:
            yield commune


def _ground(sheet: Sheet, works: tuple[str, ...], words: Callable[[], Text]) -> Turn:
    before = json.dumps(list(sheet.works))
    return _turn(
        "works_area",
        before if sheet.facts.works_area else "",
        json.dumps(sorted(works)),
        words,
        lambda facts: replace(facts, works_area=works),
    )


def _wider(more: Body) -> Callable[[], Text]:
    return lambda: msg("si l’emprise s’étend à une autre commune, par exemple {commune}", commune=more.title)


def _only(sheet: Sheet, part: tuple[str, ...]) -> Callable[[], Text]:
    def words() -> Text:
        bodies = (sheet.directory.body(code) for code in part)
        return msg(
            "si l’emprise se limite à {communes}", communes=listed(b.title for b in bodies if b is not None)
        )

    return words


def truth(value: bool) -> str:
    return "true" if value else "false"


def plain(value: Decimal | None) -> str:
    """A number as a case file has it: no exponent, no trailing zeros."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
