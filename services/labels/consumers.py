"""Events of other services → use cases."""

from __future__ import annotations

from collections.abc import Callable

from chassis.journal.writer import Transaction
from chassis.readers.spec import ReaderKind, ReaderSpec, Received
from services.labels.convert.events import ProjectEvent, project_ref_of
from services.labels.storage.tables import project_refs
from services.labels.use_cases.follow_project import follow_project
from services.labels.use_cases.ports import Unit


def project_reader(make_unit: Callable[[Transaction], Unit]) -> ReaderSpec:
    """Keeps the copies of projects: a read model, which a rebuild may empty and fill again."""

    async def handle(event: Received, tx: Transaction) -> None:
        if isinstance(event.message, ProjectEvent):
            await follow_project(project_ref_of(event.message), make_unit(tx))

    return ReaderSpec(
        name="labels-projects",
        source="projects",
        kinds=frozenset({"projects"}),
        kind=ReaderKind.READ_MODEL,
        handle=handle,
        tables=[project_refs],
    )
