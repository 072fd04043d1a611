"""The request for days: what is asked, what is granted, and never more than asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID, uuid5

from chassis.domain import Aggregate, Exhausted, msg
from services.engineering.domain.days import NONE, Skill, is_lendable, plain, spoken
from services.engineering.domain.events import (
    DaysGranted,
    DaysReleased,
    RequestEvent,
    RequestOpened,
    RequestWithdrawn,
)
from services.engineering.domain.reservation import Purpose
from services.engineering.domain.states import RequestState, Verb, check_request

AUTOMATIC = UUID("8f0c3a52-9a0e-5d3b-9a35-5f3f1c2f6d10")
"""Name space of the ids of requests that open by themselves."""


def automatic_id(project: str, skill: Skill, later_owner: str = "") -> str:
    """The same project and skill always give the same id, so that a replay opens nothing twice; an owner
    that comes after the first one has a request of its own.
    """
    return str(uuid5(AUTOMATIC, f"{project}/{skill.value}{later_owner and '/'}{later_owner}"))


@dataclass(frozen=True)
class Grant:
    """The part of a request that one held reservation covers."""

    reservation: str
    agent: str
    lender: str
    days: Decimal


@dataclass(eq=False, kw_only=True)
class DayRequest(Aggregate[RequestEvent]):
    """Asks for days of one skill, for one project, in the name of one body."""

    kind: ClassVar[str] = "requests"

    project: str
    body: str
    skill: Skill
    days: Decimal
    asked_bodies: frozenset[str] = frozenset()
    chain: frozenset[str] = frozenset()
    """The agglomeration and the pole above the asking body, when the request was opened."""
    automatic: bool = False
    state: RequestState = RequestState.OPEN
    grants: dict[str, Grant] = field(default_factory=dict)
    lenders: frozenset[str] = frozenset()
    """Every body that ever granted days, so that it also hears when they are given back."""
    created_at: datetime
    updated_at: datetime

    def __post_init__(self) -> None:
        if not is_lendable(self.days):
            raise ValueError(f"not a number of days that can be asked for: {self.days}")

    def opened(self) -> DayRequest:
        """Record that the request is new."""
        self.record(RequestOpened())
        return self

    @property
    def granted_days(self) -> Decimal:
        return sum((grant.days for grant in self.grants.values()), NONE)

    @property
    def missing_days(self) -> Decimal:
        return self.days - self.granted_days

    @property
    def seen_by(self) -> frozenset[str]:
        """Codes of the bodies that see the request: asking, chain above it, asked, lending."""
        return frozenset({self.body}) | self.chain | self.asked_bodies | self.lenders

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.id, self.project, self.body, self.skill, self.seen_by)

    def grant(self, grant: Grant, now: datetime) -> None:
        """Take days that are reserved. Raise Refused by state, Exhausted beyond the days asked for."""
        check_request(self.state, Verb.GRANT)
        if grant.days > self.missing_days:
            raise Exhausted(
                "REQUEST_DAYS_EXCEEDED",
                msg(
                    "Il ne manque que {missing} jours à cette demande, et vous en réservez {days}.",
                    missing=spoken(self.missing_days),
                    days=spoken(grant.days),
                ),
                request=self.name,
                missing_days=plain(self.missing_days),
                asked_days=plain(grant.days),
            )
        self.grants[grant.reservation] = grant
        self.lenders |= {grant.lender}
        self._settle(now)
        self.record(DaysGranted(grant.reservation))

    def release(self, reservation_id: str, now: datetime) -> None:
        """Give granted days back: their reservation is cancelled."""
        check_request(self.state, Verb.RELEASE)
        del self.grants[reservation_id]
        self._settle(now)
        self.record(DaysReleased(reservation_id))

    def withdraw(self, now: datetime) -> tuple[Grant, ...]:
        """End the request. Answers the grants that it gives up; their reservations are to be cancelled."""
        check_request(self.state, Verb.WITHDRAW)
        given_up = tuple(self.grants.values())
        self.grants.clear()
        self.state = RequestState.WITHDRAWN
        self.updated_at = now
        self.record(RequestWithdrawn())
        return given_up

    def _settle(self, now: datetime) -> None:
        if not self.grants:
            self.state = RequestState.OPEN
        elif self.missing_days > NONE:
            self.state = RequestState.PARTLY_COVERED
        else:
            self.state = RequestState.COVERED
        self.updated_at = now
