"""Events of other services → use cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Table

from chassis.journal.writer import Transaction
from chassis.readers.spec import ReaderKind, ReaderSpec, Received
from services.labels.convert.events import ProjectEvent, project_ref_of
from services.labels.use_cases.follow_project import follow_project
from services.labels.use_cases.ports import Unit


def readers(make_unit: Callable[[Transaction], Unit], copies: Table) -> Sequence[ReaderSpec]:
    """The readers of this service; `copies` is the table that the copies of projects stand in."""

    async def follow(event: Received, tx: Transaction) -> None:
        if isinstance(event.message, ProjectEvent):
            await follow_project(project_ref_of(event.message), make_unit(tx))

    return [
        ReaderSpec(
            name="project_refs",
            source="projects",
            kinds=frozenset({"projects"}),
            kind=ReaderKind.READ_MODEL,
            handle=follow,
            tables=[copies],
        )
    ]
