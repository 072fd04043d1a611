"""The applicant takes its application back, before the decision."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Caller
from services.labels.domain.application import Application
from services.labels.use_cases.load_application import load_application
from services.labels.use_cases.ports import Unit


@dataclass(frozen=True)
class WithdrawApplication:
    application: str
    etag: str


async def withdraw_application(command: WithdrawApplication, caller: Caller, unit: Unit) -> Application:
    application = await load_application(command.application, caller, unit)
    caller.must_hold(application.applicant, "elected")
    application.check_etag(command.etag)
    application.withdraw(unit.clock.now())
    await unit.applications.save(application)
    return application
