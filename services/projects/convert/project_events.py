"""Events of a project → messages of the wire, each with the whole project as it stands after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from google.protobuf.message import Message

from archipel.projects.v1 import events_pb2
from services.projects.convert.basis import basis_to_proto
from services.projects.convert.facts import body_name
from services.projects.convert.projects import project_to_proto
from services.projects.domain.decision_basis import Decided
from services.projects.domain.events import (
    OpinionGiven,
    OpinionsDeemed,
    OwnershipTransferred,
    ParticipationConfirmed,
    ParticipationDeclined,
    ProjectEvent,
    ProjectUpdated,
    TransferWishDeclined,
)
from services.projects.domain.project import Project

MESSAGES: Mapping[type, Callable[..., Message]] = {
    kind: getattr(events_pb2, kind.__name__) for kind in get_args(ProjectEvent)
}
"""An event and its message bear one name; one that the wire does not know fails when the service starts."""


def event_to_proto(project: Project, event: ProjectEvent) -> Message:
    """The message of an event; the project is what it was right after it."""
    return MESSAGES[type(event)](project=project_to_proto(project), **_besides(event))


def _besides(event: ProjectEvent) -> dict[str, Any]:
    """What an event says beside the project."""
    besides: dict[str, Any] = {}
    match event:
        case ProjectUpdated(changed):
            besides = {"changed_fields": changed}
        case ParticipationConfirmed(body) | ParticipationDeclined(body) | OpinionGiven(body):
            besides = {"body": body_name(body)}
        case OpinionsDeemed(bodies):
            besides = {"bodies": [body_name(code) for code in bodies]}
        case TransferWishDeclined(wish, text):
            besides = {"wish": f"wishes/{wish}", "text": text}
        case OwnershipTransferred(wish, former, to):
            besides = {"wish": f"wishes/{wish}", "from": body_name(former), "to": body_name(to)}
    if isinstance(event, Decided) and event.basis is not None:
        besides["basis"] = basis_to_proto(event.basis)
    return besides
