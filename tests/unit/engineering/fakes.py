"""Repositories of engineering in memory. They keep copies, as a database does, and check versions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any, Generic, TypeVar

from chassis.aggregates import WriteConflict
from chassis.domain import Aggregate, NotFound, msg
from services.engineering.domain.agent import Agent
from services.engineering.domain.balance import Flow
from services.engineering.domain.capacity import Capacity
from services.engineering.domain.days import Skill
from services.engineering.domain.references import ProjectRef, TerritoryRef
from services.engineering.domain.request import DayRequest
from services.engineering.use_cases.ports import (
    AgentFilter,
    Booked,
    Listed,
    Page,
    RequestFilter,
    ReservationFilter,
)

ThingT = TypeVar("ThingT", bound=Aggregate[Any])
ItemT = TypeVar("ItemT")


class FakeStore(Generic[ThingT]):
    """What `chassis.aggregates.AggregateStore` does, without a database."""

    kind: str

    def __init__(self) -> None:
        self.kept: dict[str, ThingT] = {}
        self.events: list[tuple[str, object]] = []

    async def find(self, aggregate_id: str) -> ThingT | None:
        return deepcopy(self.kept.get(aggregate_id))

    async def get(self, aggregate_id: str) -> ThingT:
        found = await self.find(aggregate_id)
        if found is None:
            name = f"{self.kind}/{aggregate_id}"
            raise NotFound("NOT_FOUND", msg("Rien de tel ici : {name}.", name=name))
        return found

    async def find_alone(self, aggregate_id: str) -> ThingT | None:
        return await self.find(aggregate_id)

    async def get_alone(self, aggregate_id: str) -> ThingT:
        return await self.get(aggregate_id)

    async def add(self, aggregate: ThingT) -> None:
        assert aggregate.id not in self.kept
        aggregate.home_node = aggregate.home_node or "artois"
        self._keep(aggregate)

    async def save(self, aggregate: ThingT) -> None:
        if not aggregate.recorded:
            return
        if self.kept[aggregate.id].version != aggregate.version:
            raise WriteConflict(aggregate.name)
        self._keep(aggregate)

    def _keep(self, aggregate: ThingT) -> None:
        aggregate.version += len(aggregate.recorded)
        self.events += [(aggregate.id, event) for event in aggregate.recorded]
        aggregate.recorded.clear()
        self.kept[aggregate.id] = deepcopy(aggregate)


def _newest_first(
    items: Iterable[ItemT], page: Page, key: Callable[[ItemT], tuple[datetime, str]]
) -> Listed[ItemT]:
    ordered = sorted(items, key=key, reverse=True)
    if page.after:
        last = (datetime.fromisoformat(page.after[0]), page.after[1])
        ordered = [item for item in ordered if key(item) < last]
    shown = ordered[: page.size]
    if len(ordered) <= page.size:
        return Listed(shown)
    when, identifier = key(shown[-1])
    return Listed(shown, (when.isoformat(), identifier))


def _sees(seen_by: Collection[str], things: Collection[str]) -> bool:
    return bool(set(seen_by) & set(things))


class FakeAgents(FakeStore[Agent]):
    kind = "agents"

    async def with_reservation(self, reservation_id: str) -> Agent:
        for agent in self.kept.values():
            if reservation_id in agent.reservations:
                return deepcopy(agent)
        name = f"reservations/{reservation_id}"
        raise NotFound("NOT_FOUND", msg("Rien de tel ici : {name}.", name=name))

    async def counting_for(self, body: str) -> Sequence[Agent]:
        return [deepcopy(agent) for _, agent in sorted(self.kept.items()) if body in agent.seen_by]

    async def page(self, wanted: AgentFilter, page: Page) -> Listed[Agent]:
        chosen = (
            agent
            for agent in deepcopy(list(self.kept.values()))
            if (_sees(wanted.seen_by, agent.seen_by) or agent.person == wanted.person)
            and (not wanted.body or wanted.body in agent.seen_by)
            and (wanted.skill is None or wanted.skill in agent.profile.skills)
        )
        return _newest_first(chosen, page, lambda agent: (agent.created_at, agent.id))

    async def reservations(self, wanted: ReservationFilter, page: Page) -> Listed[Booked]:
        every = (
            Booked(agent, reservation)
            for agent in deepcopy(list(self.kept.values()))
            for reservation in agent.reservations.values()
        )
        chosen = (booked for booked in every if _is_wanted(booked, wanted))
        return _newest_first(
            chosen, page, lambda booked: (booked.reservation.created_at, booked.reservation.id)
        )

    async def flows(self, body: str, year: int) -> Sequence[Flow]:
        return [
            Flow(agent.employer, reservation.purpose.asking_body, reservation.days)
            for agent in self.kept.values()
            for reservation in agent.reservations.values()
            if reservation.held
            and reservation.period.start.year == year
            and body in (agent.employer, reservation.purpose.asking_body)
        ]


def _is_wanted(booked: Booked, wanted: ReservationFilter) -> bool:
    agent, reservation = booked.agent, booked.reservation
    return (
        (_sees(wanted.seen_by, reservation.purpose.seen_by) or agent.person == wanted.person)
        and (not wanted.body or wanted.body in (agent.employer, reservation.purpose.asking_body))
        and (not wanted.agent or wanted.agent == agent.id)
        and (not wanted.request or wanted.request == reservation.purpose.request)
    )


class FakeRequests(FakeStore[DayRequest]):
    kind = "requests"

    async def of_project(self, project: str) -> Sequence[DayRequest]:
        return [deepcopy(request) for _, request in sorted(self.kept.items()) if request.project == project]

    async def page(self, wanted: RequestFilter, page: Page) -> Listed[DayRequest]:
        chosen = (
            request
            for request in deepcopy(list(self.kept.values()))
            if _sees(wanted.seen_by, request.seen_by)
            and (not wanted.body or wanted.body == request.body)
            and (not wanted.project or wanted.project == request.project)
            and (wanted.state is None or wanted.state is request.state)
        )
        return _newest_first(chosen, page, lambda request: (request.created_at, request.id))


class FakeCapacities(FakeStore[Capacity]):
    kind = "capacities"

    async def page(self, skill: Skill | None, page: Page) -> Listed[Capacity]:
        after = page.after[0] if page.after else ""
        chosen = [
            deepcopy(capacity)
            for code, capacity in sorted(self.kept.items())
            if code > after and (skill is None or capacity.figures.free.get(skill, 0) > 0)
        ]
        shown = chosen[: page.size]
        return Listed(shown, (shown[-1].id,) if len(chosen) > page.size else None)


class FakeProjects:
    def __init__(self) -> None:
        self.kept: dict[str, ProjectRef] = {}

    async def find(self, project: str) -> ProjectRef | None:
        return self.kept.get(project)

    async def put(self, project: ProjectRef) -> None:
        self.kept[project.id] = project


class FakeTerritories:
    def __init__(self, *territories: TerritoryRef) -> None:
        self.kept = {territory.code: territory for territory in territories}

    async def find(self, code: str) -> TerritoryRef | None:
        return self.kept.get(code)

    async def put(self, territory: TerritoryRef) -> None:
        self.kept[territory.code] = territory


class FixedClock:
    """Stands still until somebody moves it."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


class FakeUnit:
    def __init__(self, instant: datetime, *territories: TerritoryRef) -> None:
        self.agents = FakeAgents()
        self.requests = FakeRequests()
        self.capacities = FakeCapacities()
        self.projects = FakeProjects()
        self.territories = FakeTerritories(*territories)
        self.clock = FixedClock(instant)
