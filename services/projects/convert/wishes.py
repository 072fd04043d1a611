"""Wishes to take a project over: the domain's ↔ the wire's, in storage, events and answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

from google.protobuf.message import Message

from archipel.journal.v1.journal_pb2 import Envelope
from archipel.projects.v1 import events_pb2, ownership_pb2, ownership_service_pb2
from chassis.pagination import next_token
from chassis.wire import time_to_wire
from services.projects.convert.consent import deliberation_from_proto, deliberation_to_proto
from services.projects.convert.enums import TRANSFER_REASON, WISH_STATE
from services.projects.convert.facts import body_name
from services.projects.domain.transfer import (
    TransferAccepted,
    TransferRequested,
    TransferWish,
    TransferWishClosed,
    TransferWishWithdrawn,
    WishEvent,
    WishTerms,
)
from services.projects.use_cases.paging import Paged


def wish_to_proto(wish: TransferWish) -> ownership_pb2.TransferWish:
    """The whole wish as it stands; who may see it stands in the envelopes of its events."""
    terms = wish.terms
    return ownership_pb2.TransferWish(
        name=wish.name,
        project=f"projects/{terms.project}",
        body=body_name(terms.body),
        offer=terms.offer,
        reason=TRANSFER_REASON.to_wire(terms.reason),
        text=terms.text,
        deliberation=deliberation_to_proto(terms.deliberation),
        state=WISH_STATE.to_wire(wish.state),
        create_time=time_to_wire(wish.create_time),
        update_time=time_to_wire(wish.update_time),
        etag=wish.etag,
        home_node=wish.home_node,
        epoch=wish.epoch,
        project_epoch=terms.epoch,
        answer=wish.answer,
    )


def wish_from_proto(message: ownership_pb2.TransferWish, audience: Iterable[str]) -> TransferWish:
    """A wish that a service of this kind wrote, here or on another node: it is taken as it stands."""
    return TransferWish(
        id=message.name.removeprefix("wishes/"),
        home_node=message.home_node,
        epoch=message.epoch,
        terms=WishTerms(
            project=message.project.removeprefix("projects/"),
            body=message.body.removeprefix("territories/"),
            offer=message.offer,
            reason=TRANSFER_REASON.stored(message.reason),
            text=message.text,
            deliberation=deliberation_from_proto(message.deliberation),
            epoch=message.project_epoch,
        ),
        audience=tuple(audience),
        create_time=message.create_time.ToDatetime(tzinfo=UTC),
        update_time=message.update_time.ToDatetime(tzinfo=UTC),
        state=WISH_STATE.stored(message.state),
        answer=message.answer,
    )


def heard_from_proto(message: ownership_pb2.TransferWish, envelope: Envelope) -> TransferWish:
    """A wish as an event of it says, from this node or another."""
    wish = wish_from_proto(message, envelope.audience)
    wish.version = envelope.version
    return wish


def id_of(name: str) -> str:
    """The id in the name of a resource."""
    return name.rpartition("/")[2]


def wish_event_to_proto(wish: TransferWish, event: WishEvent) -> Message:
    """The message of an event; the wish is what it was right after it."""
    whole = wish_to_proto(wish)
    match event:
        case TransferAccepted():
            return events_pb2.TransferAccepted(wish=whole)
        case TransferRequested():
            return events_pb2.TransferRequested(wish=whole)
        case TransferWishWithdrawn():
            return events_pb2.TransferWishWithdrawn(wish=whole)
        case TransferWishClosed():
            return events_pb2.TransferWishClosed(wish=whole)


def wishes_to_proto(
    request: ownership_service_pb2.ListWishesRequest, page: Paged[TransferWish]
) -> ownership_service_pb2.ListWishesResponse:
    return ownership_service_pb2.ListWishesResponse(
        wishes=[wish_to_proto(wish) for wish in page.items],
        next_page_token=next_token(request, page.after),
    )
