"""The repositories of labels in memory. They pass the same contract suite as the real ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from sqlalchemy.exc import IntegrityError

from chassis.aggregates import WriteConflict
from chassis.domain import Aggregate, NotFound, msg
from services.labels.domain.application import Application
from services.labels.domain.campaign import Campaign
from services.labels.domain.framework import Catalogue
from services.labels.domain.project_ref import ProjectRef
from services.labels.domain.states import ApplicationState
from services.labels.use_cases.ports import ApplicationFilter

AggregateT = TypeVar("AggregateT", Campaign, Application)


class FakeStore(Generic[AggregateT]):
    """Keeps copies, so that what a test holds is not what is stored."""

    def __init__(self) -> None:
        self.kept: dict[str, AggregateT] = {}

    async def find(self, aggregate_id: str) -> AggregateT | None:
        return deepcopy(self.kept.get(aggregate_id))

    async def get(self, aggregate_id: str) -> AggregateT:
        found = await self.find(aggregate_id)
        if found is None:
            raise NotFound("NOT_FOUND", msg("Rien de tel ici."), resource=aggregate_id)
        return found

    async def add(self, aggregate: AggregateT) -> None:
        aggregate.home_node = "test"
        self._keep(aggregate)

    async def save(self, aggregate: AggregateT) -> None:
        if not aggregate.recorded:
            return
        if self.kept[aggregate.id].version != aggregate.version:
            raise WriteConflict(aggregate.name)
        self._keep(aggregate)

    def _keep(self, aggregate: AggregateT) -> None:
        aggregate.version += _flush(aggregate)
        self.kept[aggregate.id] = deepcopy(aggregate)

    def newest(self, after: str) -> list[AggregateT]:
        found = sorted(self.kept.values(), key=lambda each: each.id, reverse=True)
        return [deepcopy(each) for each in found if not after or each.id < after]


def _flush(aggregate: Aggregate[object]) -> int:
    count = len(aggregate.recorded)
    aggregate.recorded.clear()
    return count


class FakeCampaigns(FakeStore[Campaign]):
    async def get_locked(self, campaign_id: str) -> Campaign:
        return await self.get(campaign_id)

    async def listed(self, body: str, after: str, limit: int) -> Sequence[Campaign]:
        return [each for each in self.newest(after) if body in ("", each.body)][:limit]


class FakeApplications(FakeStore[Application]):
    async def add(self, aggregate: Application) -> None:
        if await self.stands(aggregate.campaign, aggregate.project):
            raise IntegrityError("INSERT", None, RuntimeError("uq_applications_standing"))
        await super().add(aggregate)

    async def stands(self, campaign: str, project: str) -> bool:
        return any(
            (each.campaign, each.project) == (campaign, project)
            and each.state is not ApplicationState.WITHDRAWN
            for each in self.kept.values()
        )

    async def instructed(self, campaign: str) -> int:
        apart = (ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN)
        return sum(each.campaign == campaign and each.state not in apart for each in self.kept.values())

    async def listed(self, wanted: ApplicationFilter, after: str, limit: int) -> Sequence[Application]:
        return [each for each in self.newest(after) if _wanted(each, wanted)][:limit]

    async def counted(self, wanted: ApplicationFilter) -> Mapping[ApplicationState, int]:
        return Counter(each.state for each in self.newest("") if _wanted(each, wanted) and not each.synthetic)

    async def valid_awards(self, wanted: ApplicationFilter, day: date) -> int:
        return sum(
            _wanted(each, wanted)
            and not each.synthetic
            and each.award is not None
            and each.award.valid_on(day)
            for each in self.newest("")
        )


def _wanted(application: Application, wanted: ApplicationFilter) -> bool:
    return (
        (application.public or bool(application.insiders & wanted.seen_by))
        and wanted.campaign in ("", application.campaign)
        and wanted.project in ("", application.project)
        and wanted.applicant in ("", application.applicant)
        and wanted.state in (None, application.state)
    )


class FakeProjectRefs:
    def __init__(self) -> None:
        self.kept: dict[str, ProjectRef] = {}

    async def find(self, project_id: str) -> ProjectRef | None:
        return self.kept.get(project_id)

    async def put(self, ref: ProjectRef) -> None:
        self.kept[ref.id] = ref


class FakeLentRoles:
    """Pseudonymous id → bodies, on any day."""

    def __init__(self) -> None:
        self.kept: dict[str, frozenset[str]] = {}

    async def bodies_of(self, people: Collection[str], _day: date) -> Mapping[str, frozenset[str]]:
        return {person: bodies for person, bodies in self.kept.items() if person in people}


@dataclass
class FixedClock:
    instant: datetime

    def now(self) -> datetime:
        return self.instant


@dataclass
class FakeUnit:
    clock: FixedClock
    frameworks: Catalogue
    campaigns: FakeCampaigns = field(default_factory=FakeCampaigns)
    applications: FakeApplications = field(default_factory=FakeApplications)
    projects: FakeProjectRefs = field(default_factory=FakeProjectRefs)
    lent_roles: FakeLentRoles = field(default_factory=FakeLentRoles)
