"""Cases as texts, read over the territory that ships."""

from datetime import date
from functools import cache
from pathlib import Path

from chassis.domain import InvalidInput
from services.projects.domain.cases.case import Case, case_from_plain
from services.projects.domain.territory_import.folder import TerritoryFolder
from services.projects.storage.plain_yaml import plain_from_text
from services.projects.storage.territory_folder import read_territory

TODAY = date(2026, 11, 27)
TERRITORY = Path(__file__).parents[4] / "territories" / "artois"


@cache
def artois() -> TerritoryFolder:
    return read_territory(TERRITORY)


def read(text: str, on: str = "") -> Case:
    return case_from_plain(plain_from_text(text, "case.yaml"), artois(), TODAY, on)


def project(text: str) -> Case:
    """A case of which only the project is written: « competence: 7575 »."""
    return read(f"project: {{works_area: [62528], {text}}}")


def faults(text: str, on: str = "") -> list[tuple[str, str]]:
    """Path and reason of every fault."""
    try:
        read(text, on)
    except InvalidInput as refused:
        return [(fault.field, fault.reason) for fault in refused.faults if str(fault.text)]
    return []
