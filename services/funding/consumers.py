"""Events of projects → a copy of what funding needs, and the plan that follows its project."""

from collections.abc import Callable

from google.protobuf.message import Message

from archipel.projects.v1 import events_pb2
from chassis.journal.writer import Transaction
from chassis.readers.spec import ReaderKind, ReaderSpec, Received
from services.funding.convert.projects import body_from_territory, ref_from_project
from services.funding.domain.project_ref import ProjectRef
from services.funding.storage.copies import BodyCopies, ProjectCopies
from services.funding.storage.tables import bodies, project_refs
from services.funding.use_cases.follow_project import follow_project
from services.funding.use_cases.ports import Unit

PROJECT_EVENTS = (
    events_pb2.ProjectSubmitted,
    events_pb2.OwnershipAccepted,
    events_pb2.DecisionContested,
    events_pb2.ProjectWithdrawn,
)
"""Those after which a project concerns funding, or concerns it no more."""


def copies_reader() -> ReaderSpec:
    """Projects and bodies as they stand: a read model, which a rebuild may empty and fill again."""
    return ReaderSpec(
        name="funding-copies",
        source="projects",
        kinds=frozenset({"projects", "territories"}),
        kind=ReaderKind.READ_MODEL,
        handle=_copy,
        tables=[project_refs, bodies],
    )


def plans_reader(make_unit: Callable[[Transaction], Unit]) -> ReaderSpec:
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


async def _copy(event: Received, tx: Transaction) -> None:
    ref = _ref(event)
    if ref is not None:
        await ProjectCopies(tx).put(ref)
    if isinstance(event.message, events_pb2.TerritoryImported):
        await BodyCopies(tx).put(body_from_territory(event.message.territory))


def _ref(event: Received) -> ProjectRef | None:
    message: Message = event.message
    if not isinstance(message, PROJECT_EVENTS):
        return None
    return ref_from_project(message.project, event.envelope.audience)
