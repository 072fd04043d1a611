"""Read one version of a charter."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.use_cases.charter_ports import CharterUnit, ReadCharter
from services.projects.use_cases.known_charter import read_text, visible_charter


@dataclass(frozen=True)
class GetCharter:
    """An id, or `charter_life.FOUNDING` or `IN_FORCE`."""

    charter_id: str


async def get_charter(question: GetCharter, caller: Caller, unit: CharterUnit) -> ReadCharter:
    """Raise NotFound where there is none, or none that the caller may know of."""
    version = await visible_charter(question.charter_id, caller, unit)
    return ReadCharter(version, read_text(version.text, unit))
