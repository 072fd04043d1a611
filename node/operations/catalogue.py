"""What the operator's commands know of each service: its tables, and the read models that it can refill."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from sqlalchemy import MetaData

from chassis.readers.spec import ReaderKind, ReaderSpec
from node.parts import SERVICES


def metadata(service: str) -> MetaData:
    """All tables of a service: its migrations know which modules hold them, and so do we."""
    if service == "projects":
        import_module("services.projects.storage.unit")
        found: MetaData = import_module("services.projects.storage.metadata").metadata
    else:
        found = import_module(f"services.{service}.storage.tables").metadata
    return found


def read_models(service: str) -> list[ReaderSpec]:
    """The readers of a service whose tables may be emptied and filled again; reactions are not among them."""
    return [spec for spec in readers(service) if spec.kind is ReaderKind.READ_MODEL]


def readers(service: str) -> Sequence[ReaderSpec]:
    if service == "projects":
        from services.projects.consumers import readers as of_projects
        from services.projects.storage.capacities import capacities

        return of_projects(no_unit, capacities)
    if service == "labels":
        from services.labels.consumers import project_reader

        return [project_reader(no_unit)]
    if service == "funding":
        from services.funding.consumers import copies_reader

        return [copies_reader()]
    if service == "portal":
        from services.portal.consumers import READERS

        return READERS
    assert service in SERVICES
    return []  # engineering reacts, and keeps no copy that could be refilled


def no_unit(_: Any) -> NoReturn:
    """Here a reader's name and tables matter; it never handles an event."""
    raise AssertionError("a catalogue applies no event")
