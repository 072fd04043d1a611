from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.domain import Exhausted, Refused
from services.engineering.domain.days import QUARTER, Skill, quarters_up
from services.engineering.domain.events import DaysGranted, DaysReleased, RequestOpened, RequestWithdrawn
from services.engineering.domain.request import Grant, automatic_id
from services.engineering.domain.states import REQUEST_STEPS, RESERVATION_STEPS, RequestState, Verb
from tests.unit.engineering.builders import CALL, LIEVIN, LOOS, NOON, POLE, PROJECT, request


def grant(number: int, days: Decimal | str, lender: str = CALL) -> Grant:
    return Grant(f"v{number}", "a1", lender, Decimal(days))


def test_a_request_goes_from_open_over_partly_covered_to_covered_and_back() -> None:
    asked = request("10")
    asked.grant(grant(1, "4"), NOON)
    assert asked.state is RequestState.PARTLY_COVERED
    asked.grant(grant(2, "6"), NOON)
    assert asked.state is RequestState.COVERED
    asked.release("v1", NOON)
    assert asked.state is RequestState.PARTLY_COVERED
    asked.release("v2", NOON)
    assert asked.state is RequestState.OPEN
    assert [type(event) for event in asked.recorded] == [DaysGranted, DaysGranted, DaysReleased, DaysReleased]


def test_more_days_than_asked_are_refused_with_the_missing_days() -> None:
    asked = request("10")
    asked.grant(grant(1, "7.5"), NOON)
    with pytest.raises(Exhausted) as refusal:
        asked.grant(grant(2, "2.75"), NOON)
    assert refusal.value.reason == "REQUEST_DAYS_EXCEEDED"
    assert refusal.value.metadata["missing_days"] == "2.5"
    assert asked.granted_days == Decimal("7.5")


@given(
    st.integers(1, 80),
    st.lists(st.tuples(st.booleans(), st.integers(1, 40), st.integers(0, 9)), max_size=30),
)
def test_granted_days_never_exceed_the_days_asked_for(
    asked_quarters: int, acts: list[tuple[bool, int, int]]
) -> None:
    asked = request(str(asked_quarters * QUARTER))
    for number, (gives, quarters, which) in enumerate(acts):
        held = sorted(asked.grants)
        if gives:
            try:
                asked.grant(grant(number, quarters * QUARTER), NOON)
            except (Exhausted, Refused):
                assert quarters * QUARTER > asked.missing_days
        elif held:
            asked.release(held[which % len(held)], NOON)
        assert 0 <= asked.granted_days <= asked.days
        assert (asked.state is RequestState.COVERED) == (asked.granted_days == asked.days)
        assert (asked.state is RequestState.OPEN) == (not asked.grants)


def test_a_withdrawn_request_gives_its_grants_up_and_takes_no_more() -> None:
    asked = request("10")
    asked.grant(grant(1, "4"), NOON)
    assert asked.withdraw(NOON) == (grant(1, "4"),)
    assert asked.granted_days == 0
    with pytest.raises(Refused) as refusal:
        asked.grant(grant(2, "1"), NOON)
    assert refusal.value.reason == "STATE_FORBIDS"
    with pytest.raises(Refused):
        asked.withdraw(NOON)
    assert asked.recorded[-1] == RequestWithdrawn()


def test_a_lender_goes_on_seeing_the_request_after_its_days_went_back() -> None:
    asked = request("10")
    asked.grant(grant(1, "4", lender=LIEVIN), NOON)
    asked.release("v1", NOON)
    assert asked.seen_by == {LOOS, CALL, POLE, LIEVIN}


def test_the_purpose_of_a_reservation_is_what_the_request_says() -> None:
    asked = request("10", Skill.ENERGY)
    assert asked.purpose.skill is Skill.ENERGY
    assert asked.purpose.request == asked.id
    assert asked.purpose.seen_by == asked.seen_by


def test_the_same_project_and_skill_give_the_same_id() -> None:
    assert automatic_id(PROJECT, Skill.FOOD) == automatic_id(PROJECT, Skill.FOOD)
    assert automatic_id(PROJECT, Skill.FOOD) != automatic_id(PROJECT, Skill.DATA)
    assert automatic_id(PROJECT, Skill.FOOD) != automatic_id("another", Skill.FOOD)


def test_a_request_for_no_day_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="not a number of days"):
        request("0")


def test_opening_is_recorded() -> None:
    assert request().opened().recorded == [RequestOpened()]


@pytest.mark.parametrize(("days", "rounded"), [("12.3", "12.5"), ("12.25", "12.25"), ("0.01", "0.25")])
def test_missing_days_are_rounded_up_to_quarters(days: str, rounded: str) -> None:
    assert quarters_up(Decimal(days)) == Decimal(rounded)


def test_every_state_is_in_its_table_and_every_step_leads_to_a_known_state() -> None:
    for table in (REQUEST_STEPS, RESERVATION_STEPS):
        assert all(step.next <= set(table) for row in table.values() for step in row.values())
        assert all(step.who for row in table.values() for step in row.values())
    assert set(REQUEST_STEPS) == set(RequestState)


@pytest.mark.parametrize(
    ("state", "verb"),
    [(state, verb) for state, row in REQUEST_STEPS.items() for verb in Verb if verb not in row],
)
def test_a_verb_outside_the_table_is_refused(state: RequestState, verb: Verb) -> None:
    asked = request("10")
    asked.grants = {"v1": grant(1, "1")}
    asked.state = state
    acts = {
        Verb.GRANT: lambda: asked.grant(grant(2, "1"), NOON),
        Verb.RELEASE: lambda: asked.release("v1", NOON),
        Verb.WITHDRAW: lambda: asked.withdraw(NOON),
    }
    if verb in acts:
        with pytest.raises(Refused) as refusal:
            acts[verb]()
        assert refusal.value.metadata["state"] == state
