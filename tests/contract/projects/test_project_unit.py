"""What the unit of projects promises its use cases: the same for memory and PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.aggregates import WriteConflict
from chassis.database import connect
from chassis.domain import NotFound, uuid7
from chassis.journal.writer import Act, Transaction
from services.projects.domain.consent import Contest, ContestAnswer, ContestGround, Deliberation
from services.projects.domain.consent_round import OpinionValue
from services.projects.domain.drafting import Draft
from services.projects.domain.project import Project
from services.projects.domain.states import State
from services.projects.domain.subsidiarity.facts import (
    Capacity,
    Evidence,
    Initiator,
    LentAgent,
    Nature,
    Party,
    PartyKind,
    ProjectFacts,
    ScaleCriterion,
    Skill,
)
from services.projects.storage.reference import ReferenceCache
from services.projects.storage.unit import Unit
from services.projects.use_cases.project_ports import ProjectUnit, Wanted
from tests.fixtures.projects.asking import asking
from tests.fixtures.projects.database import fill_territory, make_schema
from tests.fixtures.projects.memory import MemoryStore, MemoryUnit
from tests.fixtures.projects.territory import (
    CALL,
    COMPETENCES,
    GRENAY,
    LIEVIN,
    LOOS,
    NOW,
    POLE,
    TODAY,
    FixedClock,
    castors,
    charter,
    reference,
    together,
)

OpenUnit = Callable[[], AbstractAsyncContextManager[ProjectUnit]]
ACT = Act("p-1")

RICH = ProjectFacts(
    competence="6520",
    works_area=(LOOS, GRENAY),
    nature=Nature.INVESTMENT,
    impact_area=(LOOS, GRENAY, LIEVIN),
    cost=Decimal("1234567.89"),
    asset_owner=Party(PartyKind.LANDLORD, "Maisons & Cités"),
    initiator=Initiator.INHABITANTS,
    experiment=True,
    origin=LOOS,
    programme=True,
    two_sided_charter=True,
    partners=(Party(PartyKind.FARMERS, "Les agriculteurs"), Party(PartyKind.INHABITANTS)),
    equipment=False,
    needs_involvement=True,
    person_days={Skill.HOUSING: Decimal("12.5"), Skill.ENGINEERING: Decimal(40)},
    label="euralens",
    communes_with_same_need=5,
    evidence=(Evidence(ScaleCriterion.MUTUALISATION_GAIN, "Étude 4", Decimal("0.2")),),
    lots=("Lot 1", "Lot 2"),
)


@pytest.fixture(params=["memory", "postgresql"])
async def open_unit(request: pytest.FixtureRequest) -> AsyncIterator[OpenUnit]:
    if request.param == "memory":
        store = MemoryStore()

        @asynccontextmanager
        async def in_memory() -> AsyncIterator[ProjectUnit]:
            yield MemoryUnit(store)

        yield in_memory
        return
    url = request.getfixturevalue("fresh_database")
    await make_schema(url)
    engine = connect(url, 4)
    async with engine.begin() as connection:
        await fill_territory(connection)
    yield stored(engine)
    await engine.dispose()


def stored(engine: AsyncEngine) -> OpenUnit:
    cache = ReferenceCache(charter())

    @asynccontextmanager
    async def transaction() -> AsyncIterator[ProjectUnit]:
        async with engine.begin() as connection:
            yield Unit(Transaction(connection, ACT, "artois", "projects", FixedClock()), cache)

    return transaction


def drafted(written: Draft | None = None) -> Project:
    return Project.draft(str(uuid7()), written or castors(), reference(), NOW)


async def kept(open_unit: OpenUnit, *projects: Project) -> None:
    async with open_unit() as unit:
        for project in projects:
            await unit.projects.add(project)


async def read(open_unit: OpenUnit, project: Project) -> Project:
    async with open_unit() as unit:
        return await unit.projects.get(project.id)


def told(project: Project) -> tuple[object, ...]:
    return (
        project.id,
        project.version,
        project.etag,
        project.home_node,
        project.epoch,
        project.written,
        project.state,
        project.participants,
        project.concerned,
        project.create_time,
        project.update_time,
        project.submit_time,
        project.decision,
        project.past_decisions,
        project.consent,
        project.next_deadline(),
    )


async def test_a_project_comes_back_as_it_was_with_all_its_facts(open_unit: OpenUnit) -> None:
    written = Draft(
        LOOS,
        "Tout",
        RICH,
        summary="Deux\nlignes",
        participants=(GRENAY,),
        planned_start=date(2027, 3, 1),
        restricted=True,
        synthetic=True,
    )
    project = drafted(written)
    await kept(open_unit, project)
    assert project.version == 1
    assert project.home_node == "artois"
    assert told(await read(open_unit, project)) == told(project)


async def test_every_step_of_a_project_is_kept(open_unit: OpenUnit) -> None:
    later = datetime(2026, 11, 22, 22, 31, 2, 345678, tzinfo=UTC)
    vote = Deliberation(TODAY, "2026-11-042")
    against = asking(reference(), consents=(CALL,), opinions=(LOOS,))
    objection = Contest(CALL, ContestGround.SCALE, "Le bassin.", later, ("Étude 2026-04",))
    answer = ContestAnswer(upheld=True, text="Entendu.")
    counted = Deliberation(TODAY, "2026-11-043", votes_for=20, votes_cast=30)
    steps: list[Callable[[Project], None]] = [
        lambda project: project.submit(against, later),
        lambda project: project.confirm(GRENAY, later),
        lambda project: project.propose(against, later),
        lambda project: project.contest(objection, against),
        lambda project: project.convene(project.consent.conciliations[-1].body, later),
        lambda project: project.update(together(GRENAY, title="Autrement"), against, later),
        lambda project: project.conclude(CALL, (answer,), "Mieux.", against, later),
        lambda project: project.give_opinion(LOOS, OpinionValue.UNFAVOURABLE, "Non.", vote, later),
        lambda project: project.accept(project.accepting_body, counted, later),
        lambda project: project.pass_deadlines(later + timedelta(days=60)),
    ]
    project = drafted(together(GRENAY))
    accepted = drafted()
    await kept(open_unit, project, accepted)
    for step in steps:
        async with open_unit() as unit:
            project = await unit.projects.get(project.id)
            step(project)
            await unit.projects.save(project)
        assert told(await read(open_unit, project)) == told(project)
    assert project.state is State.ACCEPTED
    async with open_unit() as unit:
        accepted = await unit.projects.get(accepted.id)
        accepted.submit(asking(reference()), later)
        accepted.propose(asking(reference()), later)
        accepted.accept(LOOS, vote, later)
        await unit.projects.save(accepted)
    again = await read(open_unit, accepted)
    assert told(again) == told(accepted)
    assert (again.version, again.acceptance) == (3, vote)


async def test_a_decision_that_blocks_is_kept_with_its_ways_out(open_unit: OpenUnit) -> None:
    facts = ProjectFacts("1035", ("62427", LOOS), Nature.INVESTMENT)
    project = drafted(castors(lead=POLE, facts=facts))
    project.submit(reference(), NOW)
    project.propose(reference(), NOW)
    await kept(open_unit, project)
    again = await read(open_unit, project)
    assert again.decision is not None
    assert again.decision.blocked is not None
    assert again.decision == project.decision


async def test_an_unknown_project_is_not_found(open_unit: OpenUnit) -> None:
    async with open_unit() as unit:
        with pytest.raises(NotFound):
            await unit.projects.get("0190a000-0000-7000-8000-000000000000")


async def test_what_was_read_before_somebody_elses_change_is_not_saved(open_unit: OpenUnit) -> None:
    project = drafted()
    await kept(open_unit, project)
    mine, theirs = await read(open_unit, project), await read(open_unit, project)
    theirs.update(castors(title="Leur titre"), reference(), NOW)
    async with open_unit() as unit:
        await unit.projects.save(theirs)
    mine.update(castors(title="Mon titre"), reference(), NOW)

    async def save_mine() -> None:
        async with open_unit() as unit:
            await unit.projects.save(mine)

    with pytest.raises(WriteConflict):
        await save_mine()
    assert (await read(open_unit, project)).written.title == "Leur titre"


async def test_nothing_recorded_is_nothing_written(open_unit: OpenUnit) -> None:
    project = drafted()
    await kept(open_unit, project)
    async with open_unit() as unit:
        same = await unit.projects.get(project.id)
        await unit.projects.save(same)
    assert (await read(open_unit, project)).version == 1


async def seen(
    open_unit: OpenUnit,
    *bodies: str,
    body: str = "",
    state: State | None = None,
    before: str = "",
    limit: int = 10,
) -> list[str]:
    async with open_unit() as unit:
        found = await unit.projects.listed(frozenset(bodies), Wanted(body, state), before, limit)
    return [project.id for project in found]


async def test_a_list_holds_what_concerns_somebody_and_what_is_public(open_unit: OpenUnit) -> None:
    draft, proposed, public, restricted = drafted(), drafted(), drafted(), drafted(castors(restricted=True))
    for project in (proposed, public, restricted):
        project.submit(asking(reference()), NOW)
        project.propose(asking(reference()), NOW)
    for project in (public, restricted):
        project.accept(LOOS, Deliberation(TODAY, "42"), NOW)
    await kept(open_unit, draft, proposed, public, restricted)

    def newest_first(*projects: Project) -> list[str]:
        return sorted((project.id for project in projects), reverse=True)

    assert await seen(open_unit, LOOS) == newest_first(draft, proposed, public, restricted)
    assert await seen(open_unit, CALL) == newest_first(proposed, public, restricted)
    assert await seen(open_unit, LIEVIN) == await seen(open_unit) == [public.id]
    assert await seen(open_unit, LIEVIN, CALL, body=POLE) == newest_first(proposed, public, restricted)
    assert await seen(open_unit, body=LIEVIN) == []
    assert await seen(open_unit, LOOS, state=State.DRAFT) == [draft.id]
    assert await seen(open_unit, LOOS, limit=2) == newest_first(draft, proposed, public, restricted)[:2]


async def test_a_list_goes_on_after_the_last_id(open_unit: OpenUnit) -> None:
    await kept(open_unit, *(drafted() for _ in range(5)))
    everything = await seen(open_unit, LOOS)
    assert await seen(open_unit, LOOS, before=everything[1], limit=2) == everything[2:4]
    assert await seen(open_unit, LOOS, before=everything[4]) == []


async def test_the_history_tells_each_event_once_oldest_first(open_unit: OpenUnit) -> None:
    project = drafted(together(GRENAY))
    await kept(open_unit, project)
    project.submit(reference(), NOW)
    project.decline(GRENAY, NOW + timedelta(days=1))
    async with open_unit() as unit:
        await unit.projects.save(project)
        entries = await unit.projects.history(project.id, 0, 10)
        rest = await unit.projects.history(project.id, 1, 1)
        assert await unit.projects.history(project.id, 3, 10) == []
    assert [(entry.version, entry.type) for entry in entries] == [
        (1, "ProjectDrafted"),
        (2, "ParticipationAsked"),
        (3, "ParticipationDeclined"),
    ]
    assert {(entry.actor, entry.time) for entry in entries} == {("p-1", NOW)}
    assert len({entry.event_id for entry in entries}) == 3
    assert [entry.version for entry in rest] == [2]


async def test_what_projects_are_judged_against_holds_the_territory(open_unit: OpenUnit) -> None:
    async with open_unit() as unit:
        data = await unit.reference()
    assert data.directory.covers(CALL, LOOS)
    assert data.competences == COMPETENCES
    assert data.decide(castors().facts, TODAY) == reference().decide(castors().facts, TODAY)
    assert not data.capacities


async def test_the_last_published_days_replace_those_before(open_unit: OpenUnit) -> None:
    first = Capacity(person_days={Skill.ENGINEERING: Decimal(5), Skill.DATA: Decimal("0.5")})
    second = Capacity(
        person_days={Skill.ENGINEERING: Decimal("12.5")},
        lent_agents=(
            LentAgent("agent-1", CALL, frozenset({Skill.ENERGY, Skill.DATA}), Decimal("12.25")),
            LentAgent("agent-2", LOOS, frozenset({Skill.FOOD}), Decimal(0)),
        ),
    )

    async def put_and_read(capacity: Capacity) -> Capacity | None:
        async with open_unit() as unit:
            await unit.capacities.put(LOOS, capacity)
        async with open_unit() as unit:
            return (await unit.reference()).capacities.get(LOOS)

    assert await put_and_read(first) == first
    assert await put_and_read(second) == second
    assert await put_and_read(replace(second, lent_agents=())) == replace(second, lent_agents=())
