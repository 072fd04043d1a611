"""Delegations between the wire and the domain. Requests raise InvalidInput with all that cannot be read."""

from __future__ import annotations

from archipel.identity.v1 import delegations_pb2, identity_pb2
from chassis.domain import Fault, InvalidInput, msg, raise_faults
from chassis.pagination import next_token, page_of
from chassis.wire import date_from_wire, date_to_wire, name_from_wire, time_to_wire, uuid_name_from_wire
from services.projects.convert.enums import EnumPair
from services.projects.convert.territories import body_from_wire, body_to_wire
from services.projects.domain.delegation import (
    LONGEST_REASON,
    Delegation,
    DelegationEvent,
    DelegationGranted,
    DelegationRevoked,
    role_faults,
)
from services.projects.domain.delegation_states import DelegationState
from services.projects.domain.writing import text_faults
from services.projects.use_cases.create_delegation import CreateDelegation
from services.projects.use_cases.list_delegates import ListDelegates
from services.projects.use_cases.list_delegations import ListDelegations
from services.projects.use_cases.paging import Paged
from services.projects.use_cases.revoke_delegation import RevokeDelegation

STATE = EnumPair(DelegationState, identity_pb2.DelegationState)


def create_from_proto(request: delegations_pb2.CreateDelegationRequest) -> CreateDelegation:
    faults: list[Fault] = []
    body = body_from_wire(request.body, "body", faults)
    faults += role_faults(request.role)
    delegate = name_from_wire(request.delegate, "people", "delegate", faults)
    first = date_from_wire(request.first_day, "first_day", faults)
    last = date_from_wire(request.last_day, "last_day", faults)
    told = {fault.field for fault in faults}
    for field, day in (("first_day", first), ("last_day", last)):
        if day is None and field not in told:
            faults.append(Fault(field, "REQUIRED", msg("Indiquez ce jour.")))
    reason = request.reason.strip()
    if faults or first is None or last is None:
        raise InvalidInput([*faults, *text_faults("reason", reason, LONGEST_REASON, required=True)])
    return CreateDelegation(body, request.role, delegate, first, last, reason)


def revoke_from_proto(request: delegations_pb2.RevokeDelegationRequest) -> RevokeDelegation:
    faults: list[Fault] = []
    delegation_id = uuid_name_from_wire(request.name, "delegations", "name", faults)
    body = body_from_wire(request.body, "body", faults)
    raise_faults(faults)
    return RevokeDelegation(delegation_id, request.etag, body)


def delegation_id_from_proto(request: delegations_pb2.GetDelegationRequest) -> str:
    faults: list[Fault] = []
    delegation_id = uuid_name_from_wire(request.name, "delegations", "name", faults)
    raise_faults(faults)
    return delegation_id


def list_from_proto(request: delegations_pb2.ListDelegationsRequest) -> ListDelegations:
    page = page_of(request)
    faults: list[Fault] = []
    body = body_from_wire(request.body, "body", faults) if request.body else ""
    raise_faults(faults)
    return ListDelegations(page.size, page.after[0] if page.after else "", body)


def delegates_from_proto(request: delegations_pb2.ListDelegatesRequest) -> ListDelegates:
    page = page_of(request)
    faults: list[Fault] = []
    body = body_from_wire(request.body, "body", faults)
    raise_faults(faults)
    return ListDelegates(page.size, body, page.after[0] if page.after else "")


def delegation_to_proto(delegation: Delegation) -> identity_pb2.Delegation:
    terms = delegation.terms
    return identity_pb2.Delegation(
        name=delegation.name,
        body=body_to_wire(terms.body),
        role=terms.role,
        delegator=f"people/{terms.delegator}",
        delegate=f"people/{terms.delegate}",
        first_day=date_to_wire(terms.first_day),
        last_day=date_to_wire(terms.last_day),
        reason=terms.reason,
        state=STATE.to_wire(delegation.state),
        create_time=time_to_wire(delegation.create_time),
        revoke_time=time_to_wire(delegation.revoke_time),
        etag=delegation.etag,
    )


def delegations_to_proto(
    request: delegations_pb2.ListDelegationsRequest, page: Paged[Delegation]
) -> delegations_pb2.ListDelegationsResponse:
    return delegations_pb2.ListDelegationsResponse(
        delegations=map(delegation_to_proto, page.items), next_page_token=next_token(request, page.after)
    )


def delegates_to_proto(
    request: delegations_pb2.ListDelegatesRequest, page: Paged[str]
) -> delegations_pb2.ListDelegatesResponse:
    return delegations_pb2.ListDelegatesResponse(
        people=[f"people/{person}" for person in page.items], next_page_token=next_token(request, page.after)
    )


def delegation_event_to_proto(
    delegation: Delegation, event: DelegationEvent
) -> identity_pb2.DelegationGranted | identity_pb2.DelegationRevoked:
    """The message of an event; the delegation is what it was right after it."""
    whole = delegation_to_proto(delegation)
    match event:
        case DelegationGranted():
            return identity_pb2.DelegationGranted(delegation=whole)
        case DelegationRevoked():
            return identity_pb2.DelegationRevoked(delegation=whole)
