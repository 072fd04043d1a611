"""Reactions that move a project to another owner: to what bodies wish, and to what became of a project.

An event may come late, twice, or from another node; none of these raises for what merely no longer holds.
"""

from chassis.domain import NotFound, Refused
from services.projects.domain.handover import transfer
from services.projects.domain.project import Project
from services.projects.domain.transfer import TransferWish
from services.projects.use_cases.ownership_ports import OwnershipUnit


async def take_answer(heard: TransferWish, unit: OwnershipUnit) -> None:
    """A body wishes: if the owner's standing offer agrees, the owner lets go, in this one transaction. The
    answer to an offer that stands no more lapses; a proposal waits for the owner.
    """
    project = await _held(heard.terms.project, unit)
    if project is None:
        return
    if heard.home_node != unit.node:
        await unit.wishes.heard(heard)
    # A wish of this node may be withdrawn by now; of another node's nothing newer is known than this event.
    wish = await unit.wishes.get(heard.id)
    if not wish.stands or project.home_node != unit.node:
        return
    if wish.answers(project.tenure.offer) and await _transferred(project, wish, unit):
        return
    if _is_unanswerable(wish, project):
        await _lapse(wish, unit)


async def take_withdrawal(heard: TransferWish, unit: OwnershipUnit) -> None:
    """A wish of another node was withdrawn or closed: the owner builds on it no more. After the owner's own
    transaction that changes nothing.
    """
    if heard.home_node != unit.node and await _held(heard.terms.project, unit) is not None:
        await unit.wishes.heard(heard)


async def close_answered(project_id: str, fulfilled: str, unit: OwnershipUnit) -> None:
    """The project was transferred: the wish that it fulfils is fulfilled, even one whose withdrawal came
    too late, and the others lapse.
    """
    if await _held(project_id, unit) is None:
        return
    for wish in await unit.wishes.standing(project_id):
        if wish.id != fulfilled:
            await _lapse(wish, unit)
    wish = await unit.wishes.get(fulfilled)
    if wish.can_be_fulfilled:
        wish.fulfil(unit.clock.now())
        await unit.wishes.save(wish)


async def close_declined(project_id: str, wish_id: str, unit: OwnershipUnit) -> None:
    """The owner declined the wish."""
    if await _held(project_id, unit) is None:
        return
    wish = await unit.wishes.get(wish_id)
    if wish.stands:
        await _lapse(wish, unit)


async def close_unanswerable(project_id: str, unit: OwnershipUnit) -> None:
    """The owner took an offer back: whoever accepted it accepted nothing."""
    project = await _held(project_id, unit)
    if project is None:
        return
    for wish in await unit.wishes.standing(project_id):
        if _is_unanswerable(wish, project):
            await _lapse(wish, unit)


async def _held(project_id: str, unit: OwnershipUnit) -> Project | None:
    """The project, held until the transaction ends; None for one that this node knows nothing of."""
    try:
        return await unit.projects.held(project_id)
    except NotFound:
        return None


def _is_unanswerable(wish: TransferWish, project: Project) -> bool:
    """It accepts an offer that stands no more, other than by its own fulfilment."""
    gone = bool(wish.terms.offer) and not wish.answers(project.tenure.offer)
    return gone and project.tenure.owner != wish.terms.body


async def _transferred(project: Project, wish: TransferWish, unit: OwnershipUnit) -> bool:
    now = unit.clock.now()
    try:
        transfer(project, wish, unit.home_of(wish.terms.body), await unit.reference(), now)
    except Refused:
        # The register changed since the offer: the law does not make the body able any more.
        return False
    await unit.projects.save(project)
    return True


async def _lapse(wish: TransferWish, unit: OwnershipUnit) -> None:
    wish.lapse(unit.clock.now())
    await unit.wishes.save(wish)
