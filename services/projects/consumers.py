"""Events of other services, and the clock → use cases of this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Table

from archipel.engineering.v1.events_pb2 import CapacityPublished
from chassis.alarm import AlarmSpec
from chassis.journal.writer import Transaction
from chassis.readers.spec import ReaderKind, ReaderSpec, Received
from services.projects.convert.capacities import capacity_from_proto
from services.projects.use_cases.pass_deadlines import pass_deadlines
from services.projects.use_cases.project_ports import ProjectUnit
from services.projects.use_cases.record_capacity import record_capacity


def readers(make_unit: Callable[[Transaction], ProjectUnit], capacities: Table) -> Sequence[ReaderSpec]:
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
        )
    ]


def alarms(make_unit: Callable[[Transaction], ProjectUnit], projects: Table) -> Sequence[AlarmSpec]:
    """What happens by itself; `projects` is the table that says when."""

    async def ring(project_id: str, tx: Transaction) -> None:
        await pass_deadlines(project_id, make_unit(tx))

    return [AlarmSpec("deadlines", projects, projects.c.next_deadline, ring)]
