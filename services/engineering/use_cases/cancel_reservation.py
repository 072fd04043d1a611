"""Gives reserved days back, in the name of the body that lends or of the one that borrows."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Caller, Forbidden, msg
from services.engineering.domain.states import ROLES, Who
from services.engineering.use_cases.ports import Booked, Unit
from services.engineering.use_cases.refresh_capacity import refresh_capacity
from services.engineering.use_cases.visibility import must_see_reservation


@dataclass(frozen=True)
class CancelReservation:
    """`body` is the code of the body that cancels."""

    reservation: str
    etag: str
    body: str


async def cancel_reservation(command: CancelReservation, caller: Caller, unit: Unit) -> Booked:
    """Raise NotFound; Forbidden for another body too; Stale; Refused when it is cancelled."""
    owner = await unit.agents.with_reservation(command.reservation)
    booked = Booked(owner, owner.reservation(command.reservation))
    must_see_reservation(booked, caller)
    _must_have_part(command.body, booked, caller)
    request = await unit.requests.get_alone(booked.reservation.purpose.request)
    agent = await unit.agents.get_alone(owner.id)
    current = Booked(agent, agent.reservation(command.reservation))
    current.check_etag(command.etag)
    now = unit.clock.now()
    cancelled = agent.cancel(command.reservation, now)
    request.release(command.reservation, now)
    await unit.agents.save(agent)
    await unit.requests.save(request)
    await refresh_capacity(agent.seen_by, unit)
    return Booked(agent, cancelled)


def _must_have_part(body: str, booked: Booked, caller: Caller) -> None:
    lender, borrower = booked.agent.employer, booked.reservation.purpose.asking_body
    sides = ((Who.LENDER, lender), (Who.BORROWER, borrower))
    roles = [role for who, side in sides for role in ROLES[who] if side == body]
    caller.must_hold(body, *(roles or [*ROLES[Who.LENDER], *ROLES[Who.BORROWER]]))
    if not roles:
        raise Forbidden(
            "BODY_HAS_NO_PART",
            msg("Seules la collectivité qui prête et celle qui emprunte peuvent annuler cette réservation."),
            body=body,
        )
