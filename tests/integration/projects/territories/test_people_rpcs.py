"""PeopleService over the wire, on a real PostgreSQL and NATS."""

from uuid import UUID, uuid4

import grpc
import pytest
from sqlalchemy import select

from archipel.projects.v1 import people_pb2, people_pb2_grpc
from chassis.database import connect
from chassis.tables import journal, requests
from chassis.testing.running import Client, refusal
from tests.integration.projects.territories.conftest import Place

CALL = "246200364"


def people(client: Client) -> people_pb2_grpc.PeopleServiceStub:
    return people_pb2_grpc.PeopleServiceStub(client.channel)


async def test_somebody_registers_and_is_named(camille: Client) -> None:
    person = await camille.call(
        people(camille).RegisterPerson, people_pb2.RegisterPersonRequest(display_name=" Camille Petit ")
    )
    answer = await camille.call(
        people(camille).GetPeople, people_pb2.GetPeopleRequest(names=[person.name, "people/unknown"])
    )

    assert (person.display_name, person.body) == ("Camille Petit", "")
    assert [(p.name, p.display_name) for p in answer.people] == [
        (person.name, "Camille Petit"),
        ("people/unknown", ""),
    ]


async def test_a_body_registers_its_agent_and_the_event_holds_no_name(place: Place, manager: Client) -> None:
    request = people_pb2.RegisterPersonRequest(
        request_id=str(uuid4()), display_name="Dominique Introuvable", body=f"territories/{CALL}"
    )
    agent = await manager.call(people(manager).RegisterPerson, request)
    again = await manager.call(people(manager).RegisterPerson, request)

    assert agent == again
    assert agent.display_name == "Dominique Introuvable"
    assert UUID(agent.name.removeprefix("people/")).version == 7
    engine = connect(place.database_url, 2)
    async with engine.connect() as connection:
        envelopes = list(
            (await connection.execute(select(journal.c.envelope).where(journal.c.kind == "people"))).scalars()
        )
        answers = list((await connection.execute(select(requests.c.answer))).scalars())
    await engine.dispose()
    assert [envelope for envelope in envelopes if agent.name.encode() in envelope]
    assert not [kept for kept in (*envelopes, *answers) if b"Introuvable" in kept]


async def test_a_forgotten_name_is_gone(camille: Client) -> None:
    stub = people(camille)
    person = await camille.call(
        stub.RegisterPerson, people_pb2.RegisterPersonRequest(display_name="Camille Petit")
    )

    forgotten = await camille.call(stub.ForgetPerson, people_pb2.ForgetPersonRequest(name=person.name))
    answer = await camille.call(stub.GetPeople, people_pb2.GetPeopleRequest(names=[person.name]))
    refused = await refusal(
        camille.call(stub.RegisterPerson, people_pb2.RegisterPersonRequest(display_name="Camille Petit"))
    )

    assert (forgotten.forgotten, forgotten.display_name) == (True, "")
    assert (answer.people[0].forgotten, answer.people[0].display_name) == (True, "")
    assert (refused.code, refused.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "PERSON_FORGOTTEN")


async def test_nobody_else_forgets_a_person(camille: Client, manager: Client) -> None:
    person = await camille.call(
        people(camille).RegisterPerson, people_pb2.RegisterPersonRequest(display_name="Camille Petit")
    )

    refused = await refusal(
        manager.call(people(manager).ForgetPerson, people_pb2.ForgetPersonRequest(name=person.name))
    )

    assert refused.code is grpc.StatusCode.PERMISSION_DENIED


async def test_names_are_for_people_who_signed_in(anybody: Client) -> None:
    stub = people(anybody)
    for call in (
        anybody.call(stub.GetPeople, people_pb2.GetPeopleRequest(names=["people/x"])),
        anybody.call(stub.RegisterPerson, people_pb2.RegisterPersonRequest(display_name="X")),
        anybody.call(stub.ForgetPerson, people_pb2.ForgetPersonRequest(name="people/x")),
    ):
        assert (await refusal(call)).code is grpc.StatusCode.UNAUTHENTICATED


@pytest.mark.parametrize(
    "name", ["x", "people/", "people/a/b", "people/é", "people/a\0", "people/" + "x" * 65]
)
async def test_a_misnamed_person_is_refused_with_its_place(camille: Client, name: str) -> None:
    refused = await refusal(
        camille.call(people(camille).GetPeople, people_pb2.GetPeopleRequest(names=["people/ok", name]))
    )

    assert refused.fields == {"names[1]": "NAME_MALFORMED"}


async def test_a_registration_with_several_faults_names_them_all(manager: Client) -> None:
    request = people_pb2.RegisterPersonRequest(person="x", body="y", display_name="Z")

    refused = await refusal(manager.call(people(manager).RegisterPerson, request))

    assert refused.fields == {"person": "NAME_MALFORMED", "body": "NAME_MALFORMED"}


async def test_a_role_that_registers_nobody_is_told_which_is_missing(camille: Client) -> None:
    request = people_pb2.RegisterPersonRequest(display_name="Z", body=f"territories/{CALL}")

    refused = await refusal(camille.call(people(camille).RegisterPerson, request))

    assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "ROLE_MISSING")
    assert refused.metadata["body"] == CALL
