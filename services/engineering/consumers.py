"""Events of other services → use cases."""

from __future__ import annotations

from collections.abc import Callable

from archipel.projects.v1 import events_pb2
from chassis.journal.writer import Transaction
from chassis.readers.spec import ReaderKind, ReaderSpec, Received
from services.engineering.convert.projects_from_wire import project_from_event, territory_from_event
from services.engineering.use_cases.hear_of_project import hear_of_project
from services.engineering.use_cases.hear_of_territory import hear_of_territory
from services.engineering.use_cases.hear_of_withdrawal import hear_of_withdrawal
from services.engineering.use_cases.ports import Unit


def projects_reader(make_unit: Callable[[Transaction], Unit]) -> ReaderSpec:
    """One reader for bodies and projects, because a request that opens by itself needs to know which bodies
    stand above its owner: the copies are filled in the order of the stream, before what depends on them.
    """

    async def handle(event: Received, tx: Transaction) -> None:
        match event.message:
            case events_pb2.TerritoryImported(territory=territory):
                await hear_of_territory(territory_from_event(territory), make_unit(tx))
            case (
                events_pb2.ProjectSubmitted(project=project)
                | events_pb2.OwnershipAccepted(project=project)
                | events_pb2.OpinionsDeemed(project=project)
                | events_pb2.DecisionSettled(project=project)
                | events_pb2.ConciliationConcluded(project=project)
                | events_pb2.OwnershipTransferred(project=project)
            ):
                await hear_of_project(project_from_event(project), make_unit(tx))
            case events_pb2.ProjectWithdrawn(project=project):
                await hear_of_withdrawal(project_from_event(project), make_unit(tx))
            case _:
                """The others change nothing here."""

    return ReaderSpec(
        name="engineering-projects",
        source="projects",
        kinds=frozenset({"projects", "territories"}),
        kind=ReaderKind.REACTION,
        handle=handle,
    )
