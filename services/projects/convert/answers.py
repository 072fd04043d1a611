"""Lists and history → responses with the token of their next page."""

from __future__ import annotations

from archipel.projects.v1 import projects_pb2
from chassis.pagination import next_token
from chassis.wire import time_to_wire
from services.projects.convert.facts import body_name
from services.projects.convert.projects import project_to_proto
from services.projects.domain.project import Project
from services.projects.use_cases.paging import Paged
from services.projects.use_cases.project_ports import HistoryEntry


def list_to_proto(
    request: projects_pb2.ListProjectsRequest, page: Paged[Project]
) -> projects_pb2.ListProjectsResponse:
    return projects_pb2.ListProjectsResponse(
        projects=[project_to_proto(project) for project in page.items],
        next_page_token=next_token(request, page.after),
    )


def history_to_proto(
    request: projects_pb2.ListProjectHistoryRequest, page: Paged[HistoryEntry]
) -> projects_pb2.ListProjectHistoryResponse:
    return projects_pb2.ListProjectHistoryResponse(
        entries=[_entry_to_proto(entry) for entry in page.items],
        next_page_token=next_token(request, page.after),
    )


def _entry_to_proto(entry: HistoryEntry) -> projects_pb2.HistoryEntry:
    actor = entry.actor if ":" in entry.actor else f"people/{entry.actor}"
    return projects_pb2.HistoryEntry(
        event_id=entry.event_id,
        type=entry.type,
        time=time_to_wire(entry.time),
        actor=actor,
        body=body_name(entry.body),
        version=entry.version,
    )
