"""Days of one agent booked for one request. The agent owns it, so that overbooking is one agent's affair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.engineering.domain.availability import Load
from services.engineering.domain.calendar import Period
from services.engineering.domain.days import Skill, is_lendable
from services.engineering.domain.states import ReservationState


@dataclass(frozen=True)
class Purpose:
    """What days are reserved for, as the request says it."""

    request: str
    project: str
    asking_body: str
    skill: Skill
    seen_by: frozenset[str]
    """Codes of the bodies that see the request, and so the reservation; the lender is one of them."""


@dataclass(frozen=True)
class Reservation:
    """`version` is that of the agent when the reservation last changed; its etag is made of it."""

    id: str
    purpose: Purpose
    period: Period
    days: Decimal
    state: ReservationState
    version: int
    created_at: datetime
    updated_at: datetime

    def __post_init__(self) -> None:
        if not is_lendable(self.days):
            raise ValueError(f"not a number of days that can be reserved: {self.days}")

    @property
    def held(self) -> bool:
        return self.state is ReservationState.HELD

    @property
    def load(self) -> Load:
        return Load(self.period, self.days)
