"""The agent: working time, and the reservations that can never exceed it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from chassis.domain import Aggregate, Caller, Exhausted, NotFound, Refused, msg, paris_day
from services.engineering.domain.availability import Load, WorkingTime
from services.engineering.domain.calendar import Period
from services.engineering.domain.days import FULL_TIME_DAYS, Skill, plain, quarters_down, spoken
from services.engineering.domain.events import (
    AbsenceRecorded,
    AgentEvent,
    AgentRegistered,
    AgentUpdated,
    DaysReserved,
    ReservationCancelled,
)
from services.engineering.domain.reservation import Purpose, Reservation
from services.engineering.domain.states import ROLES, ReservationState, Verb, Who, check_reservation

PERCENT = Decimal(100)


@dataclass(frozen=True)
class Lending:
    """The agent works for another body's pool for a while (L5721-9 for a mixed syndicate)."""

    body: str
    period: Period


@dataclass(frozen=True)
class Profile:
    """What the employer says of an agent and may change: skills, quota in percent, lending."""

    skills: frozenset[Skill]
    quota: Decimal
    lending: Lending | None = None


@dataclass(eq=False, kw_only=True)
class Agent(Aggregate[AgentEvent]):
    """Somebody of the staff. Invariant: the held reservations can all be worked (see availability.py)."""

    kind: ClassVar[str] = "agents"

    person: str
    employer: str
    profile: Profile
    full_time_days: Decimal = FULL_TIME_DAYS
    absences: tuple[Period, ...] = ()
    reservations: dict[str, Reservation] = field(default_factory=dict)
    created_at: datetime
    updated_at: datetime

    def registered(self) -> Agent:
        """Record that the agent is new."""
        self.record(AgentRegistered())
        return self

    @property
    def working_time(self) -> WorkingTime:
        return WorkingTime(self.profile.quota / PERCENT, self.full_time_days, self.absences)

    @property
    def loads(self) -> list[Load]:
        return [reservation.load for reservation in self.reservations.values() if reservation.held]

    @property
    def seen_by(self) -> frozenset[str]:
        """Codes of the bodies that see the agent: the employer and the body lent to."""
        lending = self.profile.lending
        return frozenset([self.employer, *([lending.body] if lending else [])])

    def may_be_seen_by(self, caller: Caller) -> bool:
        """The bodies that employ or have the agent, and the agent."""
        return caller.id == self.person or not self.seen_by.isdisjoint(caller.bodies)

    def tells_all_to(self, caller: Caller) -> bool:
        """Absences and quota are personal: they are told to who manages the employer's pool, and to the
        agent. Everybody else who sees the agent knows how many days are free, and not why.
        """
        return caller.id == self.person or caller.holds(self.employer, *ROLES[Who.LENDER])

    def free_days(self, period: Period) -> Decimal:
        """The largest reservation that is possible for exactly this period, in quarter days."""
        return quarters_down(self.working_time.free(period, self.loads))

    def reservation(self, reservation_id: str) -> Reservation:
        found = self.reservations.get(reservation_id)
        if found is None:
            name = f"reservations/{reservation_id}"
            raise NotFound("NOT_FOUND", msg("Rien de tel ici : {name}.", name=name), resource=name)
        return found

    def reserve(
        self, reservation_id: str, purpose: Purpose, period: Period, days: Decimal, now: datetime
    ) -> Reservation:
        """Book days. Raise Refused without the skill, Exhausted beyond the free days of the period."""
        if purpose.skill not in self.profile.skills:
            raise Refused(
                "AGENT_LACKS_SKILL",
                msg("Cet agent n’a pas la compétence demandée : choisissez-en un autre."),
                agent=self.name,
                skill=purpose.skill.value,
            )
        free = self.free_days(period)
        if days > free:
            raise self._overbooked(period, days, free)
        booked = Reservation(
            reservation_id, purpose, period, days, ReservationState.HELD, self._next_version, now, now
        )
        self._put(booked, now)
        self.record(DaysReserved(reservation_id))
        return booked

    def cancel(self, reservation_id: str, now: datetime) -> Reservation:
        """Give the days back. Raise Refused when they already are."""
        held = self.reservation(reservation_id)
        check_reservation(held.state, Verb.CANCEL)
        cancelled = replace(
            held, state=ReservationState.CANCELLED, version=self._next_version, updated_at=now
        )
        self._put(cancelled, now)
        self.record(ReservationCancelled(reservation_id))
        return cancelled

    def change(self, profile: Profile, now: datetime) -> None:
        """Change skills, quota, lending. Raise Refused when a held reservation needs what goes.

        Skills of reservations that ended before today are free to go.
        """
        before = self.profile
        changed = tuple(
            name for name in ("skills", "quota", "lending") if getattr(before, name) != getattr(profile, name)
        )
        if not changed:
            return
        self._keep_skills(profile, paris_day(now))
        self.profile = profile
        excess = self.working_time.excess(self.loads)
        if excess > 0:
            self.profile = before
            raise Refused(
                "QUOTA_BELOW_RESERVED",
                msg(
                    "Avec cette quotité, {excess} jours déjà réservés ne tiendraient plus : "
                    "annulez d’abord des réservations.",
                    excess=spoken(excess),
                ),
                agent=self.name,
                excess_days=plain(excess),
            )
        self.updated_at = now
        self.record(AgentUpdated(changed))

    def be_absent(self, period: Period, now: datetime) -> None:
        """Record an absence. Raise Exhausted when days reserved in it would have no place left."""
        before = self.absences
        self.absences = tuple(sorted({*before, period}))
        if self.absences == before:
            return
        excess = self.working_time.excess(self.loads)
        if excess > 0:
            self.absences = before
            raise Exhausted(
                "ABSENCE_OVERBOOKS",
                msg(
                    "Pendant cette absence, {excess} jours réservés n’auraient plus de place : "
                    "annulez ou déplacez d’abord des réservations.",
                    excess=spoken(excess),
                ),
                agent=self.name,
                excess_days=plain(excess),
            )
        self.updated_at = now
        self.record(AbsenceRecorded())

    @property
    def _next_version(self) -> int:
        return self.version + len(self.recorded) + 1

    def _put(self, reservation: Reservation, now: datetime) -> None:
        self.reservations[reservation.id] = reservation
        self.updated_at = now

    def _overbooked(self, period: Period, days: Decimal, free: Decimal) -> Exhausted:
        return Exhausted(
            "AGENT_OVERBOOKED",
            msg(
                "Cet agent n’a plus que {free} jours libres du {start} au {end}, et vous en demandez "
                "{days} : réduisez, changez de période ou d’agent.",
                free=spoken(free),
                start=f"{period.start:%d/%m/%Y}",
                end=f"{period.end:%d/%m/%Y}",
                days=spoken(days),
            ),
            agent=self.name,
            free_days=plain(free),
            asked_days=plain(days),
            start_date=period.start,
            end_date=period.end,
        )

    def _keep_skills(self, profile: Profile, today: date) -> None:
        needed = {
            reservation.purpose.skill
            for reservation in self.reservations.values()
            if reservation.held and reservation.period.end >= today
        }
        missing = sorted(needed - profile.skills)
        if missing:
            raise Refused(
                "SKILL_RESERVED",
                msg("Des jours sont réservés pour cette compétence : annulez d’abord les réservations."),
                agent=self.name,
                skills=",".join(missing),
            )
