"""Ends a request and gives its reserved days back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.domain import Caller
from services.engineering.domain.request import DayRequest
from services.engineering.domain.states import ROLES, Who
from services.engineering.use_cases.ports import Unit
from services.engineering.use_cases.refresh_capacity import refresh_capacity
from services.engineering.use_cases.visibility import must_see_request


@dataclass(frozen=True)
class WithdrawRequest:
    request: str
    etag: str


async def withdraw_request(command: WithdrawRequest, caller: Caller, unit: Unit) -> DayRequest:
    """Raise NotFound, Forbidden, Stale; Refused when it is withdrawn already."""
    request = await unit.requests.get_alone(command.request)
    must_see_request(request, caller)
    caller.must_hold(request.body, *ROLES[Who.BORROWER])
    request.check_etag(command.etag)
    await end_requests([request], unit)
    return request


async def end_requests(requests: Sequence[DayRequest], unit: Unit) -> None:
    """Withdraw the requests, had alone, cancel their reservations, publish the free days that come of it."""
    now = unit.clock.now()
    given_up = [grant for request in requests for grant in request.withdraw(now)]
    counted_for: set[str] = set()
    for agent_id in sorted({grant.agent for grant in given_up}):
        agent = await unit.agents.get_alone(agent_id)
        for grant in given_up:
            if grant.agent == agent_id:
                agent.cancel(grant.reservation, now)
        await unit.agents.save(agent)
        counted_for |= agent.seen_by
    for request in requests:
        await unit.requests.save(request)
    await refresh_capacity(counted_for, unit)
