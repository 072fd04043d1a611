"""What the operator's commands know of each service: its tables, and the read models that it can refill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, get_type_hints

from sqlalchemy import MetaData

from chassis.forgetting import forgetting_reader
from chassis.own_data import SECTIONS
from chassis.privacy import Section
from chassis.readers.spec import ReaderKind, ReaderSpec
from chassis.standing import standing_readers
from node.parts import PREFIX, Node


def metadata(service: str) -> MetaData:
    """All tables of a service: its migrations know which modules hold them, and so do we."""
    if service == "projects":
        import_module("services.projects.storage.unit")
        found: MetaData = import_module("services.projects.storage.metadata").metadata
    else:
        found = import_module(f"services.{service}.storage.tables").metadata
    return found


def own_data(service: str) -> list[Section]:
    """What the tables of a service hold about people, those of the chassis included."""
    own: Sequence[Section] = import_module(f"services.{service}.storage.own_data").SECTIONS
    return [*SECTIONS, *own]


def read_models(node: Node, service: str) -> list[ReaderSpec]:
    """The readers of a service whose tables may be emptied and filled again; reactions are not among them."""
    return [spec for spec in readers(node, service) if spec.kind is ReaderKind.READ_MODEL]


def readers(node: Node, service: str) -> Sequence[ReaderSpec]:
    """As the service's own composition root puts them together; nothing of it is started."""
    if service == "portal":
        own: Sequence[ReaderSpec] = import_module("services.portal.consumers").READERS
    else:
        build = import_module(f"services.{service}.__main__").build
        own = build(settings(node, service, get_type_hints(build)["settings"])).readers
    return [*own, *standing_readers(service), forgetting_reader(service)]


def settings(node: Node, service: str, kind: Any) -> Any:
    """The settings of a service as the supervisor gives them to it."""
    return kind.model_validate(fields(node.service_environment(service)))


def fields(environment: Mapping[str, str]) -> dict[str, str]:
    """Variables of an environment under the names that the settings give them."""
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
