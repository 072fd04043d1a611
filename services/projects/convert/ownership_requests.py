"""Requests about moving a project to another owner → commands. Each raises InvalidInput with all that it
cannot read.
"""

from __future__ import annotations

from archipel.projects.v1 import ownership_service_pb2
from chassis.domain import Fault, InvalidInput, raise_faults
from chassis.pagination import page_of
from chassis.wire import name_from_wire, uuid_name_from_wire
from services.projects.convert.consent_requests import voted_from_proto
from services.projects.convert.enums import TRANSFER_REASON
from services.projects.convert.which_project import acting
from services.projects.domain.consent import reference_faults
from services.projects.domain.transfer import WishTerms
from services.projects.use_cases.decline_wish import DeclineWish
from services.projects.use_cases.list_wishes import ListWishes
from services.projects.use_cases.offer_transfer import OfferTransfer
from services.projects.use_cases.wish_transfer import WishTransfer
from services.projects.use_cases.withdraw_offer import WithdrawOffer
from services.projects.use_cases.withdraw_wish import WithdrawWish


def offer_from_proto(request: ownership_service_pb2.OfferTransferRequest) -> OfferTransfer:
    faults: list[Fault] = []
    deliberation = voted_from_proto(request.deliberation, faults)
    to = name_from_wire(request.to, "territories", "to", faults)
    reason = TRANSFER_REASON.required(request.reason, "reason", faults)
    besides = reference_faults(deliberation.reference)
    project_id, body = acting(request.name, request.body, faults, besides)
    assert reason is not None
    return OfferTransfer(project_id, request.etag, body, to, reason, request.text.strip(), deliberation)


def withdraw_offer_from_proto(request: ownership_service_pb2.WithdrawOfferRequest) -> WithdrawOffer:
    project_id, body = acting(request.name, request.body)
    return WithdrawOffer(project_id, request.etag, body)


def decline_wish_from_proto(request: ownership_service_pb2.DeclineWishRequest) -> DeclineWish:
    faults: list[Fault] = []
    wish_id = uuid_name_from_wire(request.wish, "wishes", "wish", faults)
    project_id, body = acting(request.name, request.body, faults)
    return DeclineWish(project_id, request.etag, body, wish_id, request.text.strip())


def wish_from_request(request: ownership_service_pb2.WishTransferRequest) -> WishTransfer:
    faults: list[Fault] = []
    deliberation = voted_from_proto(request.deliberation, faults)
    project_id = uuid_name_from_wire(request.project, "projects", "project", faults)
    body = name_from_wire(request.body, "territories", "body", faults)
    reason = TRANSFER_REASON.required(request.reason, "reason", faults)
    if faults:
        raise InvalidInput([*faults, *reference_faults(deliberation.reference)])
    assert reason is not None
    text = request.text.strip()
    return WishTransfer(WishTerms(project_id, body, request.offer, reason, text, deliberation))


def withdraw_wish_from_proto(request: ownership_service_pb2.WithdrawWishRequest) -> WithdrawWish:
    faults: list[Fault] = []
    wish_id = uuid_name_from_wire(request.name, "wishes", "name", faults)
    body = name_from_wire(request.body, "territories", "body", faults)
    raise_faults(faults)
    return WithdrawWish(wish_id, request.etag, body)


def list_wishes_from_proto(request: ownership_service_pb2.ListWishesRequest) -> ListWishes:
    page = page_of(request)
    faults: list[Fault] = []
    project_id = uuid_name_from_wire(request.project, "projects", "project", faults)
    raise_faults(faults)
    return ListWishes(project_id, page.size, page.after[0] if page.after else "")
