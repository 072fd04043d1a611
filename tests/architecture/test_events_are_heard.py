"""Every event of a service is applied by each service that listens to it, or listed here as of no interest:
an event that is added makes its author decide.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

NOT_APPLIED: dict[tuple[str, str], set[str]] = {
    # Free days are all that projects needs to know of engineering.
    ("projects", "engineering"): {
        "AgentRegistered", "AgentUpdated", "AbsenceRecorded", "DaysReserved", "ReservationCancelled",
        "RequestOpened", "DaysGranted", "DaysReleased", "RequestWithdrawn",
    },
    # Days are asked for once a decision is proposed, and given back when the project is withdrawn.
    ("engineering", "projects"): {
        "ProjectDrafted", "ProjectUpdated", "ParticipationAsked", "ParticipationConfirmed",
        "ParticipationDeclined", "DecisionContested", "PersonRegistered", "PersonForgotten",
    },
    # What is not submitted yet concerns its commune alone; names of people never leave projects.
    ("funding", "projects"): {
        "ProjectDrafted", "ProjectUpdated", "ParticipationAsked", "ParticipationConfirmed",
        "ParticipationDeclined", "PersonRegistered", "PersonForgotten",
    },
    ("labels", "projects"): {"TerritoryImported", "PersonRegistered", "PersonForgotten"},
    ("portal", "projects"): {"PersonRegistered", "PersonForgotten"},
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


@pytest.mark.parametrize(("listener", "source"), NOT_APPLIED)
def test_a_listener_applies_every_event_or_says_that_it_does_not(listener: str, source: str) -> None:
    described = importlib.import_module(f"archipel.{source}.v1.events_pb2").DESCRIPTOR
    events = set(described.message_types_by_name)
    applied = {event for event in events if re.search(rf"\b{event}\b", heard_in(listener))}
    not_applied = NOT_APPLIED[listener, source]
    assert applied | not_applied == events
    assert not applied & not_applied


def test_the_list_names_every_service_that_listens_to_another() -> None:
    services = ("projects", "labels", "engineering", "funding", "portal")
    pairs = {(listener, source) for listener in services for source in listens(listener)}
    assert pairs == set(NOT_APPLIED)
