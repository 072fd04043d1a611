"""A territory's folder as a whole: everything is read, everything is checked, then it is all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.domain import InvalidInput
from services.projects.domain.subsidiarity.facts import Holding
from services.projects.domain.territory import Competence, TerritoryFacts
from services.projects.domain.territory_import import bodies, register
from services.projects.domain.territory_import.faults import Faults
from services.projects.domain.territory_import.links import Links
from services.projects.domain.territory_import.manifest import (
    BODIES,
    COMPETENCES,
    FILES,
    MANIFEST,
    REGISTER,
    read_manifest,
)
from services.projects.domain.territory_import.tables import read_table
from services.projects.domain.territory_import.totals import Totals

FOLDER_FILES = (MANIFEST, *FILES)
"""Names of the files that make a folder; other files in it are none of our business."""


@dataclass(frozen=True)
class TerritoryFolder:
    """A folder without a fault."""

    id: str
    title: str
    bodies: tuple[TerritoryFacts, ...]
    competences: tuple[Competence, ...]
    holdings: tuple[Holding, ...]
    lines: Mapping[str, int]
    """Line of each body in bodies.csv, by code."""


def read_folder(files: Mapping[str, bytes]) -> TerritoryFolder:
    """Read the four files, given by name. Raises InvalidInput with every fault, each with its file,
    line and column, unless all is right and the totals are those that the manifest promises.
    """
    faults = Faults()
    manifest = read_manifest(files, faults)
    body_rows = read_table(files, BODIES, bodies.COLUMNS, faults)
    competence_rows = read_table(files, COMPETENCES, register.COMPETENCE_COLUMNS, faults)
    register_rows = read_table(files, REGISTER, register.REGISTER_COLUMNS, faults)

    body_lines = bodies.read_bodies(body_rows or [], manifest.vintages[BODIES] if manifest else "", faults)
    codes = frozenset(row["code"] for row in body_rows or [])
    Links(body_lines, codes, faults).check()
    competences = register.read_competences(competence_rows or [], faults)
    vocabulary = frozenset(competence.code for competence in competences)
    holdings = register.read_register(
        register_rows or [],
        None if body_rows is None else codes,
        None if competence_rows is None else vocabulary,
        faults,
    )
    known = tuple(line.facts for line in body_lines)
    if manifest is not None:
        totals = Totals(manifest, faults)
        totals.check_bodies(None if body_rows is None else known)
        totals.check("competences", None if competence_rows is None else len(competences))
        totals.check("holdings", None if register_rows is None else len(holdings))
    found = faults.in_order()
    if found or manifest is None:
        raise InvalidInput(found)
    return TerritoryFolder(
        manifest.id,
        manifest.title,
        known,
        tuple(competences),
        tuple(holdings),
        {line.facts.code: line.line for line in body_lines},
    )
