"""List the applications that the caller may see, newest first."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Caller
from services.labels.domain.application import Application
from services.labels.domain.states import ApplicationState
from services.labels.use_cases.paging import Paged, paged
from services.labels.use_cases.ports import ApplicationFilter, Unit


@dataclass(frozen=True)
class ListApplications:
    """Empty ids and codes and a `state` of None filter nothing; `after` is the id where a page ended."""

    size: int
    after: str = ""
    campaign: str = ""
    project: str = ""
    applicant: str = ""
    state: ApplicationState | None = None


async def list_applications(question: ListApplications, caller: Caller, unit: Unit) -> Paged[Application]:
    wanted = ApplicationFilter(
        seen_by=caller.bodies,
        campaign=question.campaign,
        project=question.project,
        applicant=question.applicant,
        state=question.state,
    )
    found = await unit.applications.listed(wanted, question.after, question.size + 1)
    return paged(found, question.size, lambda application: application.id)
