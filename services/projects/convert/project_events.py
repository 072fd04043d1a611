"""Events of a project → messages of the wire, each with the whole project as it stands after it."""

from __future__ import annotations

from google.protobuf.message import Message

from archipel.projects.v1 import events_pb2, projects_pb2
from services.projects.convert.facts import body_name
from services.projects.convert.projects import project_to_proto
from services.projects.domain.events import (
    DecisionContested,
    OwnershipAccepted,
    ParticipationAsked,
    ParticipationConfirmed,
    ParticipationDeclined,
    ProjectDrafted,
    ProjectEvent,
    ProjectSubmitted,
    ProjectUpdated,
    ProjectWithdrawn,
)
from services.projects.domain.project import Project


def event_to_proto(project: Project, event: ProjectEvent) -> Message:
    """The message of an event; the project is what it was right after it."""
    whole = project_to_proto(project)
    match event:
        case ProjectUpdated(changed):
            return events_pb2.ProjectUpdated(project=whole, changed_fields=changed)
        case ParticipationConfirmed(body):
            return events_pb2.ParticipationConfirmed(project=whole, body=body_name(body))
        case ParticipationDeclined(body):
            return events_pb2.ParticipationDeclined(project=whole, body=body_name(body))
        case _:
            return _plain(event, whole)


def _plain(
    event: ProjectDrafted
    | ParticipationAsked
    | ProjectSubmitted
    | OwnershipAccepted
    | DecisionContested
    | ProjectWithdrawn,
    whole: projects_pb2.Project,
) -> Message:
    match event:
        case ProjectDrafted():
            return events_pb2.ProjectDrafted(project=whole)
        case ParticipationAsked():
            return events_pb2.ParticipationAsked(project=whole)
        case ProjectSubmitted():
            return events_pb2.ProjectSubmitted(project=whole)
        case OwnershipAccepted():
            return events_pb2.OwnershipAccepted(project=whole)
        case DecisionContested():
            return events_pb2.DecisionContested(project=whole)
        case ProjectWithdrawn():
            return events_pb2.ProjectWithdrawn(project=whole)
