"""Asks, by hand, for days of one skill for a project."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chassis.domain import AlreadyThere, Caller, Forbidden, Refused, msg, uuid7
from services.engineering.domain.days import Skill
from services.engineering.domain.references import ProjectRef
from services.engineering.domain.request import DayRequest
from services.engineering.domain.states import ROLES, RequestState, Who
from services.engineering.use_cases.bodies import all_known, chain_above, known
from services.engineering.use_cases.ports import Unit
from services.engineering.use_cases.visibility import hidden, unknown


@dataclass(frozen=True)
class OpenRequest:
    """`body` asks; `asked_bodies` are invited to lend. Codes of bodies, days in quarters."""

    project: str
    body: str
    skill: Skill
    days: Decimal
    asked_bodies: frozenset[str] = frozenset()


async def open_request(command: OpenRequest, caller: Caller, unit: Unit) -> DayRequest:
    """Raise NotFound unless the project has left its draft and the body has a part in it; Forbidden;
    AlreadyThere when the same body's request for the same skill still runs.
    """
    project = await unit.projects.find(command.project)
    if project is None:
        raise unknown(f"projects/{command.project}")
    if not caller.bodies & project.bodies:
        raise hidden(f"projects/{command.project}")
    caller.must_hold(command.body, *ROLES[Who.BORROWER])
    _must_have_part(command.body, project)
    body = await known(command.body, "body", unit.territories)
    await all_known(command.asked_bodies, "asked_bodies", unit.territories)
    await _must_be_only_one(command, unit)
    now = unit.clock.now()
    request = DayRequest(
        id=str(uuid7()),
        project=command.project,
        body=command.body,
        skill=command.skill,
        days=command.days,
        asked_bodies=command.asked_bodies - {command.body},
        chain=await chain_above(body, unit.territories),
        created_at=now,
        updated_at=now,
    ).opened()
    await unit.requests.add(request)
    return request


def _must_have_part(body: str, project: ProjectRef) -> None:
    if body not in project.bodies:
        raise Forbidden(
            "BODY_HAS_NO_PART",
            msg("Votre collectivité n’a pas de rôle dans ce projet : à celles qui en ont un de demander."),
            project=f"projects/{project.id}",
            body=body,
        )
    if project.withdrawn:
        raise Refused(
            "PROJECT_WITHDRAWN",
            msg("Ce projet a été retiré : on ne demande plus de jours pour lui."),
            project=f"projects/{project.id}",
        )


async def _must_be_only_one(command: OpenRequest, unit: Unit) -> None:
    for request in await unit.requests.of_project(command.project):
        same = request.body == command.body and request.skill is command.skill
        if same and request.state is not RequestState.WITHDRAWN:
            raise AlreadyThere(
                "REQUEST_ALREADY_OPEN",
                msg("Vous avez déjà une demande pour cette compétence sur ce projet : retirez-la d’abord."),
                request=request.name,
            )
