"""Giving, reading and forgetting names."""

from datetime import timedelta
from uuid import UUID

import pytest

from chassis.domain import Caller, Forbidden, Hidden, InvalidInput, Mandate, NotFound, Refused
from services.projects.domain.person import Person
from services.projects.use_cases.forget_person import forget_person
from services.projects.use_cases.forget_unseen import forget_unseen
from services.projects.use_cases.get_people import get_people
from services.projects.use_cases.register_person import RegisterPerson, register_person
from tests.fixtures.projects.territories_memory import FakeTerritoryUnit

CALL = "246200364"
CAMILLE = Caller("0190-camille")


def holder(role: str, body: str = CALL) -> Caller:
    return Caller("0190-holder", frozenset({Mandate(body, role)}))


@pytest.fixture
def unit() -> FakeTerritoryUnit:
    return FakeTerritoryUnit()


async def agent_of_the_call(unit: FakeTerritoryUnit) -> Person:
    return await register_person(RegisterPerson("Dominique Martin", body=CALL), holder("pool_manager"), unit)


async def test_somebody_registers_himself_under_his_own_id(unit: FakeTerritoryUnit) -> None:
    person = await register_person(RegisterPerson("  Camille Petit "), CAMILLE, unit)

    assert (person.id, person.display_name, person.body) == (CAMILLE.id, "Camille Petit", "")
    assert unit.journal.rows == [("people/0190-camille", "PersonRegistered")]


async def test_signing_in_again_with_the_same_name_is_no_event(unit: FakeTerritoryUnit) -> None:
    await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)
    await register_person(RegisterPerson("Camille Petit", person=CAMILLE.id), CAMILLE, unit)

    assert len(unit.journal.rows) == 1


async def test_a_new_name_replaces_the_old_one(unit: FakeTerritoryUnit) -> None:
    await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)
    await register_person(RegisterPerson("Camille Grand"), CAMILLE, unit)

    assert (await unit.people.get(CAMILLE.id)).display_name == "Camille Grand"
    assert len(unit.journal.rows) == 2


async def test_nobody_registers_another_without_a_body(unit: FakeTerritoryUnit) -> None:
    with pytest.raises(Forbidden):
        await register_person(RegisterPerson("Camille Petit", person="0190-other"), CAMILLE, unit)


async def test_nobody_anonymous_registers(unit: FakeTerritoryUnit) -> None:
    with pytest.raises(Forbidden):
        await register_person(RegisterPerson("Camille Petit"), Caller(), unit)


@pytest.mark.parametrize("role", ["pool_manager", "elected", "project_manager"])
async def test_a_body_registers_its_people_under_a_new_id(unit: FakeTerritoryUnit, role: str) -> None:
    person = await register_person(RegisterPerson("Dominique Martin", body=CALL), holder(role), unit)

    assert UUID(person.id).version == 7
    assert (await unit.people.get(person.id)).body == CALL


@pytest.mark.parametrize("role", ["juror", "agent", "observer", "funding_officer"])
async def test_other_roles_register_nobody(unit: FakeTerritoryUnit, role: str) -> None:
    with pytest.raises(Forbidden) as refused:
        await register_person(RegisterPerson("Dominique Martin", body=CALL), holder(role), unit)

    assert refused.value.metadata["body"] == CALL


async def test_a_role_at_another_body_registers_nobody(unit: FakeTerritoryUnit) -> None:
    with pytest.raises(Forbidden):
        await register_person(RegisterPerson("X", body=CALL), holder("elected", "62528"), unit)


async def test_a_body_corrects_the_name_of_its_agent(unit: FakeTerritoryUnit) -> None:
    agent = await agent_of_the_call(unit)

    await register_person(
        RegisterPerson("Dominique Durand", person=agent.id, body=CALL), holder("elected"), unit
    )

    assert (await unit.people.get(agent.id)).display_name == "Dominique Durand"


async def test_a_body_names_nobody_whom_it_did_not_register(unit: FakeTerritoryUnit) -> None:
    await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)

    for person in (CAMILLE.id, "0190-nobody"):
        with pytest.raises(NotFound):
            await register_person(
                RegisterPerson("Mallory", person=person, body=CALL), holder("elected"), unit
            )


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "Camille\nPetit", "Camille\u202ePetit"])
async def test_a_name_that_cannot_be_shown_is_refused(unit: FakeTerritoryUnit, name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await register_person(RegisterPerson(name), CAMILLE, unit)

    assert refused.value.faults[0].field == "display_name"
    assert unit.journal.rows == []


async def test_names_are_answered_in_the_order_asked_and_empty_when_unknown(unit: FakeTerritoryUnit) -> None:
    await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)
    agent = await agent_of_the_call(unit)

    people = await get_people([agent.id, "0190-nobody", CAMILLE.id], holder("observer"), unit)

    assert [person.display_name for person in people] == ["Dominique Martin", "", "Camille Petit"]


async def test_who_holds_no_role_meets_no_name_but_their_own(unit: FakeTerritoryUnit) -> None:
    await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)
    agent = await agent_of_the_call(unit)

    other, oneself = await get_people([agent.id, CAMILLE.id], CAMILLE, unit)

    assert (other.id, other.display_name, other.body, other.version) == (agent.id, "", "", 0)
    assert oneself.display_name == "Camille Petit"


async def test_more_than_200_names_at_once_are_refused(unit: FakeTerritoryUnit) -> None:
    assert len(await get_people(["x"] * 200, CAMILLE, unit)) == 200
    with pytest.raises(InvalidInput):
        await get_people(["x"] * 201, CAMILLE, unit)


async def test_somebody_has_himself_forgotten_for_good(unit: FakeTerritoryUnit) -> None:
    await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)

    person = await forget_person(CAMILLE.id, CAMILLE, unit)

    assert (person.display_name, person.forgotten) == ("", True)
    assert unit.journal.rows[-1] == ("people/0190-camille", "PersonForgotten")
    with pytest.raises(Refused):
        await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)


async def test_forgetting_twice_is_one_event(unit: FakeTerritoryUnit) -> None:
    await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)

    await forget_person(CAMILLE.id, CAMILLE, unit)
    await forget_person(CAMILLE.id, CAMILLE, unit)

    assert [event for _, event in unit.journal.rows] == ["PersonRegistered", "PersonForgotten"]


async def test_an_elected_has_somebody_of_the_body_forgotten(unit: FakeTerritoryUnit) -> None:
    agent = await agent_of_the_call(unit)

    assert (await forget_person(agent.id, holder("elected"), unit)).forgotten


@pytest.mark.parametrize("caller", [holder("pool_manager"), holder("elected", "62528")])
async def test_nobody_else_has_somebody_forgotten(unit: FakeTerritoryUnit, caller: Caller) -> None:
    agent = await agent_of_the_call(unit)

    with pytest.raises(Forbidden) as refused:
        await forget_person(agent.id, caller, unit)

    assert refused.value.metadata == {"body": CALL, "roles": "elected"}
    assert (await unit.people.get(agent.id)).display_name == "Dominique Martin"


@pytest.mark.parametrize("caller", [CAMILLE, Caller()])
async def test_who_holds_no_role_does_not_even_learn_that_there_is_somebody(
    unit: FakeTerritoryUnit, caller: Caller
) -> None:
    agent = await agent_of_the_call(unit)

    with pytest.raises(Hidden) as hidden:
        await forget_person(agent.id, caller, unit)
    with pytest.raises(NotFound) as unknown:
        await forget_person("0190-nobody", caller, unit)

    assert (hidden.value.reason, hidden.value.metadata.keys()) == ("NOT_FOUND", unknown.value.metadata.keys())

    assert (await unit.people.get(agent.id)).display_name == "Dominique Martin"


async def test_whoever_registered_himself_is_forgotten_by_nobody_else(unit: FakeTerritoryUnit) -> None:
    await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)

    with pytest.raises(Forbidden) as refused:
        await forget_person(CAMILLE.id, holder("elected"), unit)

    assert refused.value.reason == "NOT_ONESELF"


async def test_an_unknown_person_cannot_be_forgotten(unit: FakeTerritoryUnit) -> None:
    with pytest.raises(NotFound):
        await forget_person("0190-nobody", CAMILLE, unit)


async def test_a_name_goes_after_the_period_and_not_on_its_last_day(unit: FakeTerritoryUnit) -> None:
    await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)

    unit.clock.instant += timedelta(days=30)
    await forget_unseen(30, unit)
    assert (await unit.people.get(CAMILLE.id)).display_name == "Camille Petit"

    unit.clock.instant += timedelta(days=1)
    await forget_unseen(30, unit)
    assert (await unit.people.get(CAMILLE.id)).display_name == ""
    assert unit.journal.rows[-1] == ("people/0190-camille", "PersonForgotten")


async def test_whoever_signs_in_again_is_seen_and_keeps_the_name(unit: FakeTerritoryUnit) -> None:
    await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)
    unit.clock.instant += timedelta(days=20)
    await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)
    unit.clock.instant += timedelta(days=20)

    await forget_unseen(30, unit)

    assert (await unit.people.get(CAMILLE.id)).display_name == "Camille Petit"
    assert len(unit.journal.rows) == 1


async def test_whoever_comes_back_after_the_period_gives_the_name_again(unit: FakeTerritoryUnit) -> None:
    await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)
    unit.clock.instant += timedelta(days=31)
    await forget_unseen(30, unit)

    back = await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)

    assert (back.display_name, back.forgotten) == ("Camille Petit", False)


async def test_a_name_is_kept_for_ever_where_no_period_is_set(unit: FakeTerritoryUnit) -> None:
    await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)
    unit.clock.instant += timedelta(days=10_000)

    await forget_unseen(0, unit)

    assert (await unit.people.get(CAMILLE.id)).display_name == "Camille Petit"


async def test_who_is_erased_for_good_leaves_no_day_behind(unit: FakeTerritoryUnit) -> None:
    await register_person(RegisterPerson("Camille Petit"), CAMILLE, unit)
    await forget_person(CAMILLE.id, CAMILLE, unit)

    assert await unit.sightings.before(unit.clock.now().date() + timedelta(days=9)) == []
