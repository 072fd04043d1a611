"""Money that must hold for any plan: the largest amount allowed is tight, and nothing is lost."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from services.funding.domain.checks import Outcome
from services.funding.domain.financing import Financing, Nature
from services.funding.domain.largest import with_amount
from services.funding.domain.lines import Line, LineKind
from services.funding.domain.money import ZERO, euros, floor_cents
from services.funding.domain.rulebook import Rulebook
from services.funding.domain.verdict import judge
from tests.unit.funding.funding_examples import (
    RULEBOOK,
    financing,
    fonds,
    in_kind,
    largest,
    largest_of_all,
    own,
    private,
    subsidy,
)

CENT = Decimal("0.01")


def cents(most: int = 100_000_00) -> st.SearchStrategy[Decimal]:
    return st.integers(min_value=1, max_value=most).map(lambda number: Decimal(number) * CENT)


@st.composite
def plans(draw: st.DrawFn) -> Financing:
    """Any mix of lines, over and under the cost, in any of the fields where the rules differ."""
    lines = [make(draw(cents())) for make in (own, subsidy, fonds, private, in_kind) if draw(st.booleans())]
    return financing(
        draw(cents(200_000_00)),
        *lines,
        nature=draw(st.sampled_from([Nature.INVESTMENT, Nature.PROGRAMME])),
        lead_coordinator_field=draw(st.booleans()),
    )


SHARES = st.integers(1, 100).map(lambda hundredths: Decimal(hundredths) / 100)
RULEBOOKS = st.one_of(
    st.just(RULEBOOK),
    st.builds(
        replace,
        st.just(RULEBOOK),
        least_own_share=st.sampled_from([Decimal("0.20"), Decimal("0.37")]),
        largest_fonds_de_concours_share=SHARES,
        largest_public_aid_share=SHARES,
    ),
)
"""The parameters that ship, and others that a lawyer might write."""


def breached(of: Financing, rulebook: Rulebook) -> bool:
    """A rule of law says no, or the lines exceed the cost."""
    return any(check.outcome is Outcome.FAIL for check in judge(of, rulebook).checks)


@given(plans(), RULEBOOKS, st.data())
def test_the_largest_amount_allowed_passes_and_one_cent_more_fails(
    plan: Financing, rulebook: Rulebook, data: st.DataObject
) -> None:
    assume(plan.lines)
    line: Line = data.draw(st.sampled_from(plan.lines))
    assume(not breached(with_amount(plan, line, ZERO), rulebook))
    allowed = largest(line, plan, rulebook)
    assert allowed is not None
    assert not breached(with_amount(plan, line, allowed), rulebook), f"{line.kind} at {allowed}"
    assert breached(with_amount(plan, line, allowed + CENT), rulebook), f"{line.kind} above {allowed}"


@given(plans(), RULEBOOKS, st.data())
def test_less_than_the_largest_amount_is_allowed_too(
    plan: Financing, rulebook: Rulebook, data: st.DataObject
) -> None:
    assume(plan.lines)
    line: Line = data.draw(st.sampled_from(plan.lines))
    assume(not breached(with_amount(plan, line, ZERO), rulebook))
    allowed = largest(line, plan, rulebook)
    assert allowed is not None
    less = data.draw(st.integers(0, int(allowed / CENT))) * CENT
    assert not breached(with_amount(plan, line, less), rulebook)


@given(plans())
def test_nothing_is_allowed_on_a_line_when_the_others_already_break_a_rule(plan: Financing) -> None:
    for line in plan.lines:
        aid = line.kind in {LineKind.SUBSIDY, LineKind.FONDS_DE_CONCOURS}
        if aid and judge(with_amount(plan, line, ZERO), RULEBOOK).failing():
            assert largest(line, plan) == 0


@given(plans(), RULEBOOKS)
def test_the_largest_of_all_fonds_de_concours_is_what_a_single_line_may_reach(
    plan: Financing, rulebook: Rulebook
) -> None:
    bare = plan.with_lines(tuple(line for line in plan.lines if line.kind is not LineKind.FONDS_DE_CONCOURS))
    line = fonds(1)
    alone = bare.with_lines((*bare.lines, line))
    assert largest_of_all(bare, rulebook) == largest(line, alone, rulebook)


@given(plans())
def test_cost_is_always_lines_and_what_is_still_to_be_found(plan: Financing) -> None:
    assert sum((line.amount for line in plan.lines), ZERO) + plan.unfunded == plan.cost
    assert plan.remainder == plan.own_share + plan.unfunded


@given(st.integers(-(10**13), 10**13), st.integers(1, 999))
def test_rounding_down_never_gives_a_cent_too_much(numerator: int, divisor: int) -> None:
    exact = Decimal(numerator) / divisor
    rounded = floor_cents(exact)
    assert rounded <= exact < rounded + CENT
    assert rounded == rounded.quantize(CENT)


def test_euros_read_as_french_people_write_them() -> None:
    assert euros(Decimal(78_579)) == "78\u202f579\u00a0€"
    assert euros(Decimal("1234567.5")) == "1\u202f234\u202f567,50\u00a0€"
    assert euros(Decimal("-0.01")) == "−0,01\u00a0€"
