"""The score over the potential: exact fractions inside, rounded once, half to even, to two places."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.labels.domain.framework import Framework, MandatoryCriterion, Stage
from services.labels.domain.marks import MarkSheet


@dataclass(frozen=True)
class FamilyScore:
    """`points` and `potential` are out of 100, after the points of what does not apply were shared out."""

    family: str
    title: str
    points: Decimal
    potential: Decimal


@dataclass(frozen=True)
class Score:
    """`value` runs from 0 to 100; `potential` is the weight, of the grid's 100, that applies."""

    value: Decimal
    potential: Decimal
    families: tuple[FamilyScore, ...]


def score_of(
    framework: Framework, applicable: tuple[str, ...], sheets: tuple[MarkSheet, ...]
) -> Score | None:
    """Each criterion counts its weight times the mean of the jurors' marks over the scale; the sum is
    divided by the weights that apply. None before anybody marked.
    """
    if not sheets:
        return None
    weights = {criterion.id: Fraction(criterion.weight) for criterion in framework.criteria()}
    potential = sum((weights[criterion] for criterion in applicable), Fraction(0))
    shared = {criterion: weights[criterion] * 100 / potential for criterion in applicable}
    points = {
        criterion: shared[criterion] * mean_mark(criterion, sheets) / framework.scale_max
        for criterion in applicable
    }
    families = tuple(
        FamilyScore(
            family.id,
            family.title,
            _rounded(
                sum((points.get(criterion.id, Fraction(0)) for criterion in family.criteria), Fraction(0))
            ),
            _rounded(
                sum((shared.get(criterion.id, Fraction(0)) for criterion in family.criteria), Fraction(0))
            ),
        )
        for family in framework.families
    )
    return Score(_rounded(sum(points.values(), Fraction(0))), _rounded(potential), families)


def mean_mark(criterion: str, sheets: tuple[MarkSheet, ...]) -> Fraction:
    """Mean of the jurors' marks for an applicable criterion."""
    return Fraction(sum(sheet.value(criterion) for sheet in sheets), len(sheets))


def missed_criteria(
    stage: Stage, applicable: tuple[str, ...], sheets: tuple[MarkSheet, ...]
) -> list[MandatoryCriterion]:
    """Mandatory criteria of the stage, among those that apply, whose mean mark is too low."""
    return [
        mandatory
        for mandatory in stage.mandatory
        if mandatory.criterion in applicable and mean_mark(mandatory.criterion, sheets) < mandatory.minimum
    ]


def _rounded(value: Fraction) -> Decimal:
    return Decimal(round(value * 100)).scaleb(-2)
