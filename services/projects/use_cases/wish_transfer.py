"""A body would take a project over: it accepts an offer, or proposes by itself. Nothing moves by that."""

from dataclasses import dataclass, replace

from chassis.domain import Caller, Refused, msg, uuid7
from services.projects.domain.handover import must_be_able
from services.projects.domain.project import Project
from services.projects.domain.states import State
from services.projects.domain.transfer import TransferWish, WishTerms
from services.projects.domain.wish_states import ROLES, Who
from services.projects.use_cases.known_project import visible_project
from services.projects.use_cases.ownership_ports import OwnershipUnit


@dataclass(frozen=True)
class WishTransfer:
    """The epoch of the terms is left to the project as it stands."""

    terms: WishTerms


async def wish_transfer(command: WishTransfer, caller: Caller, unit: OwnershipUnit) -> TransferWish:
    """Raise NotFound, Forbidden, InvalidInput, and Refused where the project has no owner to ask, the body
    owns it already or may not by law, wishes so already, or the offer stands no more.
    """
    terms = command.terms
    await visible_project(terms.project, caller, unit)
    caller.must_hold(terms.body, *ROLES[Who.WISHER])
    project = await unit.projects.held(terms.project)
    now = unit.clock.now()
    terms = replace(terms, epoch=project.epoch)
    made = TransferWish.made(str(uuid7()), terms, project.concerned, project.tenure.owner, now)
    _must_be_owned(project)
    must_be_able(project, terms.body, await unit.reference(), now)
    if terms.offer and not project.tenure.agrees_with(made):
        text = msg("Cette offre n’est plus en cours : relisez la fiche du projet.")
        raise Refused("OFFER_GONE", text, resource=project.name, offer=terms.offer)
    if any(wish.terms.body == terms.body for wish in await unit.wishes.standing(project.id)):
        text = msg("La collectivité {body} attend déjà une réponse pour ce projet.", body=terms.body)
        raise Refused("WISH_STANDS", text, resource=project.name, body=terms.body)
    await unit.wishes.add(made)
    return made


def _must_be_owned(project: Project) -> None:
    if project.state is not State.ACCEPTED or not project.tenure.owner:
        text = msg("Aucune collectivité ne porte encore ce projet : il n’y a personne à qui succéder.")
        raise Refused("NO_OWNER", text, resource=project.name, state=project.state)
