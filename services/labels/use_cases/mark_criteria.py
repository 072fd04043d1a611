"""A juror gives a mark and a reason for each criterion that applies."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Caller
from services.labels.domain.application import Application
from services.labels.domain.marks import Mark
from services.labels.use_cases.load_application import load_application, project_of
from services.labels.use_cases.ports import Unit


@dataclass(frozen=True)
class MarkCriteria:
    application: str
    etag: str
    marks: tuple[Mark, ...]


async def mark_criteria(command: MarkCriteria, caller: Caller, unit: Unit) -> Application:
    application = await load_application(command.application, caller, unit)
    caller.must_hold(application.campaign_body, "juror")
    application.check_etag(command.etag)
    project = await project_of(application, unit)
    framework = unit.frameworks.get(application.framework)
    application.mark_criteria(caller, command.marks, framework, project, unit.clock.now())
    await unit.applications.save(application)
    return application
