"""Reads the grids that this node knows from their folder."""

from __future__ import annotations

from pathlib import Path

import yaml

from chassis.domain import InvalidInput
from services.labels.domain.framework import Catalogue, Framework
from services.labels.domain.framework_parser import parse_framework


class UnreadableFrameworks(Exception):
    """A grid's file cannot be used; the message names each fault with its file and path."""


def load_frameworks(folder: Path) -> Catalogue:
    """All label-*.yaml of the folder. Raise UnreadableFrameworks with the faults of all the files."""
    frameworks: list[Framework] = []
    faults: list[str] = []
    for path in sorted(folder.glob("label-*.yaml")):
        try:
            frameworks.append(parse_framework(yaml.safe_load(path.read_text(encoding="utf-8"))))
        except yaml.YAMLError as error:
            faults.append(f"{path.name}: {error}")
        except InvalidInput as error:
            faults += [f"{path.name}: {fault.field}: {fault.text}" for fault in error.faults]
    if not frameworks and not faults:
        faults.append(f"{folder}: no file label-*.yaml")
    if faults:
        raise UnreadableFrameworks("\n".join(faults))
    return Catalogue(tuple(frameworks))
