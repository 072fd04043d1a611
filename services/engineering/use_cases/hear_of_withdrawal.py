"""Ends the requests of a project that was withdrawn."""

from __future__ import annotations

from services.engineering.domain.references import ProjectRef
from services.engineering.domain.states import RequestState
from services.engineering.use_cases.ports import Unit
from services.engineering.use_cases.withdraw_request import end_request


async def hear_of_withdrawal(project: ProjectRef, unit: Unit) -> None:
    """Reserved days go back to their agents. Hearing it again changes nothing."""
    await unit.projects.put(project)
    for running in await unit.requests.of_project(project.id):
        request = await unit.requests.get_alone(running.id)
        if request.state is not RequestState.WITHDRAWN:
            await end_request(request, unit)
