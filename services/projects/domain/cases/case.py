"""A whole case file → the project, what it is judged against, and the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chassis.domain import msg, raise_faults
from services.projects.domain.cases import keys
from services.projects.domain.cases.bodies import Bodies, capacities_from_plain, register_from_plain
from services.projects.domain.cases.project import CaseProject, Known, project_from_plain
from services.projects.domain.cases.reader import Plain, Reader
from services.projects.domain.subsidiarity.facts import Capacities, Directory, Register
from services.projects.domain.territory_import.folder import TerritoryFolder

FIRST_YEAR, LAST_YEAR = 1900, 2999


@dataclass(frozen=True)
class Case:
    """One question without a fault. `on` is a day in Paris."""

    project: CaseProject
    directory: Directory
    register: Register
    capacities: Capacities
    on: date


def case_from_plain(raw: Plain, territory: TerritoryFolder, today: date, on: str = "") -> Case:
    """Read a case over a territory. `on` is the day that a person asked for, "" for the day of the file or
    today. Raise InvalidInput with every fault, each with its path in the file (`--on` for the day asked).
    """
    reader = Reader()
    if not isinstance(raw, dict):
        reader.fault("", "NOT_A_MAPPING", msg("Un cas est une suite de « clé: valeur », dont « project »."))
        raw = {}
    elif raw.get("project") is None:
        reader.fault("project", "REQUIRED", msg("Décrivez le projet sous la clé « project »."))
    written = reader.mapping(raw, "", keys.CASE)
    competences = frozenset(each.code for each in territory.competences)
    bodies = Bodies({body.code: body for body in territory.bodies})
    holdings = territory.holdings
    if written.get("register") is not None:
        holdings = register_from_plain(written["register"], reader, bodies, competences)
    capacities = capacities_from_plain(written.get("capacity"), reader, bodies)
    directory = Directory((*bodies.known.values(), *bodies.declared.values()))
    project = project_from_plain(written.get("project"), reader, Known(directory, competences))
    of_file = _day(written.get("date"), "date", reader)
    asked = _day(on, "--on", reader) if on else None
    raise_faults(sorted(reader.faults, key=lambda fault: _position(fault.field, written)))
    return Case(project, directory, Register(holdings), capacities, asked or of_file or today)


def _position(path: str, written: Mapping[str, Plain]) -> int:
    """Faults come in the order of the file."""
    first = path.replace("[", ".").partition(".")[0]
    return next((position for position, key in enumerate(written) if key == first), len(written))


def _day(raw: Plain, at: str, reader: Reader) -> date | None:
    day = reader.day(raw, at)
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        text = msg("L’année va de {first} à {last}.", first=FIRST_YEAR, last=LAST_YEAR)
        reader.fault(at, "OUT_OF_RANGE", text)
    return day
