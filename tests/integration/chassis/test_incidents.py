"""What nobody should try stands in the journal: once at first, then counted, and never without a bound."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import grpc
import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from archipel.journal.v1.journal_pb2 import Envelope, SecurityIncident
from archipel.projects.v1.people_pb2 import RegisterPersonRequest
from archipel.projects.v1.people_pb2_grpc import PeopleServiceStub
from chassis.background import end
from chassis.database import connect
from chassis.domain import Exhausted, Fault, Forbidden, Hidden, InvalidInput, NotFound, Refused, Stale, msg
from chassis.errors import Unauthenticated
from chassis.incidents import MOST_KINDS, TOO_MANY, Incidents
from chassis.interceptor import LARGEST_METADATA
from chassis.journal.verify import verify
from chassis.tables import journal
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import Client, refusal
from chassis.testing.waiting import eventually
from node.postgres import Postgres
from tests.integration.chassis import toy

Place = tuple[str, toy.Toy]
METHOD = f"/{toy.SERVICE}/RegisterPerson"
SOME = msg("Non.")


class Hands:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 27, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant


@pytest.fixture
async def engine(fresh_database: str) -> AsyncIterator[AsyncEngine]:
    await toy.create_tables(fresh_database)
    made = connect(fresh_database, 2)
    yield made
    await made.dispose()


async def told(engine: AsyncEngine) -> list[tuple[Envelope, SecurityIncident]]:
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(journal.c.envelope).where(journal.c.kind == "incidents").order_by(journal.c.position)
        )
        envelopes = [Envelope.FromString(bytes(row.envelope)) for row in rows]
    return [(each, SecurityIncident.FromString(each.data)) for each in envelopes]


async def test_the_first_is_written_at_once_and_repeats_are_told_with_their_number(
    engine: AsyncEngine,
) -> None:
    clock = Hands()
    incidents = Incidents(engine, "test", "toy", clock, lambda: None)
    incidents.note("TOKEN_INVALID", METHOD)
    await incidents.write()
    for _ in range(5):
        clock.instant += timedelta(seconds=1)
        incidents.note("TOKEN_INVALID", METHOD)
    await incidents.write(lambda kind: kind not in incidents._told)
    assert [incident.times for _, incident in await told(engine)] == [1]
    await incidents.write()
    (_, first), (envelope, repeats) = await told(engine)
    assert (first.times, repeats.times) == (1, 5)
    assert repeats.last_time.ToDatetime(UTC) - repeats.first_time.ToDatetime(UTC) == timedelta(seconds=4)
    assert (envelope.actor, list(envelope.audience)) == ("anonymous", ["operators"])


async def test_too_many_kinds_in_one_minute_are_told_as_a_number(engine: AsyncEngine) -> None:
    incidents = Incidents(engine, "test", "toy", Hands(), lambda: None)
    for number in range(MOST_KINDS + 300):
        incidents.note("NOT_FOUND", METHOD, "p-1", f"projects/{number}")
    await incidents.write()
    kinds = [incident for _, incident in await told(engine)]
    assert len(kinds) == MOST_KINDS + 1
    assert next(one.times for one in kinds if one.reason == TOO_MANY) == 300


async def test_incidents_wait_for_a_database_that_is_away(
    postgres_server: Postgres, engine: AsyncEngine
) -> None:
    incidents = Incidents(engine, "test", "toy", Hands(), lambda: None)
    postgres_server.kill()
    incidents.note("ROLE_MISSING", METHOD, "p-1")
    await incidents.write()
    incidents.note("ROLE_MISSING", METHOD, "p-1")
    postgres_server.start()

    async def written() -> list[int]:
        await incidents.write()
        return [incident.times for _, incident in await told(engine)]

    assert await eventually(written) == [2]


async def test_what_is_cut_off_while_it_is_written_waits_for_the_next_time(engine: AsyncEngine) -> None:
    incidents = Incidents(engine, "test", "toy", Hands(), lambda: None)
    incidents.note("ROLE_MISSING", METHOD, "p-1")
    async with engine.connect() as blocker:
        await blocker.execute(text("LOCK TABLE journal IN ACCESS EXCLUSIVE MODE"))
        writing = asyncio.create_task(incidents.write())

        async def under_way() -> bool:
            return not incidents._waiting

        await eventually(under_way)
        await end([writing])
    await incidents.write()
    assert [incident.times for _, incident in await told(engine)] == [1]


REFUSALS = {
    "TOKEN_INVALID": Unauthenticated("TOKEN_INVALID", SOME),
    "ROLE_MISSING": Forbidden("ROLE_MISSING", SOME),
    "NOT_FOUND": Hidden("NOT_FOUND", SOME, resource="projects/1"),
    "RATE_LIMITED": Exhausted("RATE_LIMITED", SOME),
    "MASK_UNKNOWN": InvalidInput([Fault("update_mask", "MASK_UNKNOWN", SOME)]),
}
HONEST = [
    NotFound("NOT_FOUND", SOME, resource="projects/1"),
    Refused("STATE_FORBIDS", SOME),
    Stale("ETAG_STALE", SOME),
    Exhausted("DAYS_EXHAUSTED", SOME),
    InvalidInput([Fault("title", "REQUIRED", SOME)]),
]


async def test_honest_mistakes_are_no_incidents_and_attempts_are(engine: AsyncEngine) -> None:
    incidents = Incidents(engine, "test", "toy", Hands(), lambda: None)
    for error in (*HONEST, *REFUSALS.values()):
        incidents.note_refusal(error, METHOD, "p-1")
    await incidents.write()
    noted = {incident.reason: incident.resource for _, incident in await told(engine)}
    assert noted == dict.fromkeys(REFUSALS, "") | {"NOT_FOUND": "projects/1"}


async def test_a_refused_call_leaves_its_row_and_the_journal_still_verifies(
    place: Place, issuer: TestIssuer
) -> None:
    observer = Client(place[0], issuer.token("p-9", "bodies/62528/observer"))
    request = RegisterPersonRequest(person="n1", display_name="bonjour")
    refused = await refusal(observer.call(PeopleServiceStub(observer.channel).RegisterPerson, request))
    assert refused.reason == "ROLE_MISSING"
    engine = place[1].foundation.engine

    async def noted() -> list[tuple[Envelope, SecurityIncident]]:
        return await told(engine)

    ((envelope, incident),) = await eventually(noted)
    assert (incident.reason, incident.place, envelope.actor) == ("ROLE_MISSING", METHOD, "p-9")
    report = await verify(engine, toy.metadata, place[1].foundation.settings.checkpoint_dir, "toy")
    assert report.whole
    await observer.close()


async def test_oversized_headers_are_refused_by_name_and_noted(place: Place, mayor: Client) -> None:
    request = RegisterPersonRequest(person="n1", display_name="bonjour")
    sent = mayor.call(
        PeopleServiceStub(mayor.channel).RegisterPerson,
        request,
        metadata=(("x-large", "x" * LARGEST_METADATA),),
    )
    refused = await refusal(sent)
    assert (refused.code, refused.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "METADATA_TOO_LARGE")

    async def noted() -> bool:
        return [one.reason for _, one in await told(place[1].foundation.engine)] == ["METADATA_TOO_LARGE"]

    await eventually(noted)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("<script>alert(1)</script>", True),
        ("<IMG SRC=x onerror=alert(1)>", True),
        ("voir javascript:alert(1)", True),
        ("moins de 30 000 € (< 5 % du coût) & plus", False),
        ("on veut = on peut ; l’avenue <Marcel>", False),
    ],
)
async def test_active_markup_in_a_text_is_kept_as_text_and_noted(
    place: Place, mayor: Client, text: str, counts: bool
) -> None:
    answer = await mayor.call(
        PeopleServiceStub(mayor.channel).RegisterPerson, RegisterPersonRequest(person="n1", display_name=text)
    )
    assert answer.display_name == text
    base = place[1].foundation
    base.incidents.note("LAST", "")

    async def last_is_told() -> list[str]:
        reasons = [incident.reason for _, incident in await told(base.engine)]
        return reasons if "LAST" in reasons else []

    reasons = await eventually(last_is_told)
    assert reasons == (["MARKUP_IN_TEXT", "LAST"] if counts else ["LAST"])
