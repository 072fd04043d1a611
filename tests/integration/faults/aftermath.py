"""What must hold after any number of faults, read from the databases and the streams themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf import symbol_database
from sqlalchemy import MetaData, Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from archipel.journal.v1.journal_pb2 import Envelope
from archipel.projects.v1.projects_pb2 import ProjectState
from chassis.broker import session
from chassis.journal.verify import verify
from chassis.pull import Pull
from chassis.readers.admin import reset_read_model
from chassis.relay import waiting_rows
from chassis.subjects import stream_name
from chassis.tables import journal, reader_held, reader_parked, reader_versions, requests
from chassis.testing.waiting import eventually
from services.funding.domain.project_ref import plan_id_of
from services.funding.storage.tables import COPIES
from services.funding.storage.tables import metadata as funding_metadata
from services.labels.storage.tables import metadata as labels_metadata
from services.labels.storage.tables import project_refs
from services.projects.storage.metadata import metadata as projects_metadata
from tests.integration.faults.clients import History
from tests.integration.faults.place import Place

SETTLE_SECONDS = 60.0
METADATA: dict[str, MetaData] = {
    "projects": projects_metadata,
    "labels": labels_metadata,
    "funding": funding_metadata,
}


@dataclass(frozen=True)
class Listener:
    """A reader of the stream of projects."""

    service: str
    reader: str
    kinds: frozenset[str]
    tables: Sequence[Table] = ()


READ_MODELS = (
    Listener("labels", "project_refs", frozenset({"projects"}), [project_refs]),
    Listener("funding", "funding-copies", frozenset({"projects", "territories"}), COPIES),
)
LISTENERS = (
    *READ_MODELS,
    Listener("funding", "funding-plans", frozenset({"projects"})),
    Listener("projects", "transfers", frozenset({"projects", "wishes"})),
)


async def envelopes(engine: AsyncEngine) -> list[Envelope]:
    """The journal, by aggregate and version."""
    order = (journal.c.kind, journal.c.aggregate_id, journal.c.version)
    async with engine.connect() as connection:
        rows = await connection.execute(select(journal.c.envelope).order_by(*order))
        return [Envelope.FromString(bytes(row.envelope)) for row in rows]


async def everything_has_arrived(place: Place) -> None:
    """Nothing waits for its publication, and every reader stands at the journal's head."""

    async def arrived() -> bool:
        for service, engine in place.engines.items():
            assert (service, await waiting_rows(engine)) == (service, 0)
        for listener in LISTENERS:
            await reader_stands_at_the_head(place, listener)
        return True

    await eventually(arrived, SETTLE_SECONDS)


async def reader_stands_at_the_head(place: Place, listener: Listener) -> None:
    if listener.service not in place.engines:
        return
    heads = {
        envelope.subject: envelope.version
        for envelope in await envelopes(place.engines["projects"])
        if envelope.subject.partition("/")[0] in listener.kinds
    }
    async with place.engines[listener.service].connect() as connection:
        found = await connection.execute(
            select(reader_versions).where(reader_versions.c.reader == listener.reader)
        )
        assert {row.subject: row.version for row in found} == heads, listener.reader


async def nothing_is_parked_or_held(place: Place) -> None:
    for service, engine in place.engines.items():
        async with engine.connect() as connection:
            for table in (reader_parked, reader_held):
                left = (await connection.execute(select(table))).all()
                assert (service, table.name, left) == (service, table.name, [])


async def the_journal_is_what_was_acknowledged(place: Place, history: History) -> None:
    """Each acknowledged command left its one event, with what it wrote, and no event is anybody else's."""
    engine = place.engines["projects"]
    written = {
        (envelope.subject, envelope.version): (event_name(envelope), project_of(envelope).title)
        for envelope in await envelopes(engine)
        if envelope.subject.startswith("projects/")
    }
    told = {one.place: (one.event, one.answer.title) for one in history.acknowledged}
    assert len(told) == len(history.acknowledged), "two commands were told the same version"
    assert written == told
    async with engine.connect() as connection:
        rows = await connection.execute(select(requests.c.request_id))
        remembered = sorted(str(row.request_id) for row in rows)
    assert remembered == sorted(one.request_id for one in history.acknowledged)


def event_name(envelope: Envelope) -> str:
    return envelope.type.rpartition(".")[2]


def project_of(envelope: Envelope) -> Any:
    message: Any = symbol_database.Default().GetSymbol(envelope.type).FromString(envelope.data)
    return message.project


async def the_streams_hold_the_journals(place: Place) -> None:
    """Each event once, with its exact content, and the versions of each aggregate in order."""
    for service, engine in place.engines.items():
        on_stream: dict[str, list[Envelope]] = defaultdict(list)
        for envelope in await stream_of(place, service):
            on_stream[envelope.subject].append(envelope)
        in_journal: dict[str, list[Envelope]] = defaultdict(list)
        for envelope in await envelopes(engine):
            in_journal[envelope.subject].append(envelope)
        assert on_stream == in_journal
        for subject, chain in in_journal.items():
            assert [one.version for one in chain] == list(range(1, len(chain) + 1)), subject


async def stream_of(place: Place, service: str) -> list[Envelope]:
    """Everything that a service's stream holds, in its order."""
    held: list[Envelope] = []
    async with session(place.nats.url_of(service), "aftermath") as broker:
        info = await broker.stream_api.stream_info(stream_name(service))
        async with Pull.open(broker, service, start=1) as pull:
            while len(held) < info.state.messages:
                held.extend(Envelope.FromString(message.data) for message in await pull.batch())
    return held


async def reactions_happened_once(place: Place, history: History) -> None:
    """Funding opened, aligned and closed the plan of each project once an event, in the order of events."""
    happened = {"ProjectSubmitted": "Opened", "OwnershipAccepted": "Aligned", "ProjectWithdrawn": "Closed"}
    causes = {(e.subject, e.version): e.id for e in await envelopes(place.engines["projects"])}
    expected: dict[str, list[tuple[str, str]]] = {}
    for one in history.in_order():
        name, _ = one.place
        if one.event == "ProjectSubmitted" or (one.event in happened and name in expected):
            expected.setdefault(name, []).append((f"FinancingPlan{happened[one.event]}", causes[one.place]))
    reacted: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for envelope in await envelopes(place.engines["funding"]):
        reacted[envelope.subject].append((event_name(envelope), envelope.causation_id))
    assert reacted == {
        f"plans/{plan_id_of(name.removeprefix('projects/'))}": events for name, events in expected.items()
    }


async def the_copies_are_true(place: Place, history: History) -> None:
    """Labels shows each submitted project as its last command left it."""
    last = {one.answer.name: one.answer for one in history.in_order()}
    async with place.engines["labels"].connect() as connection:
        rows = await connection.execute(select(project_refs.c.id, project_refs.c.title, project_refs.c.state))
        shown = {f"projects/{row.id}": (row.title, row.state) for row in rows}
    for name in history.submitted():
        told = ProjectState.Name(last[name].state).removeprefix("PROJECT_STATE_").lower()
        assert shown[name] == (last[name].title, told)


async def read_models_equal_a_rebuild(place: Place) -> None:
    for listener in READ_MODELS:
        engine = place.engines[listener.service]
        before = await rows_of(engine, listener.tables)
        async with engine.begin() as connection:
            await reset_read_model(connection, listener.reader, listener.tables)
        assert await rows_of(engine, listener.tables[:1]) != before or not before

        async def rebuilt(listener: Listener = listener) -> bool:
            await reader_stands_at_the_head(place, listener)
            return True

        await eventually(rebuilt, SETTLE_SECONDS)
        assert await rows_of(engine, listener.tables) == before


async def rows_of(engine: AsyncEngine, tables: Sequence[Table]) -> dict[str, list[Any]]:
    held: dict[str, list[Any]] = {}
    async with engine.connect() as connection:
        for table in tables:
            keys = list(table.primary_key)
            held[table.name] = list(await connection.execute(select(table).order_by(*keys)))
    return held


async def the_journals_verify(place: Place) -> None:
    """The chains, the heads and the signed checkpoints agree, and the checkpoints cover every row."""
    for service, engine in place.engines.items():

        async def covered(service: str = service, engine: AsyncEngine = engine) -> bool:
            report = await verify(engine, METADATA[service], place.checkpoints, service)
            assert (service, report.findings, report.only_heads) == (service, [], 0)
            return True

        await eventually(covered, SETTLE_SECONDS)
