"""Agents and the reservations that they own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from chassis.aggregates import AggregateStore
from chassis.journal.writer import Draft
from services.engineering.convert.events import agent_event_audience, agent_event_to_proto
from services.engineering.domain.agent import Agent, Lending, Profile
from services.engineering.domain.balance import Flow
from services.engineering.domain.calendar import Period
from services.engineering.domain.days import Skill
from services.engineering.domain.events import AgentEvent, DaysReserved, ReservationCancelled
from services.engineering.domain.reservation import Reservation
from services.engineering.domain.states import ReservationState
from services.engineering.storage.alone import lock_row
from services.engineering.storage.paging import newest_first
from services.engineering.storage.reservation_rows import reservation_from_row, reservation_to_row
from services.engineering.storage.tables import agents, reservations
from services.engineering.use_cases.ports import AgentFilter, Booked, Listed, Page, ReservationFilter
from services.engineering.use_cases.visibility import unknown


class AgentStore(AggregateStore[Agent, AgentEvent]):
    """The repository of agents."""

    table = agents

    def to_row(self, aggregate: Agent) -> Mapping[str, Any]:
        profile, lending = aggregate.profile, aggregate.profile.lending
        return {
            "person": aggregate.person,
            "employer": aggregate.employer,
            "skills": sorted(profile.skills),
            "quota": profile.quota,
            "full_time_days": aggregate.full_time_days,
            "lent_to": lending.body if lending else None,
            "lent_from": lending.period.start if lending else None,
            "lent_until": lending.period.end if lending else None,
            "absences": [[each.start.isoformat(), each.end.isoformat()] for each in aggregate.absences],
            "seen_by": sorted(aggregate.seen_by),
            "created_at": aggregate.created_at,
            "updated_at": aggregate.updated_at,
        }

    def from_row(self, row: Row[Any]) -> Agent:
        """The agent without its reservations, which stand in a table of their own."""
        lending = Lending(row.lent_to, Period(row.lent_from, row.lent_until)) if row.lent_to else None
        return Agent(
            id=row.id,
            person=row.person,
            employer=row.employer,
            profile=Profile(frozenset(Skill(skill) for skill in row.skills), row.quota, lending),
            full_time_days=row.full_time_days,
            absences=tuple(
                Period(date.fromisoformat(start), date.fromisoformat(end)) for start, end in row.absences
            ),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )

    def to_draft(self, aggregate: Agent, event: AgentEvent) -> Draft:
        return Draft(agent_event_to_proto(aggregate, event), agent_event_audience(aggregate, event))

    async def find(self, aggregate_id: str) -> Agent | None:
        return next(iter(await self._load(select(agents).where(agents.c.id == aggregate_id))), None)

    async def get_alone(self, aggregate_id: str) -> Agent:
        """Like get; other transactions that want it alone wait until this one ends."""
        await lock_row(self.tx.connection, agents, aggregate_id)
        return await self.get(aggregate_id)

    async def with_reservation(self, reservation_id: str) -> Agent:
        """The agent that owns a reservation. Raise NotFound when there is none."""
        owner = select(reservations.c.agent).where(reservations.c.id == reservation_id).scalar_subquery()
        found = await self._load(select(agents).where(agents.c.id == owner))
        if not found:
            raise unknown(f"reservations/{reservation_id}")
        return found[0]

    async def add(self, aggregate: Agent) -> None:
        booked = _changed(aggregate)
        await super().add(aggregate)
        await self._keep(aggregate, booked)

    async def save(self, aggregate: Agent) -> None:
        booked = _changed(aggregate)
        await super().save(aggregate)
        await self._keep(aggregate, booked)

    async def counting_for(self, body: str) -> Sequence[Agent]:
        """All agents that a body employs or that are lent to it, by id."""
        return await self._load(select(agents).where(agents.c.seen_by.contains([body])).order_by(agents.c.id))

    async def page(self, wanted: AgentFilter, page: Page) -> Listed[Agent]:
        """Newest first."""
        seen = agents.c.seen_by.overlap(sorted(wanted.seen_by))
        question = select(agents).where(or_(seen, agents.c.person == wanted.person))
        if wanted.body:
            question = question.where(agents.c.seen_by.contains([wanted.body]))
        if wanted.skill:
            question = question.where(agents.c.skills.contains([wanted.skill.value]))
        rows, after = await newest_first(self.tx.connection, question, agents, page)
        return Listed(await self._restore(rows), after)

    async def reservations(self, wanted: ReservationFilter, page: Page) -> Listed[Booked]:
        """Newest first."""
        rows, after = await newest_first(self.tx.connection, _question(wanted), reservations, page)
        owners = select(agents).where(agents.c.id.in_(sorted({row.agent for row in rows})))
        by_id = {agent.id: agent for agent in await self._load(owners)}
        booked = [Booked(by_id[row.agent], by_id[row.agent].reservation(row.id)) for row in rows]
        return Listed(booked, after)

    async def flows(self, body: str, year: int) -> Sequence[Flow]:
        """Days of the held reservations that start in the year and that the body lends or borrows."""
        lender, borrower = reservations.c.employer, reservations.c.asking_body
        question = (
            select(lender, borrower, func.sum(reservations.c.days).label("days"))
            .where(
                reservations.c.state == ReservationState.HELD.value,
                reservations.c.start_date.between(date(year, 1, 1), date(year, 12, 31)),
                or_(lender == body, borrower == body),
            )
            .group_by(lender, borrower)
        )
        rows = (await self.tx.connection.execute(question)).all()
        return [Flow(row.employer, row.asking_body, row.days) for row in rows]

    async def _load(self, question: Select[Any]) -> list[Agent]:
        return await self._restore((await self.tx.connection.execute(question)).all())

    async def _restore(self, rows: Sequence[Row[Any]]) -> list[Agent]:
        found = [self._restored(row) for row in rows]
        by_id = {agent.id: agent for agent in found}
        booked = select(reservations).where(reservations.c.agent.in_(sorted(by_id)))
        for row in (await self.tx.connection.execute(booked)).all():
            by_id[row.agent].reservations[row.id] = reservation_from_row(row)
        return found

    async def _keep(self, agent: Agent, booked: Sequence[Reservation]) -> None:
        if not booked:
            return
        rows = [reservation_to_row(agent, reservation) for reservation in booked]
        added = insert(reservations).values(rows)
        settled = {name: added.excluded[name] for name in ("state", "version", "updated_at")}
        await self.tx.connection.execute(added.on_conflict_do_update(index_elements=["id"], set_=settled))


def _changed(agent: Agent) -> list[Reservation]:
    """The reservations that the recorded events are about, each once."""
    events = (event for event in agent.recorded if isinstance(event, DaysReserved | ReservationCancelled))
    return [agent.reservations[key] for key in dict.fromkeys(event.reservation for event in events)]


def _question(wanted: ReservationFilter) -> Select[Any]:
    seen = reservations.c.seen_by.overlap(sorted(wanted.seen_by))
    own = reservations.c.agent.in_(select(agents.c.id).where(agents.c.person == wanted.person))
    question = select(reservations).where(or_(seen, own))
    if wanted.body:
        lent, borrowed = reservations.c.employer == wanted.body, reservations.c.asking_body == wanted.body
        question = question.where(or_(lent, borrowed))
    if wanted.agent:
        question = question.where(reservations.c.agent == wanted.agent)
    if wanted.request:
        question = question.where(reservations.c.request == wanted.request)
    return question
