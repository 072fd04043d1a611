"""Everybody reads what is kept about themselves and about nobody else; what is erased or too old goes."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import grpc
import pytest
from google.protobuf.json_format import MessageToDict
from google.type.date_pb2 import Date
from sqlalchemy import select

from archipel.identity.v1.identity_pb2 import Delegation, DelegationGranted
from archipel.privacy.v1.privacy_pb2 import ExportMyDataRequest, KeptRecord, PersonForgotten
from archipel.privacy.v1.privacy_pb2_grpc import PrivacyServiceStub
from archipel.projects.v1.people_pb2 import RegisterPersonRequest
from archipel.projects.v1.people_pb2_grpc import PeopleServiceStub
from chassis.commands import forget_old_requests
from chassis.forgetting import OLD_ENDS, Housekeeping, Retention
from chassis.journal.writer import Transaction
from chassis.tables import ended_sessions, requests
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import Client, refusal, signed_in
from chassis.testing.waiting import eventually
from tests.fixtures.servers import NatsForTests
from tests.integration.chassis import toy
from tests.integration.chassis.test_incidents import Hands
from tests.integration.chassis.test_standing import TODAY, voice

Place = tuple[str, toy.Toy]


@pytest.fixture
async def neighbour(place: Place, issuer: TestIssuer) -> AsyncIterator[Client]:
    client = signed_in(place[0], issuer, "p-2", "bodies/62386/elected")
    yield client
    await client.close()


async def write(client: Client, note: str, text: str = "bonjour") -> str:
    """Give the request id."""
    request = RegisterPersonRequest(
        request_id=str(uuid4()), person=note, display_name=text, body="territories/62528"
    )
    await client.call(PeopleServiceStub(client.channel).RegisterPerson, request)
    return request.request_id


async def export(client: Client, size: int = 0) -> list[KeptRecord]:
    """All pages."""
    found: list[KeptRecord] = []
    request = ExportMyDataRequest(page_size=size)
    while True:
        answer = await client.call(PrivacyServiceStub(client.channel).ExportMyData, request)
        assert not size or len(answer.records) <= size
        found += answer.records
        if not answer.next_page_token:
            return found
        request.page_token = answer.next_page_token


def of(table: str, records: list[KeptRecord]) -> list[KeptRecord]:
    return [record for record in records if record.table == table]


async def test_one_reads_what_one_did_and_not_what_the_neighbour_did(
    place: Place, mayor: Client, neighbour: Client
) -> None:
    request_id = await write(mayor, "mine", "mes mots")
    await write(neighbour, "theirs", "leurs mots")
    records = await export(mayor)
    (act,) = of("journal", records)
    assert (act.resource, act.body) == ("notes/mine", "territories/62528")
    assert abs(act.time.ToDatetime(UTC) - datetime.now(UTC)) < timedelta(minutes=1)
    facts = MessageToDict(act.facts)
    assert (facts["event"], facts["by_oneself"], facts["version"]) == ("OperationDone", True, 1)
    (answer,) = of("requests", records)
    assert MessageToDict(answer.facts) == {
        "request_id": request_id,
        "method": f"/{toy.SERVICE}/RegisterPerson",
        "answer": "archipel.projects.v1.Person",
    }
    assert "theirs" not in str(records)
    assert "p-2" not in str(records)


async def test_nobody_can_name_another_person_and_nobody_anonymous_asks(place: Place) -> None:
    assert {field.name for field in ExportMyDataRequest.DESCRIPTOR.fields} == {"page_size", "page_token"}
    anybody = Client(place[0])
    refused = await refusal(export(anybody))
    assert (refused.code, refused.reason) == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_MISSING")
    await anybody.close()


async def test_the_account_of_another_node_is_no_person(place: Place, issuer: TestIssuer) -> None:
    node = Client(place[0], issuer.token("service-account", node="pole"))
    assert (await refusal(export(node))).reason == "NODE_NOT_ALLOWED"
    await node.close()


@pytest.mark.parametrize("size", [1, 2, 3, 5, 200])
async def test_pages_of_any_size_tell_the_same(mayor: Client, size: int) -> None:
    for number in range(4):
        await write(mayor, f"n{number}")
    whole = await export(mayor)
    assert [record.table for record in whole] == ["journal"] * 4 + ["requests"] * 4
    assert await export(mayor, size) == whole


async def test_the_token_of_another_person_shows_nothing_of_theirs(mayor: Client, neighbour: Client) -> None:
    for number in range(3):
        await write(mayor, f"mine{number}")
        await write(neighbour, f"theirs{number}")
    stub = PrivacyServiceStub(neighbour.channel)
    theirs = await neighbour.call(stub.ExportMyData, ExportMyDataRequest(page_size=1))
    stolen = ExportMyDataRequest(page_size=1, page_token=theirs.next_page_token)
    told = await mayor.call(PrivacyServiceStub(mayor.channel).ExportMyData, stolen)
    assert "theirs" not in str(told)


@pytest.mark.parametrize(
    "after",
    [
        ["journal", "x"],
        ["journal", str(2**63)],
        ["journal", "-1"],
        ["requests", "no uuid"],
        ["people", "1"],
        ["journal"],
        ["journal", "1", "2"],
    ],
)
async def test_a_token_that_somebody_made_up_is_refused(mayor: Client, after: list[str]) -> None:
    await write(mayor, "a")
    await write(mayor, "b")
    stub = PrivacyServiceStub(mayor.channel)
    request = ExportMyDataRequest(page_size=1)
    answer = await mayor.call(stub.ExportMyData, request)
    question, *_ = json.loads(base64.urlsafe_b64decode(answer.next_page_token))
    request.page_token = base64.urlsafe_b64encode(json.dumps([question, *after]).encode()).decode()
    refused = await refusal(mayor.call(stub.ExportMyData, request))
    assert refused.fields == {"page_token": "PAGE_TOKEN_BROKEN"}


async def test_roles_that_were_lent_are_told_to_both_sides(
    place: Place, mayor: Client, neighbour: Client, fresh_nats: NatsForTests
) -> None:
    day = Date(year=TODAY.year, month=TODAY.month, day=TODAY.day)
    given = Delegation(
        name="delegations/d-1", body="territories/62528", role="elected", delegator="people/p-1",
        delegate="people/p-2", first_day=day, last_day=day, reason="congé",
    )  # fmt: skip
    async with voice(fresh_nats.url, "projects") as projects:
        await projects.say("delegations/d-1", DelegationGranted(delegation=given))

        async def told() -> bool:
            return bool(of("lent_mandates", await export(mayor)))

        await eventually(told)
    sides = []
    for client in (mayor, neighbour):
        (record,) = of("lent_mandates", await export(client))
        assert record.resource == "delegations/d-1"
        sides.append(MessageToDict(record.facts)["side"])
    assert sides == ["lent by oneself", "lent to oneself"]


async def test_when_a_name_is_erased_answers_are_forgotten_and_tokens_refused(
    place: Place, mayor: Client, neighbour: Client, issuer: TestIssuer, fresh_nats: NatsForTests
) -> None:
    await write(mayor, "mine")
    await write(neighbour, "theirs")
    engine = place[1].foundation.engine
    now = int(datetime.now(UTC).timestamp())
    before = Client(place[0], issuer.token("p-1", "bodies/62528/elected", sid="s-1", iat=now - 60))
    async with voice(fresh_nats.url, "projects") as projects:
        await projects.say("people/p-1", PersonForgotten(person="people/p-1", for_good=True))

    async def gone() -> bool:
        async with engine.connect() as connection:
            callers = await connection.scalars(select(requests.c.caller))
            ended = await connection.scalars(select(ended_sessions.c.id))
            return (set(callers), set(ended)) == ({"p-2"}, {"person:p-1"})

    await eventually(gone)
    stub = PeopleServiceStub(before.channel)

    async def refused() -> bool:
        request = RegisterPersonRequest(person="later", display_name="bonjour")
        return (await refusal(before.call(stub.RegisterPerson, request))).reason == "SESSION_ENDED"

    await eventually(refused)
    await before.close()


async def test_an_old_answer_is_forgotten_and_a_young_one_is_kept(place: Place, mayor: Client) -> None:
    await write(mayor, "mine")
    base = place[1].foundation
    clock = Hands()
    clock.instant = datetime.now(UTC) + timedelta(days=29)
    retention = Retention("answers", lambda tx: forget_old_requests(tx, 30))
    keeping = Housekeeping("test", "toy", base.engine, clock, base.wakeup, [retention])
    assert await keeping.sweep()
    assert len(of("requests", await export(mayor))) == 1
    clock.instant += timedelta(days=2)
    assert await keeping.sweep()
    assert of("requests", await export(mayor)) == []


async def test_the_end_of_a_session_goes_once_no_token_of_it_can_be_good(place: Place) -> None:
    base = place[1].foundation
    clock = Hands()
    clock.instant = datetime.now(UTC)
    async with base.engine.begin() as connection:
        for name, minutes in (("young", 59), ("old", 61)):
            ended_at = clock.instant - timedelta(minutes=minutes)
            await connection.execute(ended_sessions.insert().values(id=f"session:{name}", ended_at=ended_at))
    assert await Housekeeping("test", "toy", base.engine, clock, base.wakeup, [OLD_ENDS]).sweep()
    async with base.engine.connect() as connection:
        assert list(await connection.scalars(select(ended_sessions.c.id))) == ["session:young"]


async def test_a_period_that_cannot_be_applied_stops_no_other_and_is_told(
    place: Place, mayor: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    async def fails(_: Transaction) -> None:
        raise ValueError("at fault")

    async def applies(tx: Transaction) -> None:
        await forget_old_requests(tx, 30)

    await write(mayor, "mine")
    base = place[1].foundation
    clock = Hands()
    clock.instant = datetime.now(UTC) + timedelta(days=31)
    both = [Retention("what fails", fails), Retention("answers", applies)]
    assert not await Housekeeping("test", "toy", base.engine, clock, base.wakeup, both).sweep()
    assert of("requests", await export(mayor)) == []
    assert "what fails" in capsys.readouterr().out
