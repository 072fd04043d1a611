"""What every set of repositories of labels must do: the one in memory and the one on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

import services.labels
from chassis import migrations
from chassis.domain import NotFound, Stale, uuid7
from chassis.journal.writer import Act, Transaction
from chassis.tables import journal, lent_mandates
from services.labels.domain.application import Application
from services.labels.domain.campaign import Campaign
from services.labels.domain.decision import BodyVotes, Outcome
from services.labels.domain.framework import Catalogue
from services.labels.domain.opinion import Advice, Opinion
from services.labels.domain.states import ApplicationState
from services.labels.storage.unit import LabelsUnit
from services.labels.use_cases.ports import ApplicationFilter, Unit
from tests.contract.labels.fakes import FakeUnit, FixedClock
from tests.unit.labels.builders import (
    CALL,
    CHAIR,
    GRENAY,
    JUROR,
    LOOS,
    NOON,
    POLE,
    SECOND_JUROR,
    TODAY,
    application,
    campaign,
    project,
    proposal,
    sheet,
    stars,
)

MIGRATIONS = Path(services.labels.__file__).parent / "migrations"
CATALOGUE = Catalogue((stars(),))


@pytest.fixture(scope="module")
def migrated(module_database: str) -> str:
    migrations.upgrade(MIGRATIONS, module_database)
    return module_database


@pytest.fixture(params=["memory", "postgresql"])
async def unit(request: pytest.FixtureRequest) -> AsyncIterator[Unit]:
    """On PostgreSQL one transaction, taken back at the end of the test."""
    if request.param == "memory":
        yield FakeUnit(FixedClock(NOON), CATALOGUE)
        return
    engine = create_async_engine(request.getfixturevalue("migrated"), poolclass=NullPool)
    async with engine.connect() as connection:
        tx = Transaction(connection, Act("p-1"), "test", "labels", FixedClock(NOON))
        yield LabelsUnit(tx, CATALOGUE)
        await connection.rollback()
    await engine.dispose()


def a_campaign(**changes: Any) -> Campaign:
    made = campaign(**changes)
    made.id = str(uuid7())
    return made


def an_application(**changes: Any) -> Application:
    made = application(**{"campaign": a_campaign(), "project": project(id=str(uuid7())), **changes})
    made.id = str(uuid7())
    return made


def decided(outcome: Outcome = Outcome.AWARDED, **changes: Any) -> Application:
    """With everything that an application may hold."""
    made = an_application(**changes)
    ref = project(id=made.project, owner="", restricted=made.restricted)
    for juror in (JUROR, SECOND_JUROR):
        made.declare_interests(juror, False, "rien", stars(), ref, NOON)
        made.mark_criteria(juror, sheet(energy=3, team=2), stars(), ref, NOON)
    made.give_opinion(
        Opinion("technical", Advice.RESERVED, "À chiffrer.", TODAY), CHAIR, stars(), project(owner=""), NOON
    )
    votes = (BodyVotes(POLE, 2, 1, 0), BodyVotes(CALL, 1, 0, 1))
    wanted = proposal(
        outcome, votes=votes, reason="Parce que…", demands=("Chiffrer.",), support_days=Decimal(12)
    )
    made.decide(wanted, CHAIR, stars(), ref, {}, NOON + timedelta(hours=1))
    return made


def fields(aggregate: Application | Campaign) -> dict[str, Any]:
    """All that must come back; what was recorded is written down and gone."""
    return {key: value for key, value in vars(aggregate).items() if key not in ("recorded", "head")}


async def test_a_campaign_comes_back_as_it_was(unit: Unit) -> None:
    made = a_campaign()
    await unit.campaigns.add(made)
    assert fields(await unit.campaigns.get(made.id)) == fields(made)
    assert fields(await unit.campaigns.get_locked(made.id)) == fields(made)
    assert made.version == 1


async def test_an_unknown_campaign_is_not_found(unit: Unit) -> None:
    with pytest.raises(NotFound):
        await unit.campaigns.get("none")
    with pytest.raises(NotFound):
        await unit.campaigns.get_locked("none")


async def test_campaigns_are_listed_newest_first_by_body_and_page(unit: Unit) -> None:
    made = sorted([a_campaign() for _ in range(3)], key=lambda each: each.id)
    for each in made:
        await unit.campaigns.add(each)
    ids = [each.id for each in reversed(made)]
    assert [each.id for each in await unit.campaigns.listed("", "", 10)] == ids
    assert [each.id for each in await unit.campaigns.listed(POLE, ids[0], 1)] == ids[1:2]
    assert await unit.campaigns.listed(LOOS, "", 10) == []


@pytest.mark.parametrize("outcome", list(Outcome))
async def test_an_application_comes_back_with_all_that_it_holds(unit: Unit, outcome: Outcome) -> None:
    made = decided(outcome)
    await unit.applications.add(made)
    found = await unit.applications.find(made.id)
    assert found is not None
    assert fields(found) == fields(made)
    assert found.version == 7  # submitted, twice declared, twice marked, opinion, decision


async def test_an_application_just_submitted_comes_back_too(unit: Unit) -> None:
    told = frozenset({LOOS, CALL})
    made = an_application(project=project(restricted=True, synthetic=True, concerned=told, id=str(uuid7())))
    await unit.applications.add(made)
    found = await unit.applications.find(made.id)
    assert found is not None
    assert fields(found) == fields(made)
    assert await unit.applications.find("none") is None


async def test_what_changed_after_it_was_read_is_not_overwritten(unit: Unit) -> None:
    made = an_application()
    await unit.applications.add(made)
    first, second = await unit.applications.find(made.id), await unit.applications.find(made.id)
    assert first is not None
    assert second is not None
    first.withdraw(NOON)
    await unit.applications.save(first)
    second.withdraw(NOON)
    with pytest.raises(Stale):
        await unit.applications.save(second)


async def test_a_project_stands_once_in_a_campaign_until_withdrawn(unit: Unit) -> None:
    made = an_application()
    await unit.applications.add(made)
    assert await unit.applications.stands(made.campaign, made.project)
    assert not await unit.applications.stands(made.campaign, "other")
    assert not await unit.applications.stands("other", made.project)
    made.withdraw(NOON)
    await unit.applications.save(made)
    assert not await unit.applications.stands(made.campaign, made.project)


async def test_a_second_standing_application_cannot_be_added(unit: Unit) -> None:
    made = an_application()
    await unit.applications.add(made)
    again = an_application()
    again.campaign, again.project = made.campaign, made.project
    with pytest.raises(IntegrityError):
        await unit.applications.add(again)


async def test_the_instructed_are_counted_without_the_submitted_and_the_withdrawn(unit: Unit) -> None:
    shared = a_campaign()
    made = [an_application(campaign=shared) for _ in range(3)]
    made += [decided(campaign=shared), an_application()]
    for each in made:
        await unit.applications.add(each)
    for each in made[:2]:
        each.declare_interests(JUROR, False, "", stars(), project(), NOON)
        await unit.applications.save(each)
    made[1].withdraw(NOON)
    await unit.applications.save(made[1])
    assert await unit.applications.instructed(shared.id) == 2


async def test_lists_show_what_the_mandates_and_the_filters_let_through(unit: Unit) -> None:
    waiting = an_application(project=project(id=str(uuid7()), concerned=frozenset({CALL})))
    awarded = decided()
    hidden = decided(project=project(id=str(uuid7()), restricted=True))
    deferred = decided(Outcome.DEFERRED)
    for each in (waiting, awarded, hidden, deferred):
        await unit.applications.add(each)

    async def listed(*bodies: str, **wanted: Any) -> set[str]:
        which = ApplicationFilter(frozenset(bodies), **wanted)
        found = await unit.applications.listed(which, "", 10)
        counted = await unit.applications.counted(which)
        assert sum(counted.values()) == len(found)
        return {each.id for each in found}

    everything = {waiting.id, awarded.id, hidden.id, deferred.id}
    assert await listed() == {awarded.id}
    assert await listed(GRENAY) == {awarded.id}
    assert await listed(CALL) == {waiting.id, awarded.id}
    assert await listed(LOOS) == everything
    assert await listed(POLE) == everything
    assert await listed(POLE, campaign=waiting.campaign) == {waiting.id}
    assert await listed(POLE, project=deferred.project) == {deferred.id}
    assert await listed(POLE, applicant=GRENAY) == set()
    assert await listed(POLE, applicant=LOOS, state=ApplicationState.AWARDED) == {awarded.id, hidden.id}


async def test_applications_are_listed_newest_first_page_by_page(unit: Unit) -> None:
    made = sorted([an_application() for _ in range(3)], key=lambda each: each.id, reverse=True)
    for each in made:
        await unit.applications.add(each)
    which = ApplicationFilter(frozenset({POLE}))
    assert [each.id for each in await unit.applications.listed(which, "", 2)] == [
        each.id for each in made[:2]
    ]
    assert [each.id for each in await unit.applications.listed(which, made[1].id, 2)] == [made[2].id]


async def test_totals_leave_out_synthetic_projects(unit: Unit) -> None:
    await unit.applications.add(an_application(project=project(id=str(uuid7()), synthetic=True)))
    await unit.applications.add(decided(project=project(id=str(uuid7()), synthetic=True)))
    which = ApplicationFilter(frozenset({POLE}))
    assert sum((await unit.applications.counted(which)).values()) == 0
    assert await unit.applications.valid_awards(which, TODAY) == 0


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (TODAY - timedelta(days=1), 0),
        (TODAY, 1),
        (date(2030, 10, 14), 1),
        (date(2030, 10, 15), 0),
    ],
)
async def test_an_award_counts_from_its_first_to_its_last_day(unit: Unit, day: date, count: int) -> None:
    await unit.applications.add(decided())
    assert await unit.applications.valid_awards(ApplicationFilter(frozenset()), day) == count


async def test_a_copy_of_a_project_is_put_and_put_again(unit: Unit) -> None:
    ref = project(
        id=str(uuid7()),
        concerned=frozenset({LOOS, CALL, POLE}),
        co_owners=frozenset({CALL}),
        co_funders=frozenset({POLE}),
    )
    assert await unit.projects.find(ref.id) is None
    await unit.projects.put(ref)
    assert await unit.projects.find(ref.id) == ref
    changed = replace(ref, title="Autre", state="accepted", participants=frozenset(), facts={})
    await unit.projects.put(changed)
    assert await unit.projects.find(ref.id) == changed


@pytest.mark.parametrize(("day", "held"), [(-1, False), (0, True), (3, True), (4, False)])
async def test_a_lent_role_is_known_on_its_days(migrated: str, day: int, held: bool) -> None:
    engine = create_async_engine(migrated, poolclass=NullPool)
    async with engine.connect() as connection:
        tx = Transaction(connection, Act("p-1"), "test", "labels", FixedClock(NOON))
        for number, body in enumerate((LOOS, CALL)):
            lent = {
                "id": str(number),
                "body": body,
                "role": "elected",
                "delegator": "p-1",
                "delegate": "juror-1",
                "first_day": TODAY,
                "last_day": TODAY + timedelta(days=3),
            }
            await connection.execute(insert(lent_mandates).values(lent))
        roles = LabelsUnit(tx, CATALOGUE).lent_roles
        found = await roles.bodies_of({"juror-1", "juror-2"}, TODAY + timedelta(days=day))
        assert await roles.bodies_of(set(), TODAY) == {}
        await connection.rollback()
    await engine.dispose()
    assert found == ({"juror-1": {LOOS, CALL}} if held else {})


async def test_the_journal_tells_nothing_of_marks_before_the_decision(migrated: str) -> None:
    engine = create_async_engine(migrated, poolclass=NullPool)
    async with engine.connect() as connection:
        tx = Transaction(connection, Act("p-1"), "test", "labels", FixedClock(NOON))
        store = LabelsUnit(tx, CATALOGUE).applications
        made = an_application()
        ref = project(id=made.project, owner="", restricted=made.restricted)
        await store.add(made)
        made.declare_interests(JUROR, False, "rien à déclarer", stars(), ref, NOON)
        made.mark_criteria(JUROR, sheet(energy=3, team=2), stars(), ref, NOON)
        await store.save(made)
        rows = (
            await connection.execute(select(journal.c.type, journal.c.envelope).order_by(journal.c.position))
        ).all()
        await connection.rollback()
    await engine.dispose()
    assert [row.type.rpartition(".")[2] for row in rows] == [
        "ApplicationSubmitted",
        "ApplicationInterestsDeclared",
        "ApplicationMarked",
    ]
    for row in rows:
        assert b"vu sur pi" not in bytes(row.envelope)
        assert "rien à déclarer".encode() not in bytes(row.envelope)


def test_tables_and_migrations_agree(fresh_database: str) -> None:
    migrations.upgrade(MIGRATIONS, fresh_database)
    migrations.check(MIGRATIONS, fresh_database)
