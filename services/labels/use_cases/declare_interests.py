"""A juror declares to have a conflict of interest or none; the first statement starts the instruction."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Caller
from services.labels.domain.application import Application
from services.labels.domain.states import ApplicationState
from services.labels.use_cases.load_application import load_application, project_of
from services.labels.use_cases.ports import Unit


@dataclass(frozen=True)
class DeclareInterests:
    application: str
    etag: str
    conflict: bool
    text: str


async def declare_interests(command: DeclareInterests, caller: Caller, unit: Unit) -> Application:
    """Raise Exhausted when the campaign's quota of instructed applications is reached."""
    application = await load_application(command.application, caller, unit)
    caller.must_hold(application.campaign_body, "juror")
    application.check_etag(command.etag)
    project = await project_of(application, unit)
    framework = unit.frameworks.get(application.framework)
    starts = application.state is ApplicationState.SUBMITTED
    application.declare_interests(
        caller, command.conflict, command.text, framework, project, unit.clock.now()
    )
    if starts:
        # The lock makes two first statements, on two applications, count one after the other.
        campaign = await unit.campaigns.get_locked(application.campaign)
        campaign.check_quota(await unit.applications.instructed(application.campaign))
    await unit.applications.save(application)
    return application
