"""Books days of one agent for a request: agent and request change together, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chassis.domain import Caller, Fault, InvalidInput, msg, paris_day, uuid7
from services.engineering.domain.calendar import Period
from services.engineering.domain.request import Grant
from services.engineering.domain.states import ROLES, Who
from services.engineering.use_cases.ports import Booked, Unit
from services.engineering.use_cases.refresh_capacity import refresh_capacity
from services.engineering.use_cases.visibility import must_see_agent, must_see_request


@dataclass(frozen=True)
class ReserveDays:
    """`etag` is that of the request."""

    request: str
    etag: str
    agent: str
    period: Period
    days: Decimal


async def reserve_days(command: ReserveDays, caller: Caller, unit: Unit) -> Booked:
    """Raise NotFound, Forbidden (the employer's pool_manager reserves), Stale; Exhausted AGENT_OVERBOOKED
    with the free days, or REQUEST_DAYS_EXCEEDED with the missing ones; Refused by state or skill.
    """
    request = await unit.requests.get_alone(command.request)
    must_see_request(request, caller)
    agent = await unit.agents.get_alone(command.agent)
    must_see_agent(agent, caller)
    caller.must_hold(agent.employer, *ROLES[Who.LENDER])
    request.check_etag(command.etag)
    now = unit.clock.now()
    if command.period.end < paris_day(now):
        text = msg("Cette période est passée : on ne réserve que des jours à venir.")
        raise InvalidInput([Fault("end_date", "PERIOD_PAST", text)])
    reservation_id = str(uuid7())
    request.grant(Grant(reservation_id, agent.id, agent.employer, command.days), now)
    reservation = agent.reserve(reservation_id, request.purpose, command.period, command.days, now)
    await unit.agents.save(agent)
    await unit.requests.save(request)
    await refresh_capacity(agent.seen_by, unit)
    return Booked(agent, reservation)
