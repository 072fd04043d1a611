"""Notes what another service decided on a project, and asks for the days that its owner lacks."""

from __future__ import annotations

from services.engineering.domain.days import quarters_up
from services.engineering.domain.references import MissingDays, ProjectRef
from services.engineering.domain.request import DayRequest, automatic_id
from services.engineering.use_cases.bodies import chain_above, known
from services.engineering.use_cases.ports import Unit


async def hear_of_project(project: ProjectRef, unit: Unit) -> None:
    """One request per skill that the owner lacks. Hearing it again opens nothing twice."""
    await unit.projects.put(project)
    if not project.owner:
        return
    for missing in project.missing:
        if await unit.requests.find(automatic_id(project.id, missing.skill)) is None:
            await _open(project, missing, unit)


async def _open(project: ProjectRef, missing: MissingDays, unit: Unit) -> None:
    owner = await known(project.owner, "project.decision.owner.body", unit.territories)
    now = unit.clock.now()
    request = DayRequest(
        id=automatic_id(project.id, missing.skill),
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
