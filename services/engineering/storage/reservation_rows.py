"""A reservation as a row, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from services.engineering.domain.agent import Agent
from services.engineering.domain.calendar import Period
from services.engineering.domain.days import Skill
from services.engineering.domain.reservation import Purpose, Reservation
from services.engineering.domain.states import ReservationState


def reservation_to_row(agent: Agent, reservation: Reservation) -> dict[str, Any]:
    """With copies of what the lists of reservations are asked by."""
    purpose = reservation.purpose
    return {
        "id": reservation.id,
        "agent": agent.id,
        "employer": agent.employer,
        "request": purpose.request,
        "project": purpose.project,
        "asking_body": purpose.asking_body,
        "skill": purpose.skill.value,
        "start_date": reservation.period.start,
        "end_date": reservation.period.end,
        "days": reservation.days,
        "state": reservation.state.value,
        "version": reservation.version,
        "seen_by": sorted(purpose.seen_by),
        "created_at": reservation.created_at,
        "updated_at": reservation.updated_at,
    }


def reservation_from_row(row: Row[Any]) -> Reservation:
    purpose = Purpose(
        request=row.request,
        project=row.project,
        asking_body=row.asking_body,
        skill=Skill(row.skill),
        seen_by=frozenset(row.seen_by),
    )
    return Reservation(
        id=row.id,
        purpose=purpose,
        period=Period(row.start_date, row.end_date),
        days=row.days,
        state=ReservationState(row.state),
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
