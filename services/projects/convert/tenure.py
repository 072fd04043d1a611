"""Who answers for a project: the domain's tenure ↔ the fields of the wire's project."""

from __future__ import annotations

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from archipel.projects.v1 import ownership_pb2, projects_pb2
from chassis.wire import date_from_wire, date_to_wire, time_to_wire
from services.projects.convert.consent import deliberation_from_proto, deliberation_to_proto
from services.projects.convert.enums import TRANSFER_REASON
from services.projects.convert.facts import body_name
from services.projects.domain.tenure import OwnershipLink, ReturnClause, Tenure
from services.projects.domain.transfer import TransferOffer


def write_tenure(tenure: Tenure, message: projects_pb2.Project) -> None:
    """Fill the fields of a project's message that tell of its owners."""
    message.owner = body_name(tenure.owner)
    message.ownership.extend(_link_to_proto(link) for link in tenure.chain)
    if tenure.offer is not None:
        message.offer.CopyFrom(_offer_to_proto(tenure.offer))
    if tenure.return_clause is not None:
        clause = tenure.return_clause
        message.return_clause.CopyFrom(
            ownership_pb2.ReturnClause(
                body=body_name(clause.body), due=date_to_wire(clause.due), reached=clause.reached
            )
        )


def tenure_from_proto(message: projects_pb2.Project) -> Tenure:
    """The tenure of a project that this service wrote itself: it is taken as it stands."""
    return Tenure(
        owner=_code(message.owner),
        chain=tuple(_link(link) for link in message.ownership),
        offer=_offer(message.offer) if message.HasField("offer") else None,
        return_clause=_clause(message.return_clause) if message.HasField("return_clause") else None,
    )


def _link_to_proto(link: OwnershipLink) -> ownership_pb2.OwnershipLink:
    return ownership_pb2.OwnershipLink(
        owner=body_name(link.owner),
        title=link.title,
        since=time_to_wire(link.since),
        epoch=link.epoch,
        deliberation=None if link.deliberation is None else deliberation_to_proto(link.deliberation),
        reason=TRANSFER_REASON.to_wire(link.reason),
    )


def _link(message: ownership_pb2.OwnershipLink) -> OwnershipLink:
    return OwnershipLink(
        owner=_code(message.owner),
        title=message.title,
        since=_instant(message.since),
        epoch=message.epoch,
        deliberation=(
            deliberation_from_proto(message.deliberation) if message.HasField("deliberation") else None
        ),
        reason=TRANSFER_REASON.stored(message.reason) if message.reason else None,
    )


def _offer_to_proto(offer: TransferOffer) -> ownership_pb2.TransferOffer:
    return ownership_pb2.TransferOffer(
        id=offer.id,
        to=body_name(offer.to),
        reason=TRANSFER_REASON.to_wire(offer.reason),
        text=offer.text,
        deliberation=deliberation_to_proto(offer.deliberation),
        time=time_to_wire(offer.time),
    )


def _offer(message: ownership_pb2.TransferOffer) -> TransferOffer:
    return TransferOffer(
        id=message.id,
        to=_code(message.to),
        reason=TRANSFER_REASON.stored(message.reason),
        text=message.text,
        deliberation=deliberation_from_proto(message.deliberation),
        time=_instant(message.time),
    )


def _clause(message: ownership_pb2.ReturnClause) -> ReturnClause:
    due = date_from_wire(message.due, "due", [])
    assert due is not None
    return ReturnClause(_code(message.body), due, message.reached)


def _code(name: str) -> str:
    return name.removeprefix("territories/")


def _instant(stamp: Timestamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)
