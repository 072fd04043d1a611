"""The chair records the vote of the last committee: award, deferral with demands, or refusal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chassis.domain import Caller, paris_day
from services.labels.domain.application import Application
from services.labels.domain.decision import BodyVotes, Outcome, Proposal
from services.labels.use_cases.load_application import load_application, project_of
from services.labels.use_cases.ports import Unit


@dataclass(frozen=True)
class DecideApplication:
    """`on` is the day of the sitting, today in Paris when None; `support_days` person-days."""

    application: str
    etag: str
    outcome: Outcome | None
    on: date | None
    votes: tuple[BodyVotes, ...]
    reason: str
    stage: str
    demands: tuple[str, ...]
    support_days: Decimal | None


async def decide_application(command: DecideApplication, caller: Caller, unit: Unit) -> Application:
    application = await load_application(command.application, caller, unit)
    caller.must_hold(application.campaign_body, "elected")
    application.check_etag(command.etag)
    project = await project_of(application, unit)
    now = unit.clock.now()
    proposal = Proposal(
        outcome=command.outcome,
        on=command.on or paris_day(now),
        votes=command.votes,
        reason=command.reason,
        stage=command.stage,
        demands=command.demands,
        support_days=command.support_days,
    )
    lent = await unit.lent_roles.bodies_of({sheet.juror for sheet in application.sheets}, paris_day(now))
    framework = unit.frameworks.get(application.framework)
    application.decide(proposal, caller, framework, project, lent, now)
    await unit.applications.save(application)
    return application
