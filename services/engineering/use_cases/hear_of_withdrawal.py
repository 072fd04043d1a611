"""Ends the requests of a project that was withdrawn."""

from __future__ import annotations

from services.engineering.domain.references import ProjectRef
from services.engineering.domain.states import RequestState
from services.engineering.use_cases.ports import Unit
from services.engineering.use_cases.withdraw_request import end_requests


async def hear_of_withdrawal(project: ProjectRef, unit: Unit) -> None:
    """Reserved days go back to their agents. Hearing it again changes nothing."""
    await unit.projects.put(project)
    asked = [await unit.requests.get_alone(each.id) for each in await unit.requests.of_project(project.id)]
    await end_requests([each for each in asked if each.state is not RequestState.WITHDRAWN], unit)
