"""Whatever may be kept about somebody is called by a French name on their page."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from chassis import own_data as of_all
from services.portal.views.own_data_words import EVENTS, FACTS, KINDS, SERVICES, TABLES

ROOT = Path(__file__).resolve().parents[3]

SERVICE_NAMES = ("projects", "labels", "engineering", "funding", "portal")
NOT_OF_PEOPLE = {"OperationDone"}
"""Acts of the operator, who is no user of the portal."""
INSIDE_OF_EVENTS = {"DecisionBasis", "BodyCapacity", "LentAgent", "Delegation"}

FACT = re.compile(r'^\s+(?:\*\*\(\{)?"(\w+)":', re.MULTILINE)


def events() -> set[str]:
    """Messages that stand for something that happened."""
    found: set[str] = set()
    for name in ("projects", "labels", "engineering", "funding"):
        described = importlib.import_module(f"archipel.{name}.v1.events_pb2").DESCRIPTOR
        found |= set(described.message_types_by_name)
    found |= {"DelegationGranted", "DelegationRevoked", "SessionEnded", "PersonForgotten", "SecurityIncident"}
    return found - NOT_OF_PEOPLE - INSIDE_OF_EVENTS


def test_every_event_has_its_words_and_no_word_is_for_nothing() -> None:
    assert set(EVENTS) == events()


@pytest.mark.parametrize("service", SERVICE_NAMES)
def test_every_table_that_is_told_has_its_heading(service: str) -> None:
    sections = importlib.import_module(f"services.{service}.storage.own_data").SECTIONS
    assert {section.table.name for section in (*sections, *of_all.SECTIONS)} <= set(TABLES)


def test_every_service_has_a_name_for_people() -> None:
    assert set(SERVICES) == set(SERVICE_NAMES)


def test_no_heading_is_for_a_table_that_nobody_tells() -> None:
    told = {section.table.name for section in of_all.SECTIONS}
    for service in SERVICE_NAMES:
        sections = importlib.import_module(f"services.{service}.storage.own_data").SECTIONS
        told |= {section.table.name for section in sections}
    assert set(TABLES) == told


def test_every_fact_has_its_words_or_stays_in_the_file() -> None:
    files = [ROOT / "services" / name / "storage" / "own_data.py" for name in SERVICE_NAMES]
    facts = {fact for file in files for fact in FACT.findall(file.read_text())}
    view = (ROOT / "services/portal/views/own_data_view.py").read_text()
    unnamed = {fact for fact in facts if fact not in FACTS and f'"{fact}"' not in view}
    assert facts
    assert unnamed == set()


def test_every_kind_of_thing_has_its_name() -> None:
    kinds = {
        kind
        for file in (*ROOT.glob("services/**/*.py"), *ROOT.glob("chassis/*.py"))
        for kind in re.findall(r'kind: ClassVar\[str\] = "(\w+)"', file.read_text())
    }
    assert kinds - {"operations"} <= set(KINDS)
