"""A token is not the last word: its session may have ended, and a role may have been lent, meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from google.protobuf.message import Message
from google.type.date_pb2 import Date

from archipel.identity.v1.identity_pb2 import (
    Delegation,
    DelegationGranted,
    DelegationRevoked,
    SessionEnded,
)
from archipel.journal.v1.journal_pb2 import Envelope
from archipel.projects.v1.people_pb2 import RegisterPersonRequest
from archipel.projects.v1.people_pb2_grpc import PeopleServiceStub
from chassis.broker import Session, ensure_stream, session
from chassis.domain import Caller, Mandate, SystemClock, paris_day
from chassis.subjects import event_subject
from chassis.tables import journal
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import CallRefused, Client, refusal, running
from chassis.testing.waiting import eventually
from tests.fixtures.servers import NatsForTests
from tests.integration.chassis import toy
from tests.integration.chassis.test_incidents import Hands

TODAY = paris_day(SystemClock().now())


@dataclass
class Voice:
    """Another service of the node, saying something."""

    broker: Session
    service: str

    async def say(self, subject: str, message: Message, version: int = 1) -> None:
        envelope = Envelope(
            id=str(uuid4()), source=f"test/{self.service}", type=message.DESCRIPTOR.full_name,
            subject=subject, data=message.SerializeToString(), version=version, epoch=1,
            home_node="test", actor="p-0",
        )  # fmt: skip
        envelope.time.FromDatetime(datetime.now(UTC))
        await self.broker.stream_api.publish(
            event_subject("test", self.service, subject),
            envelope.SerializeToString(),
            headers={"Nats-Msg-Id": envelope.id},
        )


@asynccontextmanager
async def voice(nats_url: str, service: str) -> AsyncIterator[Voice]:
    async with session(nats_url, "voice") as broker:
        await ensure_stream(broker.stream_api, "test", service, max_bytes=1024**2, replicas=1)
        yield Voice(broker, service)


async def reason(client: Client) -> str:
    """Why the call is refused; nothing when it succeeds."""
    request = RegisterPersonRequest(person=str(uuid4()), display_name="bonjour")
    try:
        await client.call(PeopleServiceStub(client.channel).RegisterPerson, request)
    except CallRefused as refused:
        return refused.reason
    return ""


async def becomes(client: Client, wanted: str) -> None:
    async def so() -> bool:
        return await reason(client) == wanted

    await eventually(so)


def told_now(**facts: str) -> SessionEnded:
    ended = SessionEnded(**facts)
    ended.ended_at.FromDatetime(datetime.now(UTC))
    return ended


async def test_a_token_of_a_session_that_ended_is_refused_and_another_session_goes_on(
    place: tuple[str, toy.Toy], issuer: TestIssuer, fresh_nats: NatsForTests
) -> None:
    left = Client(place[0], issuer.token("p-1", "bodies/62528/elected", sid="s-1"))
    other = Client(place[0], issuer.token("p-1", "bodies/62528/elected", sid="s-2"))
    assert await reason(left) == ""
    async with voice(fresh_nats.url, "portal") as portal:
        await portal.say(f"sessions/{uuid4()}", told_now(session="s-1", person="p-1"))
    await becomes(left, "SESSION_ENDED")
    assert await reason(other) == ""
    await left.close()
    await other.close()


async def test_who_signs_out_everywhere_keeps_no_token_and_may_sign_in_again(
    place: tuple[str, toy.Toy], issuer: TestIssuer, fresh_nats: NatsForTests
) -> None:
    now = int(datetime.now(UTC).timestamp())
    before = Client(place[0], issuer.token("p-1", "bodies/62528/elected", sid="s-1", iat=now - 60))
    neighbour = Client(place[0], issuer.token("p-2", "bodies/62528/elected", sid="s-3", iat=now - 60))
    async with voice(fresh_nats.url, "portal") as portal:
        ended = SessionEnded(person="p-1")
        ended.ended_at.FromDatetime(datetime.now(UTC) - timedelta(seconds=30))
        await portal.say(f"sessions/{uuid4()}", ended)
    await becomes(before, "SESSION_ENDED")
    assert await reason(neighbour) == ""
    after = Client(place[0], issuer.token("p-1", "bodies/62528/elected", sid="s-4"))
    assert await reason(after) == ""
    for client in (before, neighbour, after):
        await client.close()


def lent(name: str, first: date, last: date) -> Delegation:
    def wire(day: date) -> Date:
        return Date(year=day.year, month=day.month, day=day.day)

    return Delegation(
        name=name, body="territories/62528", role="elected", delegator="people/p-1",
        delegate="people/p-2", first_day=wire(first), last_day=wire(last),
    )  # fmt: skip


async def test_a_lent_role_opens_and_once_taken_back_it_does_not(
    place: tuple[str, toy.Toy], issuer: TestIssuer, fresh_nats: NatsForTests
) -> None:
    delegate = Client(place[0], issuer.token("p-2"))
    assert await reason(delegate) == "ROLE_MISSING"
    name = f"delegations/{uuid4()}"
    async with voice(fresh_nats.url, "projects") as projects:
        await projects.say(name, DelegationGranted(delegation=lent(name, TODAY, TODAY)))
        await becomes(delegate, "")
        await projects.say(name, DelegationRevoked(delegation=lent(name, TODAY, TODAY)), version=2)
        await becomes(delegate, "ROLE_MISSING")
    request = RegisterPersonRequest(person=str(uuid4()), display_name="bonjour")
    refused = await refusal(delegate.call(PeopleServiceStub(delegate.channel).RegisterPerson, request))
    assert refused.metadata["body"] == "62528"
    assert "62528" in refused.message
    # What was done meanwhile says by which delegation.
    async with place[1].foundation.engine.connect() as connection:
        rows = await connection.execute(journal.select().where(journal.c.kind == "notes"))
        envelope = Envelope.FromString(bytes(rows.first().envelope))  # type: ignore[union-attr]
    assert (envelope.actor, list(envelope.delegations)) == ("p-2", [name])
    await delegate.close()


async def test_a_lent_role_holds_from_its_first_day_to_its_last_in_paris(
    place: tuple[str, toy.Toy], fresh_nats: NatsForTests
) -> None:
    name = f"delegations/{uuid4()}"
    standing = place[1].foundation.standing
    async with voice(fresh_nats.url, "projects") as projects:
        days = lent(name, date(2026, 12, 1), date(2026, 12, 3))
        await projects.say(name, DelegationGranted(delegation=days))

    async def known() -> bool:
        return bool(standing._lent)

    await eventually(known)
    standing.clock = clock = Hands()
    held = {Mandate("62528", "elected", by=name)}
    for instant, wanted in (
        ("2026-11-30T22:59:59+00:00", set()),
        ("2026-11-30T23:00:00+00:00", held),  # midnight in Paris
        ("2026-12-03T22:59:59+00:00", held),
        ("2026-12-03T23:00:00+00:00", set()),
    ):
        clock.instant = datetime.fromisoformat(instant)
        assert standing.lent_to("p-2") == wanted
        over = clock.instant.isoformat() == "2026-12-03T23:00:00+00:00"
        assert standing.lapsed_of("p-2") == (held if over else set())
        assert standing.lent_to("p-1") == set()


async def test_a_service_that_starts_knows_what_ended_before(
    place: tuple[str, toy.Toy],
    issuer: TestIssuer,
    fresh_nats: NatsForTests,
    tmp_path: Path,
    fresh_database: str,
) -> None:
    token = issuer.token("p-1", "bodies/62528/elected", sid="s-1")
    first = Client(place[0], token)
    async with voice(fresh_nats.url, "portal") as portal:
        await portal.say(f"sessions/{uuid4()}", told_now(session="s-1", person="p-1"))
    await becomes(first, "SESSION_ENDED")
    await first.close()
    again = toy.build(
        place[1].foundation.settings.database_url.get_secret_value(),
        fresh_nats.url,
        issuer.url,
        tmp_path / "again",
    )
    async with running(again.service) as address:
        client = Client(address, token)
        assert await reason(client) == "SESSION_ENDED"
        await client.close()


def test_a_caller_says_by_which_delegations_it_acts() -> None:
    own, mine, elsewhere = (
        Mandate("1", "elected"),
        Mandate("1", "juror", "delegations/a"),
        Mandate("2", "x", "delegations/b"),
    )
    caller = Caller("p", frozenset({own, mine, elsewhere}))
    assert caller.delegations("1") == ("delegations/a",)
    assert caller.delegations("") == ("delegations/a", "delegations/b")
    assert Caller("p", frozenset({own})).delegations("1") == ()
