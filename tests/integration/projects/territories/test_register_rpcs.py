"""The dated register over gRPC: edited line by line, asked, and its history."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message
from google.type.date_pb2 import Date
from sqlalchemy import select

from archipel.journal.v1.journal_pb2 import Envelope
from archipel.projects.v1 import events_pb2, register_pb2, territories_pb2
from archipel.projects.v1.register_pb2_grpc import RegisterServiceStub
from chassis.database import connect
from chassis.tables import journal
from chassis.testing.running import Client, refusal
from services.projects.import_territories import import_folder
from tests.integration.projects.territories.conftest import ARTOIS, CALL, Place

LENS, LOOS = "62498", "62528"
FOOD = "7555"


def body(code: str) -> str:
    return f"territories/{code}"


def line(code: str, competence: str, year: int = 2018, **more: Any) -> territories_pb2.Holding:
    made = territories_pb2.Holding(
        body=body(code), competence=competence, mode=territories_pb2.MODE_COMMUNAL, **more
    )
    getattr(made, "from").CopyFrom(Date(year=year, month=1, day=1))
    return made


async def ask(client: Client, rpc: str, request: Message) -> Any:
    return await client.call(getattr(RegisterServiceStub(client.channel), rpc), request)


@pytest.fixture
async def mayor(place: Place) -> AsyncIterator[Client]:
    client = place.client("mayor-of-loos", f"bodies/{LOOS}/elected")
    yield client
    await client.close()


async def test_who_held_a_competence_in_a_commune_on_a_day(anybody: Client) -> None:
    request = register_pb2.WhoHoldsRequest(
        commune=body(LENS), competence=FOOD, on=Date(year=2019, month=3, day=1)
    )
    answer = await ask(anybody, "WhoHolds", request)
    assert (answer.kind, list(answer.able)) == (register_pb2.COVERAGE_KIND_SHARED, [body(LENS), body(CALL)])
    assert [(held.body, held.competence) for held in answer.holdings] == [(body(CALL), FOOD)]
    assert answer.because.startswith("À Lens, la compétence 7555 se partage entre Lens et ")
    assert answer.on == request.on


async def test_a_line_is_recorded_ended_and_removed_and_its_history_tells(
    mayor: Client, anybody: Client, place: Place
) -> None:
    recorded = line(LOOS, "4505", text="part gardée")
    record = register_pb2.RecordHoldingRequest(body=body(LOOS), holding=recorded)
    assert await ask(mayor, "RecordHolding", record) == recorded
    assert await ask(mayor, "RecordHolding", record) == recorded, "the same request again"
    end = line(LOOS, "4505", deliberation="2026-11-003", to=Date(year=2025, month=12, day=31))
    ended = await ask(mayor, "EndHolding", register_pb2.EndHoldingRequest(body=body(LOOS), holding=end))
    assert (ended.to, ended.text) == (end.to, "part gardée")
    remove = register_pb2.RemoveHoldingRequest(body=body(LOOS), holding=recorded, why="doublon")
    assert await ask(mayor, "RemoveHolding", remove) == ended

    told = register_pb2.ListHoldingChangesRequest(body=body(LOOS), competence="4505")
    changes = (await ask(anybody, "ListHoldingChanges", told)).changes
    assert [change.act for change in changes] == [
        register_pb2.HoldingChange.ACT_REMOVED,
        register_pb2.HoldingChange.ACT_ENDED,
        register_pb2.HoldingChange.ACT_RECORDED,
    ]
    assert (changes[0].why, changes[0].actor, changes[0].body) == (
        "doublon", "people/mayor-of-loos", body(LOOS),
    )  # fmt: skip
    assert not changes[2].HasField("before")

    engine = connect(place.database_url, 1)
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(journal.c.envelope)
            .where(journal.c.aggregate_id == LOOS, journal.c.type == "archipel.projects.v1.HoldingChanged")
            .order_by(journal.c.version)
        )
        # Other tests change the register of this body too: the last three are those of this one.
        events = [Envelope.FromString(bytes(row.envelope)) for row in rows][-3:]
    await engine.dispose()
    assert len(events) == 3
    first = events_pb2.HoldingChanged.FromString(events[0].data)
    assert (first.territory.name, first.change.holding) == (body(LOOS), recorded)
    assert (events[0].actor, events[0].body) == ("mayor-of-loos", LOOS)


async def test_what_was_edited_here_survives_the_next_import(
    mayor: Client, anybody: Client, place: Place
) -> None:
    kept = line(LOOS, FOOD, text="part gardée par Loos")
    await ask(mayor, "RecordHolding", register_pb2.RecordHoldingRequest(body=body(LOOS), holding=kept))
    report = await import_folder(ARTOIS, database_url=place.database_url, node="rpcs")
    assert (report.changed, report.edited_here) == ((), 0)
    answer = await ask(anybody, "WhoHolds", register_pb2.WhoHoldsRequest(commune=body(LOOS), competence=FOOD))
    assert kept in answer.holdings


async def test_the_history_begins_with_what_the_first_import_brought(anybody: Client) -> None:
    request = register_pb2.ListHoldingChangesRequest(body=body(CALL), competence="2015", page_size=200)
    (change,) = (await ask(anybody, "ListHoldingChanges", request)).changes
    assert (change.act, change.actor) == (register_pb2.HoldingChange.ACT_IMPORTED, "operator:local")


async def test_strangers_and_malformed_lines_are_refused(
    mayor: Client, manager: Client, anybody: Client
) -> None:
    theirs = register_pb2.RecordHoldingRequest(body=body(LOOS), holding=line(LENS, FOOD))
    assert (await refusal(ask(mayor, "RecordHolding", theirs))).reason == "NOT_THE_HOLDER"
    for client, code in (
        (manager, grpc.StatusCode.PERMISSION_DENIED),
        (anybody, grpc.StatusCode.UNAUTHENTICATED),
    ):
        assert (await refusal(ask(client, "RecordHolding", theirs))).code == code
    empty = register_pb2.RecordHoldingRequest(body=body(LOOS))
    assert set((await refusal(ask(mayor, "RecordHolding", empty))).fields) == {
        "holding.body", "holding.competence", "holding.mode",
    }  # fmt: skip
    impossible = line(LOOS, FOOD, to=Date(year=2026, month=2, day=30))
    refused = await refusal(
        ask(mayor, "EndHolding", register_pb2.EndHoldingRequest(body=body(LOOS), holding=impossible))
    )
    assert refused.fields == {"holding.to": "DATE_INVALID"}


async def test_a_question_that_cannot_be_answered_says_why(anybody: Client) -> None:
    for request, code in (
        (register_pb2.WhoHoldsRequest(commune=body("75056"), competence=FOOD), grpc.StatusCode.NOT_FOUND),
        (register_pb2.WhoHoldsRequest(commune=body(LENS), competence="9999"), grpc.StatusCode.NOT_FOUND),
        (register_pb2.WhoHoldsRequest(commune=body(CALL), competence=FOOD), grpc.StatusCode.INVALID_ARGUMENT),
        (register_pb2.WhoHoldsRequest(), grpc.StatusCode.INVALID_ARGUMENT),
    ):
        assert (await refusal(ask(anybody, "WhoHolds", request))).code == code
    for token in ("x", "WyJhIl0="):
        broken = register_pb2.ListHoldingChangesRequest(page_token=token)
        assert (await refusal(ask(anybody, "ListHoldingChanges", broken))).fields == {
            "page_token": "PAGE_TOKEN_BROKEN"
        }
