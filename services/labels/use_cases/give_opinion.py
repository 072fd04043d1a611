"""The labelling body records the opinion of a committee, in the framework's order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chassis.domain import Caller, paris_day
from services.labels.domain.application import Application
from services.labels.domain.opinion import Advice, Opinion
from services.labels.use_cases.load_application import load_application, project_of
from services.labels.use_cases.ports import Unit


@dataclass(frozen=True)
class GiveOpinion:
    """`on` is the day of the sitting; today in Paris when None."""

    application: str
    etag: str
    committee: str
    advice: Advice | None
    text: str
    on: date | None


async def give_opinion(command: GiveOpinion, caller: Caller, unit: Unit) -> Application:
    application = await load_application(command.application, caller, unit)
    caller.must_hold(application.campaign_body, "elected")
    application.check_etag(command.etag)
    now = unit.clock.now()
    opinion = Opinion(command.committee, command.advice, command.text.strip(), command.on or paris_day(now))
    framework, project = unit.frameworks.get(application.framework), await project_of(application, unit)
    application.give_opinion(opinion, caller, framework, project, now)
    await unit.applications.save(application)
    return application
