"""The owner says no to a body that proposes to take its project over."""

from dataclasses import dataclass

from chassis.domain import Caller, Fault, InvalidInput, msg
from services.projects.domain.handover import decline_wish as decline
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.use_cases.known_project import held_project
from services.projects.use_cases.ownership_ports import OwnershipUnit


@dataclass(frozen=True)
class DeclineWish:
    """`body` is the owner, `wish_id` what it says no to; `text` says why."""

    project_id: str
    etag: str
    body: str
    wish_id: str
    text: str = ""


async def decline_wish(command: DeclineWish, caller: Caller, unit: OwnershipUnit) -> Project:
    """Raise NotFound, Forbidden, Stale, Refused (state, a wish that stands no more), InvalidInput."""
    roles = ROLES[Verb.DECLINE_WISH]
    project = await held_project(command.project_id, command.etag, command.body, caller, unit, roles)
    wish = await unit.wishes.get(command.wish_id)
    wish.must_be_visible_to(caller)
    if wish.terms.project != project.id:
        text = msg("Ce souhait concerne un autre projet : relisez la liste.")
        raise InvalidInput([Fault("wish", "OTHER_PROJECT", text)])
    now = unit.clock.now()
    decline(project, command.body, wish, command.text, now)
    await unit.projects.save(project)
    # In the same transaction, so that an offer made right afterwards meets no wish that was declined.
    wish.lapse(now, command.text)
    await unit.wishes.save(wish)
    return project
