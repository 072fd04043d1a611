"""Tell what one version of a charter changes against another."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.charter_comparison import CharterChange, charter_changes
from services.projects.domain.charter_life import CharterVersion
from services.projects.use_cases.charter_ports import CharterUnit
from services.projects.use_cases.known_charter import read_text, visible_charter


@dataclass(frozen=True)
class CompareCharters:
    """Ids, or `charter_life.FOUNDING` or `IN_FORCE`."""

    charter_id: str
    against: str


@dataclass(frozen=True)
class Comparison:
    version: CharterVersion
    against: CharterVersion
    changes: tuple[CharterChange, ...]


async def compare_charters(question: CompareCharters, caller: Caller, unit: CharterUnit) -> Comparison:
    """Raise NotFound where one of them does not exist, or not for the caller."""
    version = await visible_charter(question.charter_id, caller, unit)
    against = await visible_charter(question.against, caller, unit)
    changes = charter_changes(read_text(version.text, unit), read_text(against.text, unit))
    return Comparison(version, against, changes)
