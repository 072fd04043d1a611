"""What the stores of delegations and memberships promise: the same for memory and PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chassis.database import connect
from chassis.domain import NotFound, uuid7
from services.projects.domain.delegation import Delegation, DelegationTerms
from services.projects.domain.person import Person
from tests.fixtures.projects.database import make_schema
from tests.fixtures.projects.delegations_memory import (
    DEPUTY,
    HENIN,
    LOOS,
    MAYOR,
    TODAY,
    FakeDelegationUnit,
)
from tests.fixtures.projects.territory_unit import StoredTerritoryUnit, stored_unit

Unit = FakeDelegationUnit | StoredTerritoryUnit
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TERMS = DelegationTerms(LOOS, "elected", MAYOR.id, DEPUTY.id, TODAY, date(2026, 12, 2), "Congés")


@pytest.fixture(params=["memory", "postgresql"])
async def unit(request: pytest.FixtureRequest) -> AsyncIterator[Unit]:
    if request.param == "memory":
        yield FakeDelegationUnit()
        return
    url = request.getfixturevalue("fresh_database")
    await make_schema(url)
    engine = connect(url, 2)
    async with stored_unit(engine) as stored:
        yield stored
    await engine.dispose()


async def somebody(unit: Unit, person: str, *, body: str = "") -> Person:
    made = Person(id=person)
    made.register(f"Nom de {person}", body)
    await unit.people.add(made)
    return made


async def lent(unit: Unit, terms: DelegationTerms = TERMS) -> Delegation:
    delegate = await unit.people.find(terms.delegate) or await somebody(unit, terms.delegate)
    made = Delegation.granted(str(uuid7()), terms, delegate, 6, NOW)
    await unit.delegations.add(made)
    return made


async def test_a_delegation_comes_back_as_it_was_and_as_it_became(unit: Unit) -> None:
    made = await lent(unit)
    kept = await unit.delegations.get(made.id)
    assert (kept.terms, kept.create_time, kept.state, kept.version) == (TERMS, NOW, made.state, 1)
    kept.revoke(MAYOR, LOOS, NOW)
    await unit.delegations.save(kept)
    again = await unit.delegations.get(made.id)
    assert (again.state, again.revoke_time, again.version) == (kept.state, NOW, 2)


async def test_an_unknown_delegation_is_not_found(unit: Unit) -> None:
    with pytest.raises(NotFound):
        await unit.delegations.get(str(uuid7()))


async def test_what_somebody_lent_of_a_role_leaves_out_what_was_taken_back(unit: Unit) -> None:
    standing, taken = await lent(unit), await lent(unit)
    await lent(unit, replace(TERMS, role="observer"))
    await lent(unit, replace(TERMS, body=HENIN))
    await lent(unit, replace(TERMS, delegator="another"))
    taken.revoke(MAYOR, LOOS, NOW)
    await unit.delegations.save(taken)
    found = await unit.delegations.lent_by(MAYOR.id, LOOS, "elected")
    assert [each.id for each in found] == [standing.id]


async def test_the_lists_of_a_body_and_of_a_person_come_newest_first_in_pages(unit: Unit) -> None:
    # Ids made within one millisecond come in no order of their own.
    first, second = sorted([await lent(unit), await lent(unit)], key=lambda each: each.id)
    elsewhere = await lent(unit, replace(TERMS, body=HENIN, delegator=DEPUTY.id, delegate="another"))
    assert [each.id for each in await unit.delegations.of_body(LOOS, "", 9)] == [second.id, first.id]
    assert [each.id for each in await unit.delegations.of_body(LOOS, second.id, 9)] == [first.id]
    received = sorted([first.id, second.id, elsewhere.id], reverse=True)
    assert [each.id for each in await unit.delegations.of_person(DEPUTY.id, "", 2)] == received[:2]
    assert [each.id for each in await unit.delegations.of_person(MAYOR.id, "", 9)] == [second.id, first.id]


async def test_members_of_a_body_are_those_who_signed_in_there_last_and_have_a_name(unit: Unit) -> None:
    for person in ("anna", "bruno", "chloe"):
        await somebody(unit, person)
        await unit.memberships.note(person, [LOOS, HENIN])
    await somebody(unit, "written-down-by-the-body", body=LOOS)
    await unit.memberships.note("written-down-by-the-body", [LOOS])
    await unit.memberships.note("without-a-name", [LOOS])
    assert await unit.memberships.of_body(LOOS, "bruno", "", 9) == ["anna", "chloe"]
    assert await unit.memberships.includes("anna", HENIN)
    assert not await unit.memberships.includes("anna", "62498")
    assert not await unit.memberships.includes("nobody", LOOS)
    assert await unit.memberships.of_body(LOOS, "", "anna", 1) == ["bruno"]
    await unit.memberships.note("anna", [HENIN])
    await unit.memberships.note("chloe", [])
    assert await unit.memberships.of_body(LOOS, "", "", 9) == ["bruno"]
    gone = await unit.people.get("bruno")
    gone.forget(replace(DEPUTY, id="bruno"))
    await unit.people.save(gone)
    assert await unit.memberships.of_body(LOOS, "", "", 9) == []
