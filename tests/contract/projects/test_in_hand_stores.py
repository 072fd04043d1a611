"""What the stores of wishes, principles and credits promise their use cases: memory and PostgreSQL alike."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Protocol

import pytest

from chassis.aggregates import WriteConflict
from chassis.database import connect
from chassis.domain import NotFound, uuid7
from chassis.journal.writer import Act, Transaction
from services.projects.domain.capacity_credit import CapacityCredit
from services.projects.domain.consent import Deliberation
from services.projects.domain.handover import evaluate
from services.projects.domain.learning import EvaluationOutcome
from services.projects.domain.principle import Principle
from services.projects.domain.project import Project
from services.projects.domain.subsidiarity.facts import Capacity, Skill
from services.projects.domain.tenure import ReturnClause
from services.projects.domain.transfer import TransferWish
from services.projects.domain.wish_states import PrincipleState, WishState
from services.projects.storage.reference import ReferenceCache
from services.projects.storage.unit import Unit
from services.projects.use_cases.learning_ports import LearningUnit
from services.projects.use_cases.ownership_ports import OwnershipUnit
from services.projects.use_cases.project_ports import Wanted
from tests.fixtures.projects.database import fill_territory, make_schema
from tests.fixtures.projects.handing_over import CALL_VOTES, LOOS_VOTES, PROJECT, evaluation, offer, wish
from tests.fixtures.projects.memory import MemoryStore, MemoryUnit
from tests.fixtures.projects.territory import (
    CALL,
    GRENAY,
    LOOS,
    NOW,
    TODAY,
    FixedClock,
    castors,
    charter,
    reference,
)


class InHandUnit(OwnershipUnit, LearningUnit, Protocol):
    """All that a project in its owner's hands needs."""


OpenUnit = Callable[[], AbstractAsyncContextManager[InHandUnit]]
HOMES = {GRENAY: "grenay"}
LATER = NOW + timedelta(days=1)


@pytest.fixture(params=["memory", "postgresql"])
async def open_unit(request: pytest.FixtureRequest) -> AsyncIterator[OpenUnit]:
    if request.param == "memory":
        store = MemoryStore(homes=dict(HOMES))

        @asynccontextmanager
        async def in_memory() -> AsyncIterator[InHandUnit]:
            yield MemoryUnit(store)

        yield in_memory
        return
    url = request.getfixturevalue("fresh_database")
    await make_schema(url)
    engine = connect(url, 4)
    async with engine.begin() as connection:
        await fill_territory(connection)
    cache = ReferenceCache(charter())

    @asynccontextmanager
    async def transaction() -> AsyncIterator[InHandUnit]:
        async with engine.begin() as connection:
            yield Unit(Transaction(connection, Act("p-1"), "artois", "projects", FixedClock()), cache, HOMES)

    yield transaction
    await engine.dispose()


_numbers = itertools.count(1)


def new_id() -> str:
    """Each comes after the one before, also within a millisecond."""
    return f"0190b000-0000-7000-8000-{next(_numbers):012d}"


def made(wish_id: str = "", **changes: object) -> TransferWish:
    return wish(wish_id or new_id(), **changes)


async def kept(open_unit: OpenUnit, *wishes: TransferWish) -> None:
    async with open_unit() as unit:
        for each in wishes:
            await unit.wishes.add(each)


def told(known: TransferWish) -> tuple[object, ...]:
    return (known.id, known.version, known.etag, known.home_node, known.epoch, known.terms, known.audience,
            known.create_time, known.update_time, known.state, known.answer)  # fmt: skip


async def test_a_wish_comes_back_as_it_was(open_unit: OpenUnit) -> None:
    said = made(epoch=4)
    await kept(open_unit, said)
    async with open_unit() as unit:
        found = await unit.wishes.get(said.id)
    assert told(found) == told(said)
    assert (found.version, found.home_node) == (1, "artois")


async def test_each_step_of_a_wish_is_kept(open_unit: OpenUnit) -> None:
    said = made()
    await kept(open_unit, said)
    async with open_unit() as unit:
        found = await unit.wishes.get(said.id)
        found.lapse(LATER, "Pas encore.")
        await unit.wishes.save(found)
    async with open_unit() as unit:
        closed = await unit.wishes.get(said.id)
    assert (closed.state, closed.version, closed.answer) == (WishState.LAPSED, 2, "Pas encore.")


async def test_a_wish_that_nobody_made_is_not_found(open_unit: OpenUnit) -> None:
    async with open_unit() as unit:
        with pytest.raises(NotFound):
            await unit.wishes.get(str(uuid7()))


async def test_of_two_who_change_a_wish_the_second_is_told(open_unit: OpenUnit) -> None:
    said = made()
    await kept(open_unit, said)
    async with open_unit() as unit:
        first, second = await unit.wishes.get(said.id), await unit.wishes.get(said.id)
        first.withdraw(LATER)
        await unit.wishes.save(first)
    second.lapse(LATER)
    with pytest.raises(WriteConflict):
        async with open_unit() as unit:
            await unit.wishes.save(second)


async def test_standing_wishes_of_this_node_and_of_others_are_found_together(open_unit: OpenUnit) -> None:
    here, closed, elsewhere = made(), made(), made(body=GRENAY)
    closed.withdraw(LATER)
    await kept(open_unit, here, closed, made(project="0190a000-0000-7000-8000-000000000009"))
    elsewhere.version, elsewhere.home_node = 1, "grenay"
    async with open_unit() as unit:
        await unit.wishes.heard(elsewhere)
    async with open_unit() as unit:
        found = await unit.wishes.standing(PROJECT)
        copy = await unit.wishes.get(elsewhere.id)
    assert [each.id for each in found] == [here.id, elsewhere.id]
    assert told(copy) == told(elsewhere)


async def test_an_older_word_of_another_node_replaces_no_newer_one(open_unit: OpenUnit) -> None:
    older, newer = made("0190a000-0000-7000-8000-0000000000cc"), made("0190a000-0000-7000-8000-0000000000cc")
    newer.withdraw(LATER)
    for each, version in ((newer, 2), (older, 1)):
        each.version, each.home_node = version, "grenay"
        async with open_unit() as unit:
            await unit.wishes.heard(each)
    async with open_unit() as unit:
        assert (await unit.wishes.get(older.id)).state is WishState.WITHDRAWN


async def test_what_becomes_of_a_wish_of_another_node_is_only_noted_here(open_unit: OpenUnit) -> None:
    said = made()
    said.version, said.home_node = 1, "grenay"
    async with open_unit() as unit:
        await unit.wishes.heard(said)
        copy = await unit.wishes.get(said.id)
        copy.lapse(LATER)
        await unit.wishes.save(copy)
    async with open_unit() as unit:
        noted = await unit.wishes.get(said.id)
        assert (noted.state, noted.version) == (WishState.LAPSED, 1)
        assert await unit.wishes.standing(PROJECT) == []


async def test_wishes_are_listed_for_those_who_may_see_them_newest_first(open_unit: OpenUnit) -> None:
    first, second, third = made(), made(), made(body=GRENAY)
    await kept(open_unit, first, second, third)

    async def listed(*bodies: str, before: str = "", limit: int = 9) -> list[str]:
        async with open_unit() as unit:
            found = await unit.wishes.listed(PROJECT, frozenset(bodies), before, limit)
        return [each.id for each in found]

    assert await listed(LOOS) == [third.id, second.id, first.id]
    assert await listed(LOOS, limit=1) == [third.id]
    assert await listed(LOOS, before=second.id) == [first.id]
    assert await listed(GRENAY) == [third.id]
    assert await listed("62427") == []


async def test_the_node_of_a_body_is_this_one_unless_somebody_said_otherwise(open_unit: OpenUnit) -> None:
    async with open_unit() as unit:
        assert (unit.node, unit.home_of(LOOS), unit.home_of(GRENAY)) == ("artois", "artois", "grenay")


# --- projects in hand ----------------------------------------------------------------------------------


def project_in_hand() -> Project:
    """With an offer, a return clause, an evaluation and a reassessment."""
    project = Project.draft(new_id(), castors(part_of=PROJECT), reference(), NOW)
    project.submit(reference(), NOW)
    project.propose(reference(), NOW)
    project.accept(LOOS, LOOS_VOTES, NOW, "Vingt logements.")
    project.pass_deadlines(NOW + timedelta(days=120))
    evaluate(project, evaluation(outcome=EvaluationOutcome.REOPEN), reference(), NOW)
    clause = ReturnClause(LOOS, TODAY, reached=True)
    project.tenure = replace(project.tenure.offered(offer(deliberation=CALL_VOTES)), return_clause=clause)
    return project


async def test_a_project_in_hand_comes_back_as_it_was(open_unit: OpenUnit) -> None:
    project = project_in_hand()
    async with open_unit() as unit:
        await unit.projects.add(project)
    async with open_unit() as unit:
        found = await unit.projects.held(project.id)
    assert found.tenure == project.tenure
    assert found.learning == project.learning
    assert found.written.part_of == PROJECT
    assert found.learning.reassessment is not None


async def test_lots_and_experiences_are_found(open_unit: OpenUnit) -> None:
    in_hand, plain = project_in_hand(), Project.draft(new_id(), castors(), reference(), NOW)
    async with open_unit() as unit:
        await unit.projects.add(in_hand)
        await unit.projects.add(plain)

    async def found(**wanted: object) -> list[str]:
        async with open_unit() as unit:
            listed = await unit.projects.listed(frozenset({LOOS}), Wanted(**wanted), "", 9)  # type: ignore[arg-type]
        return [project.id for project in listed]

    assert await found() == [plain.id, in_hand.id]
    assert await found(part_of=PROJECT) == [in_hand.id]
    assert await found(evaluated=True) == [in_hand.id]
    assert await found(competence="6520") == [plain.id, in_hand.id]
    assert await found(competence="1035", evaluated=True) == []


async def test_an_unknown_project_cannot_be_held(open_unit: OpenUnit) -> None:
    async with open_unit() as unit:
        with pytest.raises(NotFound):
            await unit.projects.held(str(uuid7()))


# --- principles and credits ----------------------------------------------------------------------------


def principle(competence: str = "6520") -> Principle:
    projects = [project_in_hand() for _ in range(3)]
    for project in projects:
        facts = replace(project.written.facts, competence=competence)
        project.written = replace(project.written, facts=facts)
    return Principle.proposed(new_id(), "Une porte", "Un interlocuteur.", CALL, projects, NOW)


async def test_a_principle_comes_back_as_it_was_and_each_step_is_kept(open_unit: OpenUnit) -> None:
    made_here = principle()
    async with open_unit() as unit:
        await unit.principles.add(made_here)
    async with open_unit() as unit:
        found = await unit.principles.get(made_here.id)
        assert (found.title, found.projects, found.body) == (
            made_here.title,
            made_here.projects,
            made_here.body,
        )
        assert (found.create_time, found.version, found.deliberation) == (NOW, 1, None)
        found.adopt(CALL, Deliberation(TODAY, "2026-11-060"), LATER)
        await unit.principles.save(found)
    async with open_unit() as unit:
        adopted = await unit.principles.get(made_here.id)
    assert (adopted.state, adopted.version) == (PrincipleState.ADOPTED, 2)
    assert adopted.deliberation == Deliberation(TODAY, "2026-11-060")


async def test_principles_are_listed_by_competence_and_state_newest_first(open_unit: OpenUnit) -> None:
    first, second, other = principle(), principle(), principle("1035")
    async with open_unit() as unit:
        for each in (first, second, other):
            await unit.principles.add(each)

    async def listed(
        competence: str = "", state: PrincipleState | None = None, before: str = "", limit: int = 9
    ) -> list[str]:
        async with open_unit() as unit:
            found = await unit.principles.listed(competence, state, before, limit)
        return [each.id for each in found]

    assert await listed() == [other.id, second.id, first.id]
    assert await listed("6520", limit=1) == [second.id]
    assert await listed("6520", before=second.id) == [first.id]
    assert await listed(state=PrincipleState.ADOPTED) == []


async def test_days_given_back_count_at_once_and_an_experiment_gives_them_once(open_unit: OpenUnit) -> None:
    credit = CapacityCredit(
        PROJECT, LOOS, Skill.ENGINEERING, Decimal("12.5"), TODAY, TODAY + timedelta(days=365)
    )

    async def free() -> Decimal | None:
        async with open_unit() as unit:
            ground = (await unit.reference()).ground(TODAY)
        return ground.capacities[LOOS].free(Skill.ENGINEERING)

    async with open_unit() as unit:
        await unit.capacities.put(LOOS, Capacity({Skill.ENGINEERING: Decimal(10)}))
    assert await free() == 10
    for days in (credit.days, Decimal(99)):
        async with open_unit() as unit:
            await unit.credits.add([replace(credit, days=days)])
        assert await free() == Decimal("22.5")
    async with open_unit() as unit:
        await unit.credits.add([])
