"""The smallest service that stands on the chassis: notes that people register, and a reader that counts them.

It borrows the wire of PeopleService, so that no proto is needed for tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, Row, Table, Text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import create_async_engine

from archipel.journal.v1.journal_pb2 import OperationDone
from archipel.projects.v1 import people_pb2, people_pb2_grpc
from chassis.access import PUBLIC, holding
from chassis.aggregates import AggregateStore
from chassis.commands import Commands
from chassis.domain import Aggregate, Caller, Fault, InvalidInput, Refused, msg
from chassis.journal.writer import Draft, Transaction
from chassis.readers.spec import ReaderKind, ReaderSpec, Received
from chassis.service import Foundation, Service
from chassis.settings import ServiceSettings
from chassis.tables import GUARDS, aggregate_columns, service_metadata

metadata = service_metadata()
notes = Table("notes", metadata, *aggregate_columns(), Column("text", Text), info={"aggregate_kind": "notes"})
counts = Table(
    "counts",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("seen", BigInteger),
    Column("text", Text),
)


@dataclass(frozen=True)
class Written:
    text: str


@dataclass(eq=False)
class Note(Aggregate[Written]):
    kind: ClassVar[str] = "notes"
    text: str = ""

    def write(self, text: str) -> None:
        if text == "forbidden word":
            raise Refused("WORD_FORBIDDEN", msg("Ce mot est interdit."), word=text)
        self.text = text
        self.record(Written(text))


class Notes(AggregateStore[Note, Written]):
    table = notes

    def to_row(self, aggregate: Note) -> dict[str, Any]:
        return {"text": aggregate.text}

    def from_row(self, row: Row[Any]) -> Note:
        return Note(id=row.id, text=row.text)

    def to_draft(self, _: Note, event: Written) -> Draft:
        return Draft(OperationDone(command=event.text), audience=["62528"])


def unit(tx: Transaction) -> Notes:
    return Notes(tx)


async def write_note(identifier: str, text: str, caller: Caller, store: Notes) -> Note:
    note = await store.find(identifier)
    if note is None:
        note = Note(id=identifier)
        note.write(text)
        await store.add(note)
    else:
        note.write(text)
        await store.save(note)
    return note


class Servicer(people_pb2_grpc.PeopleServiceServicer):
    def __init__(self, commands: Commands[Notes]) -> None:
        self.commands = commands

    async def RegisterPerson(
        self, request: people_pb2.RegisterPersonRequest, context: Any
    ) -> people_pb2.Person:
        if not request.display_name:
            raise InvalidInput(
                [
                    Fault("display_name", "TEXT_EMPTY", msg("Écrivez un texte.")),
                    Fault("body", "BODY_UNKNOWN", msg("Dites pour qui.")),
                ]
            )

        async def act(caller: Caller, store: Notes) -> Note:
            return await write_note(request.person, request.display_name, caller, store)

        return await self.commands.run(
            request,
            act,
            lambda note: people_pb2.Person(name=note.name, display_name=note.text, body=note.etag),
        )

    async def GetPeople(
        self, request: people_pb2.GetPeopleRequest, context: Any
    ) -> people_pb2.GetPeopleResponse:
        raise RuntimeError("a fault of the program with a secret in it")


async def count(event: Received, tx: Transaction) -> None:
    if event.message.command == "poison":
        raise ValueError("this event cannot be applied")
    statement = insert(counts).values(subject=event.envelope.subject, seen=1, text=event.message.command)
    await tx.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["subject"], set_={"seen": counts.c.seen + 1, "text": statement.excluded.text}
        )
    )


SERVICE = "archipel.projects.v1.PeopleService"
READER = ReaderSpec("counter", "toy", frozenset({"notes"}), ReaderKind.READ_MODEL, count, [counts])


@dataclass
class Toy:
    service: Service
    foundation: Foundation


def build(
    database_url: str,
    nats_url: str,
    issuer: str,
    folder: Path,
    *,
    reader: ReaderSpec = READER,
    listen: str = "127.0.0.1:0",
    otlp_endpoint: str = "",
    **more: Any,
) -> Toy:
    """`more` are further settings of the service."""
    settings = ServiceSettings(
        database_url=database_url, nats_url=nats_url, issuer=issuer, checkpoint_dir=folder,
        checkpoint_seconds=0.2, node="test", drain_seconds=1, listen=listen, otlp_endpoint=otlp_endpoint,
        **more,
    )  # fmt: skip
    foundation = Foundation.build("toy", settings)
    commands = foundation.commands(unit)
    service = Service(
        foundation,
        access={f"/{SERVICE}/RegisterPerson": holding("elected"), f"/{SERVICE}/GetPeople": PUBLIC},
        register=[
            lambda server: people_pb2_grpc.add_PeopleServiceServicer_to_server(Servicer(commands), server)
        ],
        names=[SERVICE],
        readers=[reader],
    )
    return Toy(service, foundation)


async def create_tables(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        for statement in GUARDS:
            await connection.exec_driver_sql(statement)
    await engine.dispose()
