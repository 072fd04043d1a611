"""Events of a project → messages of the wire, each with the whole project as it stands after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import get_args

from google.protobuf.message import Message

from archipel.projects.v1 import events_pb2
from services.projects.convert.facts import body_name
from services.projects.convert.projects import project_to_proto
from services.projects.domain.events import (
    OpinionGiven,
    OpinionsDeemed,
    ParticipationConfirmed,
    ParticipationDeclined,
    ProjectEvent,
    ProjectUpdated,
)
from services.projects.domain.project import Project

MESSAGES: Mapping[type, Callable[..., Message]] = {
    kind: getattr(events_pb2, kind.__name__) for kind in get_args(ProjectEvent)
}
"""An event and its message bear one name; one that the wire does not know fails when the service starts."""


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
        case OpinionGiven(body):
            return events_pb2.OpinionGiven(project=whole, body=body_name(body))
        case OpinionsDeemed(bodies):
            return events_pb2.OpinionsDeemed(project=whole, bodies=[body_name(code) for code in bodies])
        case _:
            return MESSAGES[type(event)](project=whole)
