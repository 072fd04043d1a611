"""List the versions of charters, newest first."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.charter_life import CharterVersion
from services.projects.use_cases.charter_ports import CharterUnit
from services.projects.use_cases.paging import Paged, paged


@dataclass(frozen=True)
class ListCharters:
    """`before` is an id."""

    size: int
    before: str = ""


async def list_charters(question: ListCharters, caller: Caller, unit: CharterUnit) -> Paged[CharterVersion]:
    """The public versions, and the drafts of the caller's bodies."""
    found = await unit.charters.listed(caller.bodies, question.before, question.size + 1)
    return paged(found, question.size, lambda version: (version.id,))
