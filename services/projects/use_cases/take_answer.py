"""Reactions that move a project to another owner: to what bodies wish, and to what owners do.

An event may come late, twice, or from another node; none of these raises for what merely no longer holds.
"""

from chassis.domain import NotFound, Refused
from services.projects.domain.handover import transfer
from services.projects.domain.project import Project
from services.projects.domain.transfer import TransferWish
from services.projects.domain.wish_states import WishState
from services.projects.use_cases.ownership_ports import OwnershipUnit


async def take_answer(heard: TransferWish, unit: OwnershipUnit) -> None:
    """A body wishes: if the owner's standing offer agrees, the owner lets go, in this one transaction. The
    answer to an offer that stands no more lapses; a proposal waits for the owner. No node speaks for a body
    that uses another.
    """
    project = await _held(heard.terms.project, unit)
    if project is None or heard.home_node != unit.home_of(heard.terms.body):
        return
    if heard.home_node != unit.node:
        await unit.wishes.heard(heard)
    # A wish of this node may be withdrawn by now; of another node's nothing newer may be known yet.
    wish = await unit.wishes.get(heard.id)
    if not wish.stands:
        return
    if project.home_node == unit.node and project.tenure.agrees_with(wish):
        if not await _transferred(project, wish, unit):
            await _lapse(wish, unit)
        return
    await _settle(wish, project, unit)


async def take_withdrawal(heard: TransferWish, unit: OwnershipUnit) -> None:
    """A wish of another node was withdrawn or closed: the owner builds on it no more. After the owner's own
    transaction that changes nothing.
    """
    if heard.home_node != unit.node and await _held(heard.terms.project, unit) is not None:
        await unit.wishes.heard(heard)


async def close_wishes(project_id: str, fulfilled: str, unit: OwnershipUnit) -> None:
    """The owner transferred the project, or took an offer back. The wish `fulfilled` (an id; empty for
    none) is fulfilled even when its withdrawal came too late.
    """
    project = await _held(project_id, unit)
    if project is None:
        return
    for wish in await unit.wishes.standing(project_id):
        await _settle(wish, project, unit)
    late = await _known(fulfilled, unit)
    if late is not None and late.can_be_fulfilled:
        late.fulfil(unit.clock.now())
        await unit.wishes.save(late)


async def close_declined(wish_id: str, answer: str, unit: OwnershipUnit) -> None:
    """The owner declined the wish, and said why."""
    wish = await _known(wish_id, unit)
    if wish is not None and wish.stands:
        wish.lapse(unit.clock.now(), answer)
        await unit.wishes.save(wish)


async def _held(project_id: str, unit: OwnershipUnit) -> Project | None:
    """The project, held until the transaction ends; None for one that this node knows nothing of."""
    try:
        return await unit.projects.held(project_id)
    except NotFound:
        return None


async def _known(wish_id: str, unit: OwnershipUnit) -> TransferWish | None:
    """The wish; None when its first event is still to come from another node."""
    try:
        return await unit.wishes.get(wish_id)
    except NotFound:
        return None


async def _transferred(project: Project, wish: TransferWish, unit: OwnershipUnit) -> bool:
    now = unit.clock.now()
    try:
        transfer(project, wish, unit.home_of(wish.terms.body), await unit.reference(), now)
    except Refused:
        # The register changed since the offer: the law does not make the body able any more.
        return False
    await unit.projects.save(project)
    return True


async def _settle(wish: TransferWish, project: Project, unit: OwnershipUnit) -> None:
    """Close a standing wish as the project tells."""
    fate = project.tenure.fate_of(wish)
    if fate is WishState.FULFILLED:
        wish.fulfil(unit.clock.now())
        await unit.wishes.save(wish)
    elif fate is WishState.LAPSED:
        await _lapse(wish, unit)


async def _lapse(wish: TransferWish, unit: OwnershipUnit) -> None:
    wish.lapse(unit.clock.now())
    await unit.wishes.save(wish)
