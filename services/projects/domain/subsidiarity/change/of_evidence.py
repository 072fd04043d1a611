"""Turns of the evidence for a larger scale: missing, too weak, or taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.change.thresholds import thresholds
from services.projects.domain.subsidiarity.change.turns import (
    Turn,
    but,
    changing_facts,
    plain,
    turn_of_project,
)
from services.projects.domain.subsidiarity.decision import FactChange
from services.projects.domain.subsidiarity.facts import ZERO, Evidence, ProjectFacts, ScaleCriterion
from services.projects.domain.subsidiarity.sheet import Sheet
from services.projects.domain.subsidiarity.words import CRITERIA, listed, percent

TO_BE_PRODUCED = "pièce à produire"
"""Stands for the document that would show a criterion."""

GAIN_STEP = Decimal("0.0001")
WITHOUT_A_FIGURE = tuple(each for each in ScaleCriterion if each is not ScaleCriterion.MUTUALISATION_GAIN)


def turns_of_evidence(sheet: Sheet) -> Iterator[Turn]:
    """Evidence that is missing or too weak; or, where it counts, all of it taken away."""
    if sheet.shown:
        yield _without_evidence(sheet)
        return
    for index, each in enumerate(sheet.facts.evidence):
        if not each.document.strip():
            yield _documented(index, each)
        if each.criterion is ScaleCriterion.MUTUALISATION_GAIN:
            yield from _more_gain(sheet, index, each)
    added = _one_more(sheet)
    if added is not None:
        yield turn_of_project(
            f"evidence.{added.criterion.value}.document",
            "",
            TO_BE_PRODUCED,
            lambda: msg(
                "si une pièce démontre un critère d’échelle, par exemple : {criterion}",
                criterion=CRITERIA[added.criterion],
            ),
            lambda facts: but(facts, evidence=(*facts.evidence, added)),
        )


def _one_more(sheet: Sheet) -> Evidence | None:
    """A criterion of which the project says nothing yet, and which a document would show."""
    said = {each.criterion for each in sheet.facts.evidence}
    possible = (Evidence(each, TO_BE_PRODUCED) for each in reversed(WITHOUT_A_FIGURE) if each not in said)
    return next((each for each in possible if sheet.charter.conditions.counts(sheet, each)), None)


def _documented(index: int, evidence: Evidence) -> Turn:
    return turn_of_project(
        f"evidence.{evidence.criterion.value}.document",
        evidence.document,
        TO_BE_PRODUCED,
        lambda: msg("si une pièce démontre : {criterion}", criterion=CRITERIA[evidence.criterion]),
        _with(index, lambda each: replace(each, document=TO_BE_PRODUCED)),
    )


def _more_gain(sheet: Sheet, index: int, evidence: Evidence) -> Iterator[Turn]:
    for gain in sorted(thresholds(sheet, "evidence.gain", ("mutualisation_gain",), GAIN_STEP)):
        if gain <= 1 and (evidence.gain is None or gain > evidence.gain):
            yield _gain(index, evidence, gain)


def _gain(index: int, evidence: Evidence, gain: Decimal) -> Turn:
    return turn_of_project(
        "evidence.mutualisation_gain.gain",
        plain(evidence.gain),
        plain(gain),
        lambda: msg("si le gain de mutualisation démontré est de {gain}", gain=percent(gain)),
        _with(index, lambda each: replace(each, gain=gain)),
    )


def _with(index: int, change: Callable[[Evidence], Evidence]) -> Callable[[ProjectFacts], ProjectFacts]:
    """The project with one of its pieces changed; two turns of one piece go together."""

    def changed(facts: ProjectFacts) -> ProjectFacts:
        pieces = list(facts.evidence)
        pieces[index] = change(pieces[index])
        return but(facts, evidence=tuple(pieces))

    return changed


def _without_evidence(sheet: Sheet) -> Turn:
    """Every piece that counts ceases to count: a gain falls below what counts, a document is missing."""
    weaker = {each: _weaker(sheet, each) for each in sheet.shown}
    changes = tuple(
        FactChange(
            f"project.evidence.{each.criterion.value}.gain", plain(each.gain or ZERO), plain(less.gain)
        )
        if less is not None
        else FactChange(f"project.evidence.{each.criterion.value}.document", each.document, "")
        for each, less in weaker.items()
    )

    def without(facts: ProjectFacts) -> ProjectFacts:
        kept = (weaker.get(each, each) for each in facts.evidence)
        return but(facts, evidence=tuple(each for each in kept if each is not None))

    def words() -> Text:
        names = listed(CRITERIA[each.criterion] for each in sheet.shown)
        return msg("si ces critères ne sont plus démontrés : {names}", names=names)

    return Turn(changes, words, changing_facts(without))


def _weaker(sheet: Sheet, evidence: Evidence) -> Evidence | None:
    """The same gain just too small to count, or None: the piece is taken away."""
    if evidence.criterion is not ScaleCriterion.MUTUALISATION_GAIN or evidence.gain is None:
        return None
    near = thresholds(sheet, "evidence.gain", ("mutualisation_gain",), GAIN_STEP)
    for gain in sorted((least for least in near if 0 <= least < evidence.gain), reverse=True):
        lesser = replace(evidence, gain=gain)
        if not sheet.charter.conditions.counts(sheet, lesser):
            return lesser
    return None
