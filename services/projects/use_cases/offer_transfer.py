"""The owner offers its project to another body; to one whose own proposal stands it transfers at once."""

from dataclasses import dataclass

from chassis.domain import Caller, uuid7
from services.projects.domain.consent import Deliberation
from services.projects.domain.handover import offer_transfer as offer
from services.projects.domain.handover import transfer
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.domain.transfer import TransferOffer, TransferReason
from services.projects.use_cases.known_project import held_project
from services.projects.use_cases.ownership_ports import OwnershipUnit


@dataclass(frozen=True)
class OfferTransfer:
    """`body` is the owner, `to` the body that may take over."""

    project_id: str
    etag: str
    body: str
    to: str
    reason: TransferReason
    text: str
    deliberation: Deliberation


async def offer_transfer(command: OfferTransfer, caller: Caller, unit: OwnershipUnit) -> Project:
    """Raise NotFound, Forbidden, Stale, InvalidInput, and Refused by the state, where another offer stands,
    or where the body may not own by law.
    """
    roles = ROLES[Verb.OFFER]
    project = await held_project(command.project_id, command.etag, command.body, caller, unit, roles)
    now, reference = unit.clock.now(), await unit.reference()
    said = TransferOffer(str(uuid7()), command.to, command.reason, command.text, command.deliberation, now)
    offer(project, command.body, said, reference, now)
    await unit.projects.save(project)
    for wish in await unit.wishes.standing(project.id):
        if project.tenure.agrees_with(wish):
            transfer(project, wish, unit.home_of(command.to), reference, now)
            await unit.projects.save(project)
            break
    return project
