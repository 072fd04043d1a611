"""The owner takes its offer back, as long as it has not transferred."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.handover import withdraw_offer as withdraw
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.use_cases.known_project import held_project
from services.projects.use_cases.ownership_ports import OwnershipUnit


@dataclass(frozen=True)
class WithdrawOffer:
    """`body` is the owner."""

    project_id: str
    etag: str
    body: str


async def withdraw_offer(command: WithdrawOffer, caller: Caller, unit: OwnershipUnit) -> Project:
    """Raise NotFound, Forbidden, Stale, Refused by the state or without an offer."""
    roles = ROLES[Verb.WITHDRAW_OFFER]
    project = await held_project(command.project_id, command.etag, command.body, caller, unit, roles)
    withdraw(project, command.body, unit.clock.now())
    await unit.projects.save(project)
    return project
