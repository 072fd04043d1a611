"""Lending a role for an absence, taking it back, giving it back, and who sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.access import ROLES
from chassis.domain import Caller, Forbidden, Hidden, InvalidInput, Mandate, NotFound, Refused, Stale
from services.projects.domain.delegation import LENDABLE, Delegation
from services.projects.domain.delegation_states import DelegationState
from services.projects.domain.person import Person
from services.projects.use_cases.create_delegation import create_delegation
from services.projects.use_cases.forget_person import forget_person
from services.projects.use_cases.get_delegation import get_delegation
from services.projects.use_cases.list_delegates import ListDelegates, list_delegates
from services.projects.use_cases.list_delegations import ListDelegations, list_delegations
from services.projects.use_cases.register_person import RegisterPerson, register_person
from services.projects.use_cases.revoke_delegation import RevokeDelegation, revoke_delegation
from tests.fixtures.projects.delegations_memory import (
    DEPUTY,
    HENIN,
    LOOS,
    MAYOR,
    TODAY,
    FakeDelegationUnit,
    lending,
)

MONTHS = 6
OTHER_ELECTED = Caller("first-deputy", frozenset({Mandate(LOOS, "elected")}))
MANAGER = Caller("manager", frozenset({Mandate(LOOS, "project_manager")}))
STRANGER = Caller("stranger", frozenset({Mandate(HENIN, "elected")}))


@pytest.fixture
async def unit() -> FakeDelegationUnit:
    return await FakeDelegationUnit().with_people(DEPUTY.id, MAYOR.id)


async def lent(unit: FakeDelegationUnit, **changes: object) -> Delegation:
    return await create_delegation(lending(**changes), MONTHS, MAYOR, unit)


async def faults(unit: FakeDelegationUnit, **changes: object) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refusal:
        await lent(unit, **changes)
    return {fault.field: fault.reason for fault in refusal.value.faults}


def taking_back(delegation: Delegation, body: str = LOOS) -> RevokeDelegation:
    return RevokeDelegation(delegation.id, delegation.etag, body)


def test_every_role_but_that_of_a_juror_can_be_lent() -> None:
    assert set(LENDABLE) == ROLES - {"juror"}


async def test_a_mayor_lends_the_role_for_some_days(unit: FakeDelegationUnit) -> None:
    made = await lent(unit)
    assert (made.terms.delegator, made.terms.delegate) == (MAYOR.id, DEPUTY.id)
    assert made.state is DelegationState.GRANTED


async def test_one_lends_what_one_holds_and_nothing_else(unit: FakeDelegationUnit) -> None:
    for changes in ({"role": "funding_officer"}, {"body": HENIN}):
        with pytest.raises(Forbidden) as refusal:
            await lent(unit, **changes)
        assert refusal.value.reason == "ROLE_MISSING"
    assert refusal.value.metadata == {"body": HENIN, "roles": "elected"}


async def test_a_lent_role_is_not_lent_on(unit: FakeDelegationUnit) -> None:
    stand_in = Caller("stand-in", frozenset({Mandate(LOOS, "elected", by="delegations/1")}))
    with pytest.raises(Forbidden) as refusal:
        await create_delegation(lending(), MONTHS, stand_in, unit)
    assert (refusal.value.reason, refusal.value.metadata["body"]) == ("ROLE_IS_LENT", LOOS)


async def test_who_holds_a_role_by_themselves_and_by_delegation_may_lend_it(unit: FakeDelegationUnit) -> None:
    both = Caller(MAYOR.id, MAYOR.mandates | {Mandate(LOOS, "elected", by="delegations/1")})
    await create_delegation(lending(), MONTHS, both, unit)


async def test_nobody_stands_in_for_oneself_or_without_ever_having_signed_in(
    unit: FakeDelegationUnit,
) -> None:
    assert await faults(unit, delegate=MAYOR.id) == {"delegate": "DELEGATE_IS_DELEGATOR"}
    assert await faults(unit, delegate="nobody") == {"delegate": "PERSON_UNKNOWN"}
    await unit.memberships.note("without-a-name", [LOOS])
    assert await faults(unit, delegate="without-a-name") == {"delegate": "PERSON_UNKNOWN"}
    agent = Person(id="agent")
    agent.register("Dominique Martin", LOOS)
    await unit.people.add(agent)
    await unit.memberships.note(agent.id, [LOOS])
    assert await faults(unit, delegate=agent.id) == {"delegate": "PERSON_UNKNOWN"}
    await forget_person(DEPUTY.id, DEPUTY, unit)
    await unit.memberships.note(DEPUTY.id, [LOOS])
    assert await faults(unit) == {"delegate": "PERSON_UNKNOWN"}


async def test_somebody_of_another_body_is_as_unknown_as_nobody(unit: FakeDelegationUnit) -> None:
    await unit.with_people("elsewhere")
    await unit.memberships.note("elsewhere", [HENIN])
    assert await faults(unit, delegate="elsewhere") == {"delegate": "PERSON_UNKNOWN"}


async def test_the_days_begin_today_at_the_earliest_and_end_in_order(unit: FakeDelegationUnit) -> None:
    yesterday = TODAY - timedelta(days=1)
    assert await faults(unit, first_day=yesterday) == {"first_day": "DAY_PASSED"}
    assert await faults(unit, last_day=yesterday) == {"last_day": "DATES_ORDER"}
    only_today = await lent(unit, last_day=TODAY)
    assert only_today.terms.first_day == only_today.terms.last_day == TODAY


async def test_a_delegation_lasts_six_months_at_most(unit: FakeDelegationUnit) -> None:
    assert await faults(unit, last_day=date(2027, 5, 23)) == {"last_day": "TOO_LONG"}
    await lent(unit, last_day=date(2027, 5, 22))


async def test_all_that_is_wrong_is_told_at_once(unit: FakeDelegationUnit) -> None:
    wrong = await faults(
        unit, delegate="nobody", first_day=date(2026, 1, 1), last_day=date(2026, 12, 1), reason="\u202e"
    )
    assert set(wrong) == {"delegate", "first_day", "last_day", "reason"}


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [
        (TODAY, TODAY, True),
        (date(2026, 12, 2), date(2026, 12, 9), True),
        (date(2026, 12, 3), date(2026, 12, 9), False),
    ],
)
async def test_one_role_of_one_holder_is_lent_once_a_day(
    unit: FakeDelegationUnit, first: date, last: date, overlaps: bool
) -> None:
    standing = await lent(unit)
    await unit.with_people("another")
    if not overlaps:
        await lent(unit, delegate="another", first_day=first, last_day=last)
        return
    with pytest.raises(Refused) as refusal:
        await lent(unit, delegate="another", first_day=first, last_day=last)
    assert (refusal.value.reason, refusal.value.metadata["resource"]) == (
        "DELEGATION_OVERLAPS",
        standing.name,
    )
    await revoke_delegation(taking_back(standing), MAYOR, unit)
    await lent(unit, delegate="another", first_day=first, last_day=last)


@pytest.mark.parametrize("who", [MAYOR, Caller(MAYOR.id), DEPUTY, OTHER_ELECTED])
async def test_who_lent_it_who_got_it_and_the_elected_of_the_body_end_it(
    unit: FakeDelegationUnit, who: Caller
) -> None:
    made = await lent(unit)
    ended = await revoke_delegation(taking_back(made), who, unit)
    assert (ended.state, ended.revoke_time) == (DelegationState.REVOKED, unit.clock.now())
    with pytest.raises(Refused) as refusal:
        await revoke_delegation(taking_back(ended), who, unit)
    assert refusal.value.reason == "STATE_FORBIDS"


async def test_other_roles_of_the_body_see_it_and_cannot_end_it(unit: FakeDelegationUnit) -> None:
    made = await lent(unit)
    assert (await get_delegation(made.id, MANAGER, unit)).id == made.id
    with pytest.raises(Forbidden) as refusal:
        await revoke_delegation(taking_back(made), MANAGER, unit)
    assert refusal.value.metadata == {"body": LOOS, "roles": "elected"}


async def test_it_is_ended_for_its_own_body_alone(unit: FakeDelegationUnit) -> None:
    made = await lent(unit)
    with pytest.raises(Forbidden) as refusal:
        await revoke_delegation(taking_back(made, HENIN), MAYOR, unit)
    assert refusal.value.reason == "NOT_THE_BODY"


async def test_another_body_learns_of_nothing(unit: FakeDelegationUnit) -> None:
    made = await lent(unit)
    with pytest.raises(Hidden) as hidden:
        await get_delegation(made.id, STRANGER, unit)
    with pytest.raises(Hidden):
        await revoke_delegation(taking_back(made), STRANGER, unit)
    with pytest.raises(NotFound):
        await get_delegation("unknown", STRANGER, unit)
    assert hidden.value.reason == "NOT_FOUND"


async def test_who_saw_another_version_reads_again(unit: FakeDelegationUnit) -> None:
    made = await lent(unit)
    with pytest.raises(Stale):
        await revoke_delegation(RevokeDelegation(made.id, '"1-9"', LOOS), MAYOR, unit)


async def test_what_ended_by_the_calendar_cannot_be_taken_back(unit: FakeDelegationUnit) -> None:
    made = await lent(unit, last_day=TODAY)
    unit.clock.instant = datetime(2026, 11, 23, 22, 59, tzinfo=UTC)
    await get_delegation(made.id, MAYOR, unit)
    unit.clock.instant = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    with pytest.raises(Refused) as refusal:
        await revoke_delegation(taking_back(made), MAYOR, unit)
    assert refusal.value.reason == "DELEGATION_OVER"


async def test_the_list_is_that_of_a_body_or_of_oneself(unit: FakeDelegationUnit) -> None:
    made = await lent(unit)
    for question, who in (
        (ListDelegations(9, body=LOOS), MANAGER),
        (ListDelegations(9), MAYOR),
        (ListDelegations(9), DEPUTY),
    ):
        assert [each.id for each in (await list_delegations(question, who, unit)).items] == [made.id]
    assert (await list_delegations(ListDelegations(9), OTHER_ELECTED, unit)).items == ()
    with pytest.raises(Forbidden) as refusal:
        await list_delegations(ListDelegations(9, body=LOOS), STRANGER, unit)
    assert refusal.value.metadata["body"] == LOOS


async def test_a_sign_in_makes_one_known_to_the_bodies_that_one_belongs_to(unit: FakeDelegationUnit) -> None:
    secretary = Caller("secretary", attached=frozenset({LOOS}))
    await register_person(RegisterPerson("Dominique Martin"), secretary, unit)
    known = await list_delegates(ListDelegates(9, LOOS), MAYOR, unit)
    assert known.items == (DEPUTY.id, secretary.id)
    await register_person(RegisterPerson("Dominique Martin"), Caller(secretary.id), unit)
    assert (await list_delegates(ListDelegates(9, LOOS), MAYOR, unit)).items == (DEPUTY.id,)


async def test_a_forgotten_person_belongs_to_no_body(unit: FakeDelegationUnit) -> None:
    await unit.memberships.note(DEPUTY.id, [LOOS])
    await forget_person(DEPUTY.id, DEPUTY, unit)
    assert (await list_delegates(ListDelegates(9, LOOS), MAYOR, unit)).items == ()


async def test_only_who_can_lend_is_told_the_people_of_a_body(unit: FakeDelegationUnit) -> None:
    lent_to = Caller("lent", frozenset({Mandate(LOOS, "elected", by="delegations/1")}))
    juror = Caller("juror", frozenset({Mandate(LOOS, "juror")}))
    for who in (STRANGER, lent_to, juror):
        with pytest.raises(Forbidden):
            await list_delegates(ListDelegates(9, LOOS), who, unit)
