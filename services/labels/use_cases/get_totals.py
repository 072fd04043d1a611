"""Count the applications that the caller may see, so that a total betrays nothing hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.domain import Caller, paris_day
from services.labels.domain.states import ApplicationState
from services.labels.use_cases.ports import ApplicationFilter, Unit


@dataclass(frozen=True)
class GetTotals:
    """Of one campaign and one applicant, when given."""

    campaign: str = ""
    applicant: str = ""


@dataclass(frozen=True)
class Totals:
    """Applications in each state, and awards valid today in Paris; synthetic projects never count."""

    states: Mapping[ApplicationState, int]
    valid_awards: int


async def get_totals(question: GetTotals, caller: Caller, unit: Unit) -> Totals:
    wanted = ApplicationFilter(caller.bodies, campaign=question.campaign, applicant=question.applicant)
    counted = await unit.applications.counted(wanted)
    return Totals(
        {state: counted.get(state, 0) for state in ApplicationState},
        await unit.applications.valid_awards(wanted, paris_day(unit.clock.now())),
    )
