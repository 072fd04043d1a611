"""Notes what another service decided on a project, and asks for the days that its owner lacks."""

from __future__ import annotations

from collections.abc import Sequence

from services.engineering.domain.days import quarters_up
from services.engineering.domain.references import MissingDays, ProjectRef
from services.engineering.domain.request import DayRequest, automatic_id
from services.engineering.domain.states import RequestState
from services.engineering.use_cases.bodies import chain_above, known
from services.engineering.use_cases.ports import Unit
from services.engineering.use_cases.withdraw_request import end_requests


async def hear_of_project(project: ProjectRef, unit: Unit) -> None:
    """One request per skill that the owner lacks. Hearing it again opens nothing twice.

    Another owner lacks other days: what the former one asked for by itself and nobody lent is asked for no
    more, while days that were lent stay with the project.
    """
    await unit.projects.put(project)
    if not project.owner:
        return
    asked = [each for each in await unit.requests.of_project(project.id) if each.automatic]
    await _end(
        [each for each in asked if each.body != project.owner and each.state is RequestState.OPEN], unit
    )
    lent = {each.skill for each in asked if each.body != project.owner and each.grants}
    for missing in project.missing:
        if missing.skill not in lent:
            await _open(project, missing, asked, unit)


async def _end(requests: Sequence[DayRequest], unit: Unit) -> None:
    alone = [await unit.requests.get_alone(each.id) for each in requests]
    await end_requests([each for each in alone if each.state is RequestState.OPEN], unit)


async def _open(project: ProjectRef, missing: MissingDays, asked: Sequence[DayRequest], unit: Unit) -> None:
    ours = {each.id: each for each in asked if each.skill is missing.skill}
    if any(each.body == project.owner for each in ours.values()):
        return
    first = automatic_id(project.id, missing.skill)
    owner = await known(project.owner, "project.decision.owner.body", unit.territories)
    now = unit.clock.now()
    request = DayRequest(
        id=automatic_id(project.id, missing.skill, project.owner) if first in ours else first,
        project=project.id,
        body=project.owner,
        skill=missing.skill,
        days=quarters_up(missing.days),
        asked_bodies=project.supporters - {project.owner},
        chain=await chain_above(owner, unit.territories),
        automatic=True,
        created_at=now,
        updated_at=now,
    ).opened()
    await unit.requests.add(request)
