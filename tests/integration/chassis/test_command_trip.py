"""The trip of one command through the chassis, on a real PostgreSQL and a real NATS."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import grpc
from sqlalchemy import func, select

from archipel.projects.v1.people_pb2 import GetPeopleRequest, RegisterPersonRequest
from archipel.projects.v1.people_pb2_grpc import PeopleServiceStub
from chassis.journal.verify import verify
from chassis.tables import journal, publications
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import Client, refusal
from chassis.testing.waiting import eventually
from tests.integration.chassis import toy

Place = tuple[str, toy.Toy]


def register(text: str = "bonjour", person: str = "", request_id: str = "") -> RegisterPersonRequest:
    return RegisterPersonRequest(
        request_id=request_id or str(uuid4()), person=person or str(uuid4()), display_name=text
    )


async def test_a_command_is_journalled_published_and_read_once(place: Place, mayor: Client) -> None:
    stub = PeopleServiceStub(mayor.channel)
    answer = await mayor.call(stub.RegisterPerson, register(person="n1"))
    assert answer.name == "notes/n1"
    engine = place[1].foundation.engine

    async def counted() -> int | None:
        async with engine.connect() as connection:
            return await connection.scalar(
                select(toy.counts.c.seen).where(toy.counts.c.subject == "notes/n1")
            )

    assert await eventually(counted) == 1
    async with engine.connect() as connection:
        row = (await connection.execute(select(journal))).one()
        assert (row.kind, row.aggregate_id, row.version, row.actor) == ("notes", "n1", 1, "p-1")

    async def noted() -> bool:
        async with engine.connect() as connection:
            return (await connection.execute(select(publications))).one().stream_sequence == 1

    await eventually(noted)


async def test_the_same_request_twice_has_one_effect_and_one_answer(place: Place, mayor: Client) -> None:
    stub = PeopleServiceStub(mayor.channel)
    request = register(person="n2")
    first = await mayor.call(stub.RegisterPerson, request)
    again = await mayor.call(stub.RegisterPerson, request)
    assert first == again
    async with place[1].foundation.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(journal)) == 1


async def test_a_request_id_used_for_another_request_is_refused(mayor: Client) -> None:
    stub = PeopleServiceStub(mayor.channel)
    key = str(uuid4())
    await mayor.call(stub.RegisterPerson, register("un", person="n3", request_id=key))
    refused = await refusal(mayor.call(stub.RegisterPerson, register("deux", person="n3", request_id=key)))
    assert (refused.code, refused.reason) == (grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")


async def test_all_faults_come_in_one_answer_with_their_fields(mayor: Client) -> None:
    refused = await refusal(
        mayor.call(PeopleServiceStub(mayor.channel).RegisterPerson, RegisterPersonRequest())
    )
    assert refused.code == grpc.StatusCode.INVALID_ARGUMENT
    assert refused.fields == {"display_name": "TEXT_EMPTY", "body": "BODY_UNKNOWN"}


async def test_a_refusal_is_said_in_the_callers_language_and_leaves_nothing(
    place: Place, mayor: Client
) -> None:
    stub = PeopleServiceStub(mayor.channel)
    refused = await refusal(mayor.call(stub.RegisterPerson, register("forbidden word")))
    assert (refused.code, refused.reason, refused.message) == (
        grpc.StatusCode.FAILED_PRECONDITION, "WORD_FORBIDDEN", "Ce mot est interdit.",
    )  # fmt: skip
    async with place[1].foundation.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(journal)) == 0


async def test_callers_without_token_role_or_deadline_are_refused(
    place: Place, issuer: TestIssuer, mayor: Client
) -> None:
    address = place[0]
    for client, reason in (
        (Client(address), "TOKEN_MISSING"),
        (Client(address, "not.a.token"), "TOKEN_INVALID"),
        (Client(address, issuer.token("p", "bodies/62528/elected", aud="other")), "TOKEN_INVALID"),
        (Client(address, issuer.token("p", "bodies/62528/elected", nonce="n")), "TOKEN_INVALID"),
        (Client(address, issuer.token("p", "bodies/62528/elected", exp=1)), "TOKEN_EXPIRED"),
        (Client(address, issuer.token("p", "bodies/62528/observer")), "ROLE_MISSING"),
    ):
        refused = await refusal(client.call(PeopleServiceStub(client.channel).RegisterPerson, register()))
        assert refused.reason == reason
        await client.close()
    refused = await refusal(
        mayor.call(PeopleServiceStub(mayor.channel).RegisterPerson, register(), timeout=None)
    )
    assert refused.reason == "DEADLINE_REQUIRED"


async def test_an_rpc_that_the_access_table_does_not_name_is_refused(mayor: Client) -> None:
    from archipel.projects.v1.people_pb2 import ForgetPersonRequest

    refused = await refusal(mayor.call(PeopleServiceStub(mayor.channel).ForgetPerson, ForgetPersonRequest()))
    assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "RPC_NOT_OPENED")


async def test_a_message_over_the_limit_is_refused_with_its_size(mayor: Client) -> None:
    refused = await refusal(
        mayor.call(PeopleServiceStub(mayor.channel).RegisterPerson, register("x" * 300_000))
    )
    assert (refused.code, refused.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE")
    assert refused.metadata["limit"] == str(256 * 1024)


async def test_a_fault_of_the_program_tells_no_detail(mayor: Client) -> None:
    refused = await refusal(mayor.call(PeopleServiceStub(mayor.channel).GetPeople, GetPeopleRequest()))
    assert (refused.code, refused.reason) == (grpc.StatusCode.INTERNAL, "INTERNAL")
    assert "secret" not in refused.message


async def test_the_journal_verifies_after_checkpoints(place: Place, mayor: Client, tmp_path: Path) -> None:
    stub = PeopleServiceStub(mayor.channel)
    for number in range(5):
        await mayor.call(stub.RegisterPerson, register(f"texte {number}", person="n9"))

    async def covered() -> bool:
        report = await verify(place[1].foundation.engine, toy.metadata, tmp_path, "toy")
        assert report.findings == []
        return report.only_heads == 0 and report.rows == 5

    assert await eventually(covered)
