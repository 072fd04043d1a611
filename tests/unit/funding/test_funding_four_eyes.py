"""Who instructs does not pay: tried pair by pair, and over random sequences of acts by random people."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from chassis.domain import Caller, DomainError, Forbidden, InvalidInput, Mandate
from services.funding.domain.four_eyes import SIDES, Hand, Side
from services.funding.domain.lines import LineEntry, LineKind, LineState, PaymentKind
from services.funding.domain.plan import FinancingPlan
from services.funding.domain.states import LINE_STEPS, PLAN_STEPS, Verb
from services.funding.use_cases.open_plan import OpenPlan, open_plan
from services.funding.use_cases.refuse_line import RefuseLine, refuse_line
from tests.unit.funding.funding_examples import CALL, LOOS, dsil_entry, fonds_entry, own_entry
from tests.unit.funding.funding_fakes import FakeUnit, person
from tests.unit.funding.funding_stories import (
    CHURCH_ROOF,
    FDC,
    MAYOR,
    PLAN,
    PROJECT,
    SECRETARY,
    granted,
    granted_plan,
    opened,
    paid,
    requested,
    with_lines,
)

ROLES = ("elected", "project_manager", "funding_officer")
OMNIPOTENT = person("everything", *((body, role) for body in (LOOS, CALL) for role in ROLES))
"""Every role of both bodies in one person: only the rule stands in the way."""

LINES = (own_entry(87_158), dsil_entry(104_772, state=LineState.GRANTED), fonds_entry(70_000))
DSIL = "2"


async def refused(unit: FakeUnit, caller: Caller) -> FinancingPlan:
    return await refuse_line(RefuseLine(PLAN, "", CALL, FDC, "Enveloppe épuisée"), caller, unit)


async def opened_by_hand(unit: FakeUnit, caller: Caller) -> FinancingPlan:
    await unit.projects.put(CHURCH_ROOF)
    return await open_plan(OpenPlan(PROJECT, LOOS), caller, unit)


Act = Callable[[FakeUnit, Caller], Awaitable[FinancingPlan]]

BY_HAND: Mapping[Verb, Act] = {
    Verb.OPEN: opened_by_hand,
    Verb.SET_LINES: lambda unit, who: with_lines(unit, *entries_of(unit, 70_000), caller=who),
    Verb.REQUEST: lambda unit, who: requested(unit, caller=who),
    Verb.GRANT: lambda unit, who: granted(unit, caller=who),
    Verb.REFUSE: refused,
    Verb.PAY: lambda unit, who: paid(unit, 10, PaymentKind.INSTALMENT, caller=who),
}

BEFORE: Mapping[Verb, tuple[Verb, ...]] = {
    Verb.OPEN: (),
    Verb.SET_LINES: (Verb.OPEN,),
    Verb.REQUEST: (Verb.OPEN, Verb.SET_LINES),
    Verb.GRANT: (Verb.OPEN, Verb.SET_LINES, Verb.REQUEST),
    Verb.REFUSE: (Verb.OPEN, Verb.SET_LINES, Verb.REQUEST),
    Verb.PAY: (Verb.OPEN, Verb.SET_LINES, Verb.REQUEST, Verb.GRANT),
}
"""What must have happened before a verb is possible."""


def entries_of(unit: FakeUnit, fonds: int, dsil: int = 104_772) -> list[LineEntry]:
    """The three lines, as new ones or in the place of those that the plan has."""
    known = {line.kind: line for line in unit.plans.rows[PLAN].lines}
    ids = {kind: line.id for kind, line in known.items()}
    kept = known.get(LineKind.FONDS_DE_CONCOURS)
    return [
        own_entry(87_158, id=ids.get(LineKind.OWN_SHARE, "")),
        dsil_entry(dsil, id=ids.get(LineKind.SUBSIDY, ""), state=LineState.GRANTED),
        fonds_entry(
            int(kept.amount) if kept and kept.is_engaged else fonds,
            id=ids.get(LineKind.FONDS_DE_CONCOURS, ""),
        ),
    ]


def usual(verb: Verb) -> Caller:
    """Somebody else of the same side, with the same roles."""
    return Caller(f"usual-{SIDES[verb]}", OMNIPOTENT.mandates)


def test_every_verb_that_a_person_does_stands_on_a_side() -> None:
    of_people = {verb for row in PLAN_STEPS.values() for verb in row} - {Verb.ALIGN, Verb.CLOSE}
    of_people |= {verb for row in LINE_STEPS.values() for verb in row}
    assert set(SIDES) == of_people | {Verb.OPEN} == set(BY_HAND) == set(BEFORE)


@pytest.mark.parametrize("then", [verb for verb in Verb if verb in SIDES and verb is not Verb.OPEN])
@pytest.mark.parametrize("first", list(SIDES))
async def test_one_person_never_acts_on_two_sides_of_a_plan(first: Verb, then: Verb) -> None:
    unit = FakeUnit()
    for verb in BEFORE[first]:
        await BY_HAND[verb](unit, usual(verb))
    await BY_HAND[first](unit, OMNIPOTENT)
    if first is Verb.OPEN:
        await BY_HAND[Verb.SET_LINES](unit, usual(Verb.SET_LINES))
    before = unit.plans.rows[PLAN]
    reason = await reason_of(BY_HAND[then](unit, OMNIPOTENT))
    assert (reason == "FOUR_EYES") == (SIDES[first] is not SIDES[then])
    if reason:
        assert unit.plans.rows[PLAN] is before


async def reason_of(act: Awaitable[FinancingPlan]) -> str:
    """Why the act was refused; empty when it was done."""
    try:
        await act
    except DomainError as refusal:
        return refusal.reason
    return ""


async def test_a_lent_role_and_another_body_open_no_second_side() -> None:
    unit = await granted_plan()
    lent = frozenset({Mandate(CALL, "project_manager", by="delegations/1"), *MAYOR.mandates})
    mayor_with_a_lent_role = Caller(MAYOR.id, lent)
    with pytest.raises(Forbidden, match="FOUR_EYES"):
        await paid(unit, 10, caller=mayor_with_a_lent_role)


async def test_the_refusal_says_what_one_did_and_that_somebody_else_must_act() -> None:
    unit = await granted_plan()
    with pytest.raises(Forbidden) as refusal:
        await paid(unit, 10, caller=Caller(MAYOR.id, OMNIPOTENT.mandates))
    assert refusal.value.metadata == {"stands": Side.ASKS, "verb": Verb.PAY}
    assert "une autre personne" in str(refusal.value.text)


async def test_who_may_act_and_was_refused_for_another_reason_stands_nowhere() -> None:
    unit = await granted_plan()
    with pytest.raises(DomainError, match="PAYMENT_ABOVE_GRANT"):
        await paid(unit, 70_001, caller=OMNIPOTENT)
    assert not any(hand.person == OMNIPOTENT.id for hand in unit.plans.rows[PLAN].hands)


async def test_a_payment_is_never_taken_back_nor_lowered() -> None:
    unit = await granted_plan()
    plan = await paid(unit, 10_000)
    for amount in (-10_000, 0):
        with pytest.raises(InvalidInput):
            await paid(unit, amount, PaymentKind.INSTALMENT)
    with pytest.raises(DomainError, match="LINE_ENGAGED"):
        await with_lines(unit, own_entry(87_158, id="1"), dsil_entry(104_772, id="2"))
    assert unit.plans.rows[PLAN].line(FDC).payments == plan.line(FDC).payments


async def test_an_owner_that_was_paid_by_the_state_needs_two_people_too() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit, own_entry(157_158), dsil_entry(104_772, state=LineState.GRANTED))
    with pytest.raises(Forbidden, match="FOUR_EYES"):
        await paid(unit, 10, caller=MAYOR, body=LOOS, line=DSIL)
    await paid(unit, 10, caller=SECRETARY, body=LOOS, line=DSIL)
    with pytest.raises(Forbidden, match="FOUR_EYES"):
        await with_lines(unit, *entries_of(unit, 1), caller=SECRETARY)


# --- over random sequences ------------------------------------------------------------------------

PEOPLE = tuple(f"p-{number}" for number in range(4))


@dataclass(frozen=True)
class Attempt:
    """One person tries one verb, with the mandates held at that moment."""

    caller: Caller
    verb: Verb
    amount: int
    on_subsidy: bool

    async def do(self, unit: FakeUnit) -> FinancingPlan:
        match self.verb:
            case Verb.SET_LINES:
                lines = entries_of(unit, self.amount, dsil=self.amount)
                return await with_lines(unit, *lines, caller=self.caller)
            case Verb.PAY:
                body, line = (LOOS, DSIL) if self.on_subsidy else (CALL, FDC)
                amount, kind = self.amount // 4, PaymentKind.INSTALMENT
                return await paid(unit, amount, kind, caller=self.caller, body=body, line=line)
            case _:
                return await BY_HAND[self.verb](unit, self.caller)


def some_mandates(draw: st.DrawFn) -> frozenset[Mandate]:
    each = st.builds(
        Mandate,
        st.sampled_from([LOOS, CALL]),
        st.sampled_from(ROLES),
        st.sampled_from(["", "delegations/1"]),
    )
    return draw(st.frozensets(each, min_size=1, max_size=5))


@st.composite
def attempts(draw: st.DrawFn) -> Attempt:
    return Attempt(
        Caller(draw(st.sampled_from(PEOPLE)), some_mandates(draw)),
        draw(st.sampled_from([verb for verb in SIDES if verb is not Verb.OPEN])),
        draw(st.integers(4, 70_000)),
        draw(st.booleans()),
    )


@dataclass(frozen=True)
class Seen:
    """What an accepted act did, as an outsider keeps the books: he knows no hands."""

    person: str
    verb: Verb


async def told(tries: list[Attempt], first: Caller) -> tuple[FinancingPlan, set[Seen]]:
    unit = FakeUnit()
    await opened_by_hand(unit, first)
    seen = {Seen(first.id, Verb.OPEN)}
    for attempt in tries:
        try:
            await attempt.do(unit)
        except DomainError:
            continue
        seen.add(Seen(attempt.caller.id, attempt.verb))
    return unit.plans.rows[PLAN], seen


@settings(deadline=None, max_examples=300)
@given(st.lists(attempts(), min_size=12, max_size=40), st.sampled_from(PEOPLE))
async def test_no_euro_is_both_instructed_and_paid_by_one_person(tries: list[Attempt], first: str) -> None:
    plan, seen = await told(tries, Caller(first, OMNIPOTENT.mandates))
    paying = {each.person for each in seen if each.verb is Verb.PAY}
    instructing = {each.person for each in seen if each.verb is not Verb.PAY}
    asking = {each.person for each in seen if each.verb in (Verb.OPEN, Verb.SET_LINES, Verb.REQUEST)}
    deciding = {each.person for each in seen if each.verb in (Verb.GRANT, Verb.REFUSE)}
    event(f"lines paid: {sum(bool(line.payments) for line in plan.lines)}")
    assert not paying & instructing
    assert not asking & deciding
    for line in plan.lines:
        payers = {payment.recorded_by for payment in line.payments}
        assert payers <= paying
        if line.grant is not None:
            assert line.grant.granted_by not in payers | asking
            assert line.paid <= line.grant.amount
        if payers:
            assert len(payers | instructing) > len(payers), "a paid line has two people"
            assert line.paid > Decimal(0)
    assert plan.hands == {Hand(each.person, SIDES[each.verb]) for each in seen}
