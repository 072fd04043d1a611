"""Reads what a dry run is to try out of its texts."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from chassis.domain import Fault, InvalidInput, raise_faults
from services.projects.domain.cases.bodies import Bodies, capacities_from_plain
from services.projects.domain.cases.reader import Plain, Reader
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.facts import Capacities, Register
from services.projects.domain.subsidiarity.ground import Ground
from services.projects.domain.territory_import import register as register_file
from services.projects.domain.territory_import.faults import Faults
from services.projects.domain.territory_import.manifest import REGISTER
from services.projects.domain.territory_import.tables import read_table
from services.projects.domain.what_if import Tried, WhatIf, tried_ground
from services.projects.storage.charter_file import charter_from_text
from services.projects.storage.plain_yaml import plain_from_text

ReadT = TypeVar("ReadT")

CAPACITY = "capacity"
"""The key under which a case file holds capacities; it may stand here too."""


def ground_to_try(what_if: WhatIf, reference: ReferenceData) -> Ground:
    """Raise InvalidInput with every fault of all the texts."""
    faults: list[Fault] = []

    def read(result: ReadT | InvalidInput) -> ReadT | None:
        if isinstance(result, InvalidInput):
            faults.extend(result.faults)
            return None
        return result

    tried = Tried(
        read(_charter(what_if)) if what_if.charter else None,
        read(_register(what_if.register, reference)) if what_if.register else None,
        read(_capacities(what_if.capacities, reference)) if what_if.capacities else None,
    )
    raise_faults(faults)
    return tried_ground(reference, what_if.on, tried)


def _charter(what_if: WhatIf) -> Charter | InvalidInput:
    try:
        charter = charter_from_text(what_if.charter)
    except InvalidInput as refused:
        return refused
    return replace(charter, body=charter.body or what_if.body)


def _register(text: str, reference: ReferenceData) -> Register | InvalidInput:
    faults = Faults()
    rows = read_table({REGISTER: text.encode()}, REGISTER, register_file.REGISTER_COLUMNS, faults)
    codes = frozenset(body.code for body in reference.directory.bodies())
    lines = register_file.read_register(rows or [], codes, reference.competences, faults)
    found = faults.in_order()
    return InvalidInput(found) if found else Register(lines)


def _capacities(text: str, reference: ReferenceData) -> Capacities | InvalidInput:
    try:
        raw: Plain = plain_from_text(text, "capacities")
    except InvalidInput as refused:
        return refused
    if isinstance(raw, dict) and set(raw) == {CAPACITY}:
        raw = raw[CAPACITY]
    reader = Reader()
    known = {body.code: body for body in reference.directory.bodies()}
    capacities = capacities_from_plain(raw, reader, Bodies(known))
    return InvalidInput(reader.faults) if reader.faults else capacities
