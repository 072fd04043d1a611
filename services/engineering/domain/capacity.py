"""What a body can still lend or use in the coming twelve months, by skill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from chassis.domain import Aggregate, paris_day
from services.engineering.domain.agent import Agent
from services.engineering.domain.calendar import Period, twelve_months, working_days
from services.engineering.domain.days import NONE, Skill, quarters_down
from services.engineering.domain.events import CapacityEvent, CapacityPublished


class Origin(StrEnum):
    COMPUTED = "computed"
    DECLARED = "declared"


@dataclass(frozen=True)
class LentAgent:
    """An agent whom another body, the employer, lends; `days` are free in the name of the body lent to."""

    id: str
    employer: str
    skills: frozenset[Skill]
    days: Decimal


@dataclass(frozen=True)
class Figures:
    """Free days within a horizon.

    An agent with several skills counts in full under each of them, so each figure of `free` is an
    upper bound by itself, and only `total` counts every agent once. The days of `lent_agents`, which
    stand in the order of their ids, are part of both.
    """

    horizon: Period
    free: Mapping[Skill, Decimal]
    total: Decimal
    lent_agents: tuple[LentAgent, ...] = ()


@dataclass(eq=False, kw_only=True)
class Capacity(Aggregate[CapacityEvent]):
    """The published figures of one body; its id is the body's code."""

    kind: ClassVar[str] = "capacities"

    figures: Figures
    origin: Origin
    updated_at: datetime

    @classmethod
    def first(cls, body: str, figures: Figures, origin: Origin, now: datetime) -> Capacity:
        """The first figures that a body publishes."""
        capacity = cls(id=body, figures=figures, origin=origin, updated_at=now)
        capacity.record(CapacityPublished())
        return capacity

    def publish(self, figures: Figures, origin: Origin, now: datetime) -> None:
        """Replace the figures. The same figures again are no event."""
        if (figures, origin) == (self.figures, self.origin):
            return
        self.figures, self.origin, self.updated_at = figures, origin, now
        self.record(CapacityPublished())


def free_days_for(agent: Agent, body: str, horizon: Period) -> Decimal:
    """Days within the horizon that the agent can still give in the name of a body, in quarters.

    While lent the agent counts for the body lent to, else for the employer.
    """
    parts = _parts(agent, body, horizon)
    return quarters_down(sum((_free_in(agent, part, horizon) for part in parts), NONE))


def _parts(agent: Agent, body: str, horizon: Period) -> tuple[Period, ...]:
    lending = agent.profile.lending
    if lending is None or lending.body == agent.employer:
        return (horizon,) if body == agent.employer else ()
    if body == agent.employer:
        return horizon.without(lending.period)
    lent = horizon.common(lending.period)
    return (lent,) if lent is not None and body == lending.body else ()


def _free_in(agent: Agent, part: Period, horizon: Period) -> Decimal:
    """What the post still holds, and never more than can really be reserved.

    The post gives its yearly days in proportion of the part; a reservation that reaches beyond the
    part weighs in proportion of its working days.
    """
    time = agent.working_time
    post = time.share * time.full_time_days * Decimal(part.days) / Decimal(horizon.days)
    booked = sum((_share_within(load.period, part) * load.days for load in agent.loads), NONE)
    return max(NONE, min(post - booked, time.free(part, agent.loads)))


def _share_within(period: Period, part: Period) -> Decimal:
    if part.holds(period):
        return Decimal(1)
    common = period.common(part)
    if common is None:
        return NONE
    return Decimal(working_days(common)) / Decimal(max(working_days(period), 1))


def compute(agents: Iterable[Agent], body: str, now: datetime) -> Figures:
    """The figures of a body from the agents that it employs and those lent to it."""
    horizon = twelve_months(paris_day(now))
    free = dict.fromkeys(Skill, NONE)
    total = NONE
    lent = []
    for agent in agents:
        days = free_days_for(agent, body, horizon)
        total += days
        for skill in agent.profile.skills:
            free[skill] += days
        if agent.employer != body and _parts(agent, body, horizon):
            lent.append(LentAgent(agent.id, agent.employer, agent.profile.skills, days))
    by_id = tuple(sorted(lent, key=lambda agent: agent.id))
    return Figures(horizon, {skill: days for skill, days in free.items() if days}, total, by_id)


def declared(free: Mapping[Skill, Decimal], now: datetime) -> Figures:
    """The figures that a body states itself."""
    kept = {skill: days for skill, days in free.items() if days}
    return Figures(twelve_months(paris_day(now)), kept, sum(kept.values(), NONE))
