"""Every event of a service is applied by each service that listens to it, or listed here as of no interest:
an event that is added makes its author decide.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from google.protobuf.descriptor import FileDescriptor

ROOT = Path(__file__).resolve().parents[2]

BEFORE_A_DECISION = {
    "ProjectDrafted", "ProjectUpdated", "ParticipationAsked", "ParticipationConfirmed",
    "ParticipationDeclined",
}  # fmt: skip
ONLY_SAID = {
    "OpinionGiven", "ConciliationConvened", "TransferOffered", "TransferOfferWithdrawn",
    "TransferWishDeclined",
    "ReturnClauseReached", "ReviewDue", "ProjectEvaluated",
}  # fmt: skip
"""After these a project has the owner, the state and the cost that it had before."""
WISHES = {"TransferAccepted", "TransferRequested", "TransferWishWithdrawn", "TransferWishClosed"}
RULES = {
    "CharterDrafted", "CharterUpdated", "CharterSimulated", "CharterPutToVote", "CharterAdopted",
    "CharterSuperseded", "CharterWithdrawn", "HoldingChanged", "PrincipleProposed", "PrincipleAdopted",
    "PrincipleWithdrawn",
}  # fmt: skip
"""What projects are judged by is read from projects itself, never copied."""
NAMES = {"PersonRegistered"}

NOT_APPLIED: dict[tuple[str, str], set[str]] = {
    # Free days are all that projects needs to know of engineering.
    ("projects", "engineering"): {
        "AgentRegistered", "AgentUpdated", "AbsenceRecorded", "DaysReserved", "ReservationCancelled",
        "RequestOpened", "DaysGranted", "DaysReleased", "RequestWithdrawn",
    },
    # Days are asked for once a decision is proposed, and given back when the project is withdrawn.
    ("engineering", "projects"): {
        *BEFORE_A_DECISION, *ONLY_SAID, *WISHES, *RULES, *NAMES, "DecisionContested",
    },
    # What is not submitted yet concerns its commune alone; names of people never leave projects.
    ("funding", "projects"): {*BEFORE_A_DECISION, *ONLY_SAID, *WISHES, *RULES, *NAMES},
    ("labels", "projects"): {"TerritoryImported", *WISHES, *RULES, *NAMES},
    ("portal", "projects"): {*RULES, *NAMES},
    # Pages show the free days of a body, which follow from its agents; agents are read when asked for.
    ("portal", "engineering"): {
        "AgentRegistered", "AgentUpdated", "AbsenceRecorded", "DaysReserved", "ReservationCancelled",
    },
    ("portal", "funding"): set(),
    ("portal", "labels"): set(),
}  # fmt: skip


def listens(listener: str) -> set[str]:
    """The services whose wire a service's consumers and conversions of events know, its own left out."""
    found = re.findall(r"^from archipel\.(\w+)\.v1[. ].*\bevents_pb2\b", heard_in(listener), re.MULTILINE)
    return set(found) - {listener}


def heard_in(listener: str) -> str:
    """The code that takes events in: consumers, and what they convert."""
    folder = ROOT / "services" / listener
    files = [*folder.glob("consumers.py"), *folder.glob("consumers/*.py"), *folder.glob("convert/*.py")]
    return "\n".join(file.read_text() for file in files)


def parts_of(described: FileDescriptor) -> set[str]:
    """Messages that stand inside the events, and are none themselves."""
    fields = (field for message in described.message_types_by_name.values() for field in message.fields)
    return {field.message_type.name for field in fields if field.message_type is not None}


@pytest.mark.parametrize(("listener", "source"), NOT_APPLIED)
def test_a_listener_applies_every_event_or_says_that_it_does_not(listener: str, source: str) -> None:
    described = importlib.import_module(f"archipel.{source}.v1.events_pb2").DESCRIPTOR
    events = set(described.message_types_by_name) - parts_of(described)
    applied = {event for event in events if re.search(rf"\b{event}\b", heard_in(listener))}
    not_applied = NOT_APPLIED[listener, source]
    assert applied | not_applied == events
    assert not applied & not_applied


def test_the_list_names_every_service_that_listens_to_another() -> None:
    services = ("projects", "labels", "engineering", "funding", "portal")
    pairs = {(listener, source) for listener in services for source in listens(listener)}
    assert pairs == set(NOT_APPLIED)
