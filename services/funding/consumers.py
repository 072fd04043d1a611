"""Events of projects → a copy of what funding needs, and the plan that follows its project."""

from collections.abc import Callable, Sequence

from google.protobuf.message import Message
from sqlalchemy import Table

from archipel.projects.v1 import events_pb2
from chassis.journal.writer import Transaction
from chassis.readers.spec import ReaderKind, ReaderSpec, Received
from services.funding.convert.projects import body_from_territory, ref_from_project
from services.funding.domain.project_ref import ProjectRef
from services.funding.use_cases.follow_project import follow_project
from services.funding.use_cases.ports import Unit
from services.funding.use_cases.remember_body import remember_body
from services.funding.use_cases.remember_project import remember_project

MakeUnit = Callable[[Transaction], Unit]

PROJECT_EVENTS = (
    events_pb2.ProjectSubmitted,
    events_pb2.OwnershipAccepted,
    events_pb2.OpinionsDeemed,
    events_pb2.DecisionSettled,
    events_pb2.DecisionContested,
    events_pb2.ConciliationConcluded,
    events_pb2.OwnershipTransferred,
    events_pb2.ProjectWithdrawn,
)
"""Those after which a project concerns funding, has another owner, is final, or concerns it no more."""


def copies_reader(make_unit: MakeUnit, tables: Sequence[Table]) -> ReaderSpec:
    """Projects and bodies as they stand: a read model, which a rebuild may empty and fill again."""

    async def handle(event: Received, tx: Transaction) -> None:
        ref = _ref(event)
        if ref is not None:
            await remember_project(ref, make_unit(tx))
        if isinstance(event.message, events_pb2.TerritoryImported):
            await remember_body(body_from_territory(event.message.territory), make_unit(tx))

    return ReaderSpec(
        name="funding-copies",
        source="projects",
        kinds=frozenset({"projects", "territories"}),
        kind=ReaderKind.READ_MODEL,
        handle=handle,
        tables=tables,
    )


def plans_reader(make_unit: MakeUnit) -> ReaderSpec:
    """Opens, aligns and closes plans: a reaction, never replayed."""

    async def handle(event: Received, tx: Transaction) -> None:
        ref = _ref(event)
        if ref is not None:
            await follow_project(ref, make_unit(tx))

    return ReaderSpec(
        name="funding-plans",
        source="projects",
        kinds=frozenset({"projects"}),
        kind=ReaderKind.REACTION,
        handle=handle,
    )


def _ref(event: Received) -> ProjectRef | None:
    message: Message = event.message
    if not isinstance(message, PROJECT_EVENTS):
        return None
    return ref_from_project(message.project, event.envelope.audience)
