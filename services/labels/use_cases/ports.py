"""What the use cases need from the outside, as they see it. One unit is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from chassis.domain import Clock
from services.labels.domain.application import Application
from services.labels.domain.campaign import Campaign
from services.labels.domain.framework import Catalogue
from services.labels.domain.project_ref import ProjectRef
from services.labels.domain.states import ApplicationState


class Campaigns(Protocol):
    async def get(self, aggregate_id: str, /) -> Campaign:
        """Raise NotFound when there is none."""
        ...

    async def get_locked(self, campaign_id: str) -> Campaign:
        """The same, and nobody else gets it so before this transaction ends."""
        ...

    async def add(self, aggregate: Campaign, /) -> None: ...

    async def listed(self, body: str, after: str, limit: int) -> Sequence[Campaign]:
        """At most `limit`, newest first, older than the id `after`; of one body when given."""
        ...


@dataclass(frozen=True)
class ApplicationFilter:
    """Which applications: those that somebody with mandates at the bodies `seen_by` may see. Empty
    `campaign`, `project`, `applicant` and a `state` of None filter nothing.
    """

    seen_by: frozenset[str]
    campaign: str = ""
    project: str = ""
    applicant: str = ""
    state: ApplicationState | None = None


class Applications(Protocol):
    async def find(self, aggregate_id: str, /) -> Application | None: ...

    async def add(self, aggregate: Application, /) -> None:
        """Fail when another one stands already for the same project in the same campaign."""
        ...

    async def save(self, aggregate: Application, /) -> None:
        """Raise Stale when somebody else saved it since it was read."""
        ...

    async def stands(self, campaign: str, project: str) -> bool:
        """Whether the project has an application in the campaign that was not withdrawn."""
        ...

    async def instructed(self, campaign: str) -> int:
        """How many applications of the campaign were taken into instruction and not withdrawn."""
        ...

    async def listed(self, wanted: ApplicationFilter, after: str, limit: int) -> Sequence[Application]:
        """At most `limit`, newest first, older than the id `after`."""
        ...

    async def counted(self, wanted: ApplicationFilter) -> Mapping[ApplicationState, int]:
        """How many in each state, synthetic projects apart; a state without any may be left out."""
        ...

    async def valid_awards(self, wanted: ApplicationFilter, day: date) -> int:
        """Awards valid on the day, synthetic projects apart."""
        ...


class ProjectRefs(Protocol):
    """The copy of what projects told about submitted projects."""

    async def find(self, project_id: str) -> ProjectRef | None: ...

    async def put(self, ref: ProjectRef) -> None: ...


class LentRoles(Protocol):
    """Roles that their holders lent to somebody for some days."""

    async def bodies_of(self, people: Collection[str], day: date) -> Mapping[str, frozenset[str]]:
        """Pseudonymous id → bodies at which the person has a lent role on the day; without one, left out."""
        ...


class Unit(Protocol):
    """The transaction of one command and what it may reach."""

    @property
    def campaigns(self) -> Campaigns: ...

    @property
    def applications(self) -> Applications: ...

    @property
    def projects(self) -> ProjectRefs: ...

    @property
    def lent_roles(self) -> LentRoles: ...

    @property
    def frameworks(self) -> Catalogue: ...

    @property
    def clock(self) -> Clock: ...
