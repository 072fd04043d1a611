from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from services.labels.domain.framework import (
    Condition,
    Criterion,
    Family,
    Framework,
    MandatoryCriterion,
    Stage,
)
from services.labels.domain.marks import Mark, MarkSheet
from services.labels.domain.score import Score, missed_criteria, score_of
from tests.unit.labels.builders import NOON, sheet, stars

SCALE = 4


def sheets_of(*sheets: dict[str, int]) -> tuple[MarkSheet, ...]:
    return tuple(MarkSheet(f"juror-{index}", sheet(**marks), NOON) for index, marks in enumerate(sheets))


def scored(framework: Framework, applicable: tuple[str, ...], sheets: tuple[MarkSheet, ...]) -> Score:
    score = score_of(framework, applicable, sheets)
    assert score is not None
    return score


@st.composite
def marked_grids(draw: st.DrawFn) -> tuple[Framework, tuple[str, ...], tuple[MarkSheet, ...]]:
    """A grid whose weights make 100, the criteria that apply, and one to four full sheets."""
    cuts = draw(st.lists(st.integers(1, 9_999), min_size=1, max_size=11, unique=True))
    edges = [0, *sorted(cuts), 10_000]
    weights = [Decimal(high - low) / 100 for low, high in pairwise(edges)]
    criteria = [Criterion(f"c{index}", "t", "q", weight) for index, weight in enumerate(weights)]
    split = draw(st.integers(0, len(criteria)))
    families = (Family("f", "F", tuple(criteria[:split])), Family("g", "G", tuple(criteria[split:])))
    applies = draw(st.lists(st.booleans(), min_size=len(criteria), max_size=len(criteria)))
    assume(any(applies))
    applicable = tuple(item.id for item, wanted in zip(criteria, applies, strict=True) if wanted)
    jurors = draw(st.integers(1, 4))
    sheets = sheets_of(
        *({criterion: draw(st.integers(0, SCALE)) for criterion in applicable} for _ in range(jurors))
    )
    return replace(stars(), families=families), applicable, sheets


def test_nobody_marked_no_score() -> None:
    assert score_of(stars(), ("energy",), ()) is None


def test_a_worked_score_with_a_criterion_taken_out() -> None:
    # soil (20 points) does not apply: energy and team share the 100 points, 50 each.
    sheets = sheets_of({"energy": 4, "team": 2}, {"energy": 3, "team": 2})
    score = scored(stars(), ("energy", "team"), sheets)
    assert score.value == Decimal("68.75")
    assert score.potential == Decimal("80.00")
    assert [(family.points, family.potential) for family in score.families] == [
        (Decimal("43.75"), Decimal("50.00")),
        (Decimal("25.00"), Decimal("50.00")),
    ]


def test_a_score_is_rounded_once_half_to_even() -> None:
    # 100 × (1 + 1 + 0) / (3 × 4) of a single criterion = 16.666…
    sheets = sheets_of({"energy": 1}, {"energy": 1}, {"energy": 0})
    assert scored(stars(), ("energy",), sheets).value == Decimal("16.67")


@given(marked_grids())
def test_a_score_lies_between_0_and_100(
    case: tuple[Framework, tuple[str, ...], tuple[MarkSheet, ...]],
) -> None:
    framework, applicable, sheets = case
    assert 0 <= scored(framework, applicable, sheets).value <= 100


@given(marked_grids(), st.integers(0, SCALE))
def test_the_same_mark_everywhere_gives_the_same_score_whatever_the_weights(
    case: tuple[Framework, tuple[str, ...], tuple[MarkSheet, ...]], mark: int
) -> None:
    framework, applicable, _ = case
    sheets = sheets_of(dict.fromkeys(applicable, mark))
    assert scored(framework, applicable, sheets).value == Decimal(mark * 25)


@given(marked_grids())
def test_removing_a_criterion_that_does_not_apply_never_changes_the_score(
    case: tuple[Framework, tuple[str, ...], tuple[MarkSheet, ...]],
) -> None:
    framework, applicable, sheets = case
    families = tuple(
        replace(family, criteria=tuple(item for item in family.criteria if item.id in applicable))
        for family in framework.families
    )
    lighter = scored(replace(framework, families=families), applicable, sheets)
    assert lighter.value == scored(framework, applicable, sheets).value


@given(marked_grids(), st.data())
def test_a_higher_mark_never_lowers_the_score(
    case: tuple[Framework, tuple[str, ...], tuple[MarkSheet, ...]], data: st.DataObject
) -> None:
    framework, applicable, sheets = case
    place = data.draw(st.integers(0, len(sheets) - 1))
    criterion = data.draw(st.sampled_from(applicable))
    raised = tuple(
        replace(mark, value=min(SCALE, (mark.value or 0) + 1)) if mark.criterion == criterion else mark
        for mark in sheets[place].marks
    )
    higher = (*sheets[:place], replace(sheets[place], marks=raised), *sheets[place + 1 :])
    assert scored(framework, applicable, higher).value >= scored(framework, applicable, sheets).value


@given(marked_grids(), st.randoms())
def test_the_order_of_the_jurors_does_not_count(
    case: tuple[Framework, tuple[str, ...], tuple[MarkSheet, ...]], random: object
) -> None:
    framework, applicable, sheets = case
    shuffled = list(sheets)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert scored(framework, applicable, tuple(shuffled)) == scored(framework, applicable, sheets)


@given(marked_grids())
def test_the_families_add_up_to_the_whole(
    case: tuple[Framework, tuple[str, ...], tuple[MarkSheet, ...]],
) -> None:
    framework, applicable, sheets = case
    score = scored(framework, applicable, sheets)
    assert abs(sum(family.points for family in score.families) - score.value) <= Decimal("0.02")
    assert abs(sum(family.potential for family in score.families) - 100) <= Decimal("0.02")


def test_a_condition_takes_a_criterion_out_unless_all_its_facts_hold() -> None:
    criterion = Criterion(
        "c",
        "t",
        "q",
        Decimal(1),
        applicable_if=(
            Condition("equipment", frozenset({"true"})),
            Condition("nature", frozenset({"investment", "programme"})),
        ),
    )
    assert criterion.applies({"equipment": "true", "nature": "programme"})
    assert not criterion.applies({"equipment": "true", "nature": "event"})
    assert not criterion.applies({"nature": "programme"})


def test_a_mark_is_found_by_its_criterion() -> None:
    assert MarkSheet("j", (Mark("a", 1, "r"), Mark("b", 3, "r")), NOON).value("b") == 3


def test_a_mandatory_criterion_that_does_not_apply_is_not_missed() -> None:
    stage = Stage("s", "S", Decimal(0), (MandatoryCriterion("soil", Decimal(3)),))
    assert missed_criteria(stage, ("energy", "team"), sheets_of({"energy": 1, "team": 1})) == []
    marked_soil = sheets_of({"energy": 1, "soil": 2, "team": 1})
    assert missed_criteria(stage, ("energy", "soil", "team"), marked_soil) == list(stage.mandatory)
