"""A body takes its wish back; too late once the owner transferred the project."""

from dataclasses import dataclass

from chassis.domain import Caller, Forbidden, Refused, msg
from services.projects.domain.transfer import TransferWish
from services.projects.domain.wish_states import ROLES, Who, WishState
from services.projects.use_cases.ownership_ports import OwnershipUnit


@dataclass(frozen=True)
class WithdrawWish:
    wish_id: str
    etag: str
    body: str


async def withdraw_wish(command: WithdrawWish, caller: Caller, unit: OwnershipUnit) -> TransferWish:
    """Raise NotFound, Forbidden, Stale, Refused by the state or once the project was transferred."""
    wish = await unit.wishes.get(command.wish_id)
    wish.must_be_visible_to(caller)
    caller.must_hold(command.body, *ROLES[Who.WISHER])
    if command.body != wish.terms.body:
        text = msg("Ce souhait est celui de la collectivité {owner}.", owner=wish.terms.body)
        raise Forbidden("NOT_THE_WISHER", text, body=command.body, owner=wish.terms.body)
    # Held, so that the owner's transaction is either over or sees the wish withdrawn.
    project = await unit.projects.held(wish.terms.project)
    wish = await unit.wishes.get(command.wish_id)
    wish.check_etag(command.etag)
    if wish.stands and project.tenure.fate_of(wish) is WishState.FULFILLED:
        text = msg("Trop tard : le projet est transféré à la collectivité {body}.", body=wish.terms.body)
        raise Refused("ALREADY_TRANSFERRED", text, resource=project.name, body=wish.terms.body)
    wish.withdraw(unit.clock.now())
    await unit.wishes.save(wish)
    return wish
