"""What the use cases need from outside. One unit is one transaction, committed by whoever runs them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from chassis.domain import Clock, Stale, msg
from services.engineering.domain.agent import Agent
from services.engineering.domain.balance import Flow
from services.engineering.domain.capacity import Capacity
from services.engineering.domain.days import Skill
from services.engineering.domain.references import ProjectRef, TerritoryRef
from services.engineering.domain.request import DayRequest
from services.engineering.domain.reservation import Reservation
from services.engineering.domain.states import RequestState

ItemT = TypeVar("ItemT")


class Page(Protocol):
    """At most `size` items after the key `after` (empty: from the start)."""

    @property
    def size(self) -> int: ...
    @property
    def after(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Listed(Generic[ItemT]):
    """One page; `after` is the key of the next one, None at the end."""

    items: Sequence[ItemT]
    after: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Booked:
    """A reservation together with the agent that owns it."""

    agent: Agent
    reservation: Reservation

    @property
    def etag(self) -> str:
        """Changes when the reservation does, not with every change of its agent."""
        return f'"{self.agent.epoch}-{self.reservation.version}"'

    def check_etag(self, seen: str) -> None:
        """Raise Stale when the caller saw another version. An empty etag asks for no check."""
        if seen and seen != self.etag:
            raise Stale(
                "ETAG_STALE",
                msg("Quelqu’un a modifié cette réservation entre-temps : relisez-la, puis recommencez."),
                seen=seen,
                current=self.etag,
            )


@dataclass(frozen=True)
class AgentFilter:
    """Agents seen by one of `seen_by`, or who are the `person`; of `body` and `skill` when given."""

    seen_by: Collection[str]
    person: str = ""
    body: str = ""
    skill: Skill | None = None


@dataclass(frozen=True)
class ReservationFilter:
    """Reservations seen by one of `seen_by`, or of the `person`; lent or borrowed by `body`, and so on, when
    given.
    """

    seen_by: Collection[str]
    person: str = ""
    body: str = ""
    agent: str = ""
    request: str = ""


@dataclass(frozen=True)
class RequestFilter:
    """Requests seen by one of `seen_by`; of `body`, `project` and `state` when given."""

    seen_by: Collection[str]
    body: str = ""
    project: str = ""
    state: RequestState | None = None


class Agents(Protocol):
    async def get(self, aggregate_id: str) -> Agent:
        """Raise NotFound when there is none."""
        ...

    async def get_alone(self, aggregate_id: str) -> Agent:
        """Like get; other transactions that want it alone wait until this one ends."""
        ...

    async def with_reservation(self, reservation_id: str) -> Agent:
        """The agent that owns a reservation. Raise NotFound when there is none."""
        ...

    async def add(self, aggregate: Agent) -> None: ...
    async def save(self, aggregate: Agent) -> None: ...

    async def counting_for(self, body: str) -> Sequence[Agent]:
        """All agents that a body employs or that are lent to it, by id."""
        ...

    async def page(self, wanted: AgentFilter, page: Page) -> Listed[Agent]:
        """Newest first."""
        ...

    async def reservations(self, wanted: ReservationFilter, page: Page) -> Listed[Booked]:
        """Newest first."""
        ...

    async def flows(self, body: str, year: int) -> Sequence[Flow]:
        """Days of the held reservations that start in the year and that the body lends or borrows."""
        ...


class Requests(Protocol):
    async def get(self, aggregate_id: str) -> DayRequest:
        """Raise NotFound when there is none."""
        ...

    async def get_alone(self, aggregate_id: str) -> DayRequest:
        """Like get; other transactions that want it alone wait until this one ends."""
        ...

    async def add(self, aggregate: DayRequest) -> None: ...
    async def save(self, aggregate: DayRequest) -> None: ...

    async def of_project(self, project: str) -> Sequence[DayRequest]:
        """All requests for a project, withdrawn ones too, by id."""
        ...

    async def page(self, wanted: RequestFilter, page: Page) -> Listed[DayRequest]:
        """Newest first."""
        ...


class Capacities(Protocol):
    async def find(self, aggregate_id: str) -> Capacity | None: ...
    async def find_alone(self, aggregate_id: str) -> Capacity | None:
        """Like find; other transactions that want the same body's figures wait until this one ends."""
        ...

    async def get(self, aggregate_id: str) -> Capacity:
        """Raise NotFound when the body gave no figures."""
        ...

    async def add(self, aggregate: Capacity) -> None: ...
    async def save(self, aggregate: Capacity) -> None: ...

    async def page(self, skill: Skill | None, page: Page) -> Listed[Capacity]:
        """By code; only with a free day of the skill when given."""
        ...


class Projects(Protocol):
    async def find(self, project: str) -> ProjectRef | None: ...
    async def put(self, project: ProjectRef) -> None: ...


class Territories(Protocol):
    async def find(self, code: str) -> TerritoryRef | None: ...
    async def put(self, territory: TerritoryRef) -> None: ...


class Unit(Protocol):
    """One transaction over everything that engineering keeps. Who wants several things alone takes them in
    this order, each kind by id: requests, agents, capacities.
    """

    @property
    def agents(self) -> Agents: ...
    @property
    def requests(self) -> Requests: ...
    @property
    def capacities(self) -> Capacities: ...
    @property
    def projects(self) -> Projects: ...
    @property
    def territories(self) -> Territories: ...
    @property
    def clock(self) -> Clock: ...
