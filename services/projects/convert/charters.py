"""Charters between the wire and the domain: requests → commands, versions and comparisons → messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from google.protobuf.message import Message

from archipel.projects.v1 import charters_pb2, events_pb2
from chassis.domain import Fault, msg, raise_faults
from chassis.pagination import next_token, page_of
from chassis.wire import date_from_wire, date_to_wire, name_from_wire, time_to_wire, uuid_name_from_wire
from services.projects.convert.charter_rules import parameters_to_proto, rules_to_proto
from services.projects.convert.consent import deliberation_to_proto
from services.projects.convert.enums import CHARTER_LAYER, CHARTER_STATE
from services.projects.convert.facts import body_name
from services.projects.domain.charter_life import (
    FOUNDING,
    IN_FORCE,
    CharterAdopted,
    CharterDrafted,
    CharterEvent,
    CharterPutToVote,
    CharterSimulated,
    CharterSuperseded,
    CharterUpdated,
    CharterVersion,
    CharterWithdrawn,
)
from services.projects.domain.consent import Deliberation, reference_faults
from services.projects.use_cases.adopt_charter import AdoptCharter
from services.projects.use_cases.charter_ports import ReadCharter
from services.projects.use_cases.compare_charters import CompareCharters, Comparison
from services.projects.use_cases.create_charter import CreateCharter
from services.projects.use_cases.get_charter import GetCharter
from services.projects.use_cases.list_charters import ListCharters
from services.projects.use_cases.paging import Paged
from services.projects.use_cases.put_charter_to_vote import PutCharterToVote
from services.projects.use_cases.update_charter import UpdateCharter
from services.projects.use_cases.withdraw_charter import WithdrawCharter

ALIASES = (FOUNDING, IN_FORCE)


def create_from_proto(request: charters_pb2.CreateCharterRequest) -> CreateCharter:
    faults: list[Fault] = []
    body = name_from_wire(request.body, "territories", "body", faults)
    raise_faults(faults)
    return CreateCharter(body, request.text)


def update_from_proto(request: charters_pb2.UpdateCharterRequest) -> UpdateCharter:
    charter_id, body = _acting(request.name, request.body)
    return UpdateCharter(charter_id, request.etag, body, request.text)


def put_to_vote_from_proto(request: charters_pb2.PutCharterToVoteRequest) -> PutCharterToVote:
    charter_id, body = _acting(request.name, request.body)
    return PutCharterToVote(charter_id, request.etag, body)


def adopt_from_proto(request: charters_pb2.AdoptCharterRequest) -> AdoptCharter:
    faults: list[Fault] = []
    charter_id = uuid_name_from_wire(request.name, "charters", "name", faults)
    body = name_from_wire(request.body, "territories", "body", faults)
    voted = date_from_wire(request.deliberation.date, "deliberation.date", faults)
    if voted is None and not any(fault.field == "deliberation.date" for fault in faults):
        faults.append(Fault("deliberation.date", "REQUIRED", msg("Indiquez la date de la délibération.")))
    first_day = date_from_wire(request.in_force_from, "in_force_from", faults)
    reference = request.deliberation.reference.strip()
    if faults:
        # Told here too, so that everything is told at once.
        raise_faults([*faults, *reference_faults(reference)])
    assert voted is not None
    votes = request.deliberation.votes_for, request.deliberation.votes_cast
    return AdoptCharter(charter_id, request.etag, body, Deliberation(voted, reference, *votes), first_day)


def withdraw_from_proto(request: charters_pb2.WithdrawCharterRequest) -> WithdrawCharter:
    charter_id, body = _acting(request.name, request.body)
    return WithdrawCharter(charter_id, request.etag, body)


def get_from_proto(request: charters_pb2.GetCharterRequest) -> GetCharter:
    faults: list[Fault] = []
    charter_id = charter_from_wire(request.name, "name", faults)
    raise_faults(faults)
    return GetCharter(charter_id)


def list_from_proto(request: charters_pb2.ListChartersRequest) -> ListCharters:
    page = page_of(request)
    return ListCharters(page.size, page.after[0] if page.after else "")


def compare_from_proto(request: charters_pb2.CompareChartersRequest) -> CompareCharters:
    faults: list[Fault] = []
    charter_id = charter_from_wire(request.name, "name", faults)
    against = charter_from_wire(request.against, "against", faults) if request.against else IN_FORCE
    raise_faults(faults)
    return CompareCharters(charter_id, against)


def charter_from_wire(name: str, field: str, faults: list[Fault]) -> str:
    """The id in "charters/{uuid}", "charters/founding" or "charters/in-force"."""
    alias = name.removeprefix("charters/")
    if name == f"charters/{alias}" and alias in ALIASES:
        return alias
    return uuid_name_from_wire(name, "charters", field, faults)


def _acting(name: str, body: str) -> tuple[str, str]:
    faults: list[Fault] = []
    charter_id = uuid_name_from_wire(name, "charters", "name", faults)
    code = name_from_wire(body, "territories", "body", faults)
    raise_faults(faults)
    return charter_id, code


def charter_to_proto(read: ReadCharter) -> charters_pb2.Charter:
    """The version with its text, and what the text says."""
    message = _version_to_proto(read.version)
    message.text = read.version.text
    message.rules.extend(rules_to_proto(read.charter))
    message.parameters.extend(parameters_to_proto(read.charter))
    return message


def charters_to_proto(
    request: charters_pb2.ListChartersRequest, page: Paged[CharterVersion]
) -> charters_pb2.ListChartersResponse:
    return charters_pb2.ListChartersResponse(
        charters=map(_version_to_proto, page.items), next_page_token=next_token(request, page.after)
    )


def comparison_to_proto(comparison: Comparison) -> charters_pb2.CharterComparison:
    return charters_pb2.CharterComparison(
        name=comparison.version.name,
        against=comparison.against.name,
        changes=[
            charters_pb2.CharterChange(
                path=change.path, title=change.title, before=change.before, after=change.after
            )
            for change in comparison.changes
        ],
    )


MESSAGES: Mapping[type[CharterEvent], Callable[..., Message]] = {
    CharterDrafted: events_pb2.CharterDrafted,
    CharterUpdated: events_pb2.CharterUpdated,
    CharterSimulated: events_pb2.CharterSimulated,
    CharterPutToVote: events_pb2.CharterPutToVote,
    CharterAdopted: events_pb2.CharterAdopted,
    CharterSuperseded: events_pb2.CharterSuperseded,
    CharterWithdrawn: events_pb2.CharterWithdrawn,
}


def event_to_proto(version: CharterVersion, event: CharterEvent) -> Message:
    """The message of an event with the version as it stands after it, its text included."""
    whole = _version_to_proto(version)
    whole.text = version.text
    return MESSAGES[type(event)](charter=whole)


def _version_to_proto(version: CharterVersion) -> charters_pb2.Charter:
    heading, vote = version.heading, version.deliberation
    return charters_pb2.Charter(
        name=version.name,
        charter_id=heading.charter_id,
        version=heading.version,
        title=heading.title,
        layer=CHARTER_LAYER.to_wire(heading.layer),
        body=body_name(version.body),
        state=CHARTER_STATE.to_wire(version.state),
        in_force_from=date_to_wire(version.in_force_from),
        in_force_to=date_to_wire(version.in_force_to),
        deliberation=None if vote is None else deliberation_to_proto(vote),
        simulation=f"simulations/{version.simulation}" if version.simulation else "",
        create_time=time_to_wire(version.create_time),
        update_time=time_to_wire(version.update_time),
        etag=version.etag,
        home_node=version.home_node,
        epoch=version.epoch,
    )
