"""Guiding principles: the domain's ↔ the wire's, in storage, events and answers."""

from __future__ import annotations

from datetime import UTC

from google.protobuf.message import Message

from archipel.projects.v1 import events_pb2, learning_service_pb2, ownership_pb2
from chassis.pagination import next_token
from chassis.wire import time_to_wire
from services.projects.convert.consent import deliberation_from_proto, deliberation_to_proto
from services.projects.convert.enums import PRINCIPLE_STATE
from services.projects.convert.facts import body_name
from services.projects.domain.principle import (
    Principle,
    PrincipleAdopted,
    PrincipleEvent,
    PrincipleProposed,
    PrincipleWithdrawn,
)
from services.projects.use_cases.paging import Paged


def principle_to_proto(principle: Principle) -> ownership_pb2.Principle:
    voted = principle.deliberation
    return ownership_pb2.Principle(
        name=principle.name,
        title=principle.title,
        text=principle.text,
        competence=principle.competence,
        projects=[f"projects/{project}" for project in principle.projects],
        body=body_name(principle.body),
        state=PRINCIPLE_STATE.to_wire(principle.state),
        deliberation=None if voted is None else deliberation_to_proto(voted),
        create_time=time_to_wire(principle.create_time),
        update_time=time_to_wire(principle.update_time),
        etag=principle.etag,
        home_node=principle.home_node,
        epoch=principle.epoch,
    )


def principle_from_proto(message: ownership_pb2.Principle) -> Principle:
    """A principle that this service wrote itself: it is taken as it stands, without version and head."""
    return Principle(
        id=message.name.removeprefix("principles/"),
        title=message.title,
        text=message.text,
        competence=message.competence,
        projects=tuple(project.removeprefix("projects/") for project in message.projects),
        body=message.body.removeprefix("territories/"),
        create_time=message.create_time.ToDatetime(tzinfo=UTC),
        update_time=message.update_time.ToDatetime(tzinfo=UTC),
        state=PRINCIPLE_STATE.stored(message.state),
        deliberation=(
            deliberation_from_proto(message.deliberation) if message.HasField("deliberation") else None
        ),
    )


def principle_event_to_proto(principle: Principle, event: PrincipleEvent) -> Message:
    """The message of an event; the principle is what it was right after it."""
    whole = principle_to_proto(principle)
    match event:
        case PrincipleProposed():
            return events_pb2.PrincipleProposed(principle=whole)
        case PrincipleAdopted():
            return events_pb2.PrincipleAdopted(principle=whole)
        case PrincipleWithdrawn():
            return events_pb2.PrincipleWithdrawn(principle=whole)


def principles_to_proto(
    request: learning_service_pb2.ListPrinciplesRequest, page: Paged[Principle]
) -> learning_service_pb2.ListPrinciplesResponse:
    return learning_service_pb2.ListPrinciplesResponse(
        principles=[principle_to_proto(principle) for principle in page.items],
        next_page_token=next_token(request, page.after),
    )
