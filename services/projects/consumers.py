"""Events of other services, and the clock → use cases of this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Table

from archipel.engineering.v1.events_pb2 import CapacityPublished
from archipel.projects.v1 import events_pb2
from chassis.alarm import AlarmSpec
from chassis.journal.writer import Transaction
from chassis.readers.spec import ReaderKind, ReaderSpec, Received
from services.projects.convert.capacities import capacity_from_proto
from services.projects.convert.wishes import heard_from_proto, id_of
from services.projects.use_cases.ownership_ports import OwnershipUnit
from services.projects.use_cases.pass_deadlines import pass_deadlines
from services.projects.use_cases.project_ports import ProjectUnit
from services.projects.use_cases.record_capacity import record_capacity
from services.projects.use_cases.take_answer import (
    close_declined,
    close_wishes,
    take_answer,
    take_withdrawal,
)


def readers(make_unit: Callable[[Transaction], OwnershipUnit], capacities: Table) -> Sequence[ReaderSpec]:
    """The readers of this service; `capacities` is the table that the copies of free days stand in."""

    async def keep_capacity(event: Received, tx: Transaction) -> None:
        if isinstance(event.message, CapacityPublished):
            await record_capacity(capacity_from_proto(event.message.capacity), make_unit(tx))

    return [
        ReaderSpec(
            name="capacities",
            source="engineering",
            kinds=frozenset({"capacities"}),
            kind=ReaderKind.READ_MODEL,
            handle=keep_capacity,
            tables=[capacities],
        ),
        transfers_reader(make_unit),
    ]


def transfers_reader(make_unit: Callable[[Transaction], OwnershipUnit]) -> ReaderSpec:
    """What bodies wish, and what owners answer, moves projects and closes wishes: each event in a transaction
    of its own, whichever node it comes from.
    """

    async def handle(event: Received, tx: Transaction) -> None:
        unit = make_unit(tx)
        match event.message:
            case events_pb2.TransferAccepted(wish=said) | events_pb2.TransferRequested(wish=said):
                await take_answer(heard_from_proto(said, event.envelope), unit)
            case events_pb2.TransferWishWithdrawn(wish=said) | events_pb2.TransferWishClosed(wish=said):
                await take_withdrawal(heard_from_proto(said, event.envelope), unit)
            case events_pb2.OwnershipTransferred(project=project, wish=wish):
                await close_wishes(id_of(project.name), id_of(wish), unit)
            case events_pb2.TransferWishDeclined(wish=wish, text=text):
                await close_declined(id_of(wish), text, unit)
            case events_pb2.TransferOfferWithdrawn(project=project):
                await close_wishes(id_of(project.name), "", unit)

    return ReaderSpec(
        name="transfers",
        source="projects",
        kinds=frozenset({"projects", "wishes"}),
        kind=ReaderKind.REACTION,
        handle=handle,
    )


def alarms(make_unit: Callable[[Transaction], ProjectUnit], projects: Table) -> Sequence[AlarmSpec]:
    """What happens by itself; `projects` is the table that says when."""

    async def ring(project_id: str, tx: Transaction) -> None:
        await pass_deadlines(project_id, make_unit(tx))

    return [AlarmSpec("deadlines", projects, projects.c.next_deadline, ring)]
