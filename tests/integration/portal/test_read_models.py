"""What dashboards show, and to whom: over real tables, fed with resources as events carry them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

import services.portal
from archipel.funding.v1.lines_pb2 import LineState
from archipel.labels.v1.applications_pb2 import ApplicationState
from archipel.projects.v1.ownership_pb2 import WishState
from archipel.projects.v1.projects_pb2 import Answer, ProjectState
from chassis.migrations import check
from services.portal.consumers import READERS
from services.portal.storage import keep, tables
from services.portal.storage.dashboards import View
from services.portal.storage.reading import Dashboard, Reading
from tests.integration.portal import decided
from tests.integration.portal.conftest import Stage
from tests.integration.portal.samples import ID, application, day_request, plan, project
from tests.unit.portal.territory import CALL, GRENAY, HENIN, LOOS, POLE, directory

TODAY, CHRISTMAS = date(2026, 11, 22), date(2026, 12, 26)
CHAIN = [LOOS, CALL, POLE]


async def dashboard(stage: Stage, body: str, *viewer: str, roles: tuple[str, ...] = ()) -> Dashboard:
    view = View(directory().scope(body), viewer)
    return await Reading(stage.engine).dashboard(body, view, TODAY, roles=roles)


async def keep_project(engine: AsyncEngine, made: object, audience: list[str]) -> None:
    async with engine.begin() as connection:
        await keep.keep_project(connection, made, audience)  # type: ignore[arg-type]


@pytest.mark.parametrize("body", [LOOS, CALL, POLE])
async def test_a_public_project_shows_on_every_dashboard_of_its_chain(stage: Stage, body: str) -> None:
    await keep_project(stage.engine, project(state=ProjectState.PROJECT_STATE_ACCEPTED), [])
    shown = await dashboard(stage, body)
    assert [line.id for line in shown.projects] == [ID]
    assert shown.figures.by_state == {ProjectState.PROJECT_STATE_ACCEPTED: 1}
    assert shown.figures.cost_cents == 10_000_000


@pytest.mark.parametrize("body", [GRENAY, HENIN])
async def test_a_project_does_not_show_where_it_concerns_nobody(stage: Stage, body: str) -> None:
    await keep_project(stage.engine, project(state=ProjectState.PROJECT_STATE_ACCEPTED), [])
    assert (await dashboard(stage, body)).figures.projects == 0


@pytest.mark.parametrize(
    ("viewer", "seen"), [((), 0), ((GRENAY,), 0), ((CALL,), 0), ((LOOS,), 1), ((GRENAY, LOOS), 1)]
)
async def test_a_draft_is_seen_and_counted_by_its_own_body_only(
    stage: Stage, viewer: tuple[str, ...], seen: int
) -> None:
    await keep_project(stage.engine, project(state=ProjectState.PROJECT_STATE_DRAFT), [LOOS])
    for body in CHAIN:
        shown = await dashboard(stage, body, *viewer)
        assert (len(shown.projects), shown.figures.projects) == (seen, seen)


async def test_who_may_see_follows_the_last_event(stage: Stage) -> None:
    await keep_project(stage.engine, project(state=ProjectState.PROJECT_STATE_DRAFT), [LOOS])
    await keep_project(stage.engine, project(), CHAIN)
    assert (await dashboard(stage, LOOS, CALL)).figures.projects == 1
    assert (await dashboard(stage, LOOS, GRENAY)).figures.projects == 0
    await keep_project(stage.engine, project(state=ProjectState.PROJECT_STATE_ACCEPTED), [])
    assert (await dashboard(stage, LOOS)).figures.projects == 1
    await keep_project(stage.engine, project(), CHAIN)
    assert (await dashboard(stage, LOOS)).figures.projects == 0


async def test_the_same_event_twice_changes_nothing(stage: Stage) -> None:
    for _ in range(2):
        await keep_project(stage.engine, project(), [])
        async with stage.engine.begin() as connection:
            await keep.keep_plan(connection, plan(), [])
            await keep.keep_day_request(connection, day_request(), [])
            await keep.keep_application(connection, application(), [])
    shown = await dashboard(stage, CALL)
    assert (shown.figures.projects, shown.figures.asked_cents, shown.figures.days_asked) == (1, 5_000_000, 40)


async def test_synthetic_projects_are_listed_but_never_counted(stage: Stage) -> None:
    made = project()
    made.synthetic = True
    await keep_project(stage.engine, made, [])
    shown = await dashboard(stage, LOOS)
    assert (len(shown.projects), shown.figures.projects, shown.figures.cost_cents) == (1, 0, 0)


async def test_money_is_what_was_asked_granted_and_paid(stage: Stage) -> None:
    async with stage.engine.begin() as connection:
        await keep.keep_plan(connection, plan(fund=LineState.LINE_STATE_GRANTED), [])
    for body in CHAIN:
        figures = (await dashboard(stage, body)).figures
        assert (figures.asked_cents, figures.granted_cents, figures.paid_cents) == (
            5_000_000,
            4_000_000,
            1_200_000,
        )
    assert (await dashboard(stage, CALL)).figures.funded_cents == 4_000_000
    assert (await dashboard(stage, LOOS)).figures.funded_cents == 0


async def test_planned_lines_are_not_asked_yet(stage: Stage) -> None:
    async with stage.engine.begin() as connection:
        await keep.keep_plan(connection, plan(fund=LineState.LINE_STATE_PLANNED), [])
    assert (await dashboard(stage, LOOS)).figures.asked_cents == 0


async def test_money_of_a_plan_that_one_may_not_see_is_not_counted(stage: Stage) -> None:
    async with stage.engine.begin() as connection:
        await keep.keep_plan(connection, plan(), CHAIN)
    assert (await dashboard(stage, LOOS, GRENAY)).figures.asked_cents == 0
    assert (await dashboard(stage, LOOS, CALL)).figures.asked_cents == 5_000_000


async def test_days_asked_and_lent_show_on_both_sides(stage: Stage) -> None:
    async with stage.engine.begin() as connection:
        await keep.keep_day_request(connection, day_request(), CHAIN)
    loos = (await dashboard(stage, LOOS, LOOS)).figures
    call = (await dashboard(stage, CALL, CALL)).figures
    assert (loos.days_asked, loos.days_granted, loos.days_lent) == (Decimal(40), Decimal(10), Decimal(0))
    assert call.days_lent == Decimal(10)
    assert (await dashboard(stage, CALL, GRENAY)).figures.days_lent == 0


async def test_an_award_counts_between_its_days_only(stage: Stage) -> None:
    awarded = application(state=ApplicationState.APPLICATION_STATE_AWARDED)
    async with stage.engine.begin() as connection:
        await keep.keep_application(connection, awarded, [])
    reading = Reading(stage.engine)
    view = View(directory().scope(LOOS), ())
    assert (await reading.figures(LOOS, view, TODAY)).labels_valid == 1
    assert (await reading.figures(LOOS, view, date(2030, 1, 1))).labels_valid == 0


async def test_each_body_sees_what_awaits_it(stage: Stage) -> None:
    invited = project("2", state=ProjectState.PROJECT_STATE_AWAITING_PARTNERS)
    invited.participants.add(body=f"territories/{GRENAY}", answer=Answer.ANSWER_AWAITED)
    await keep_project(stage.engine, project(), CHAIN)
    await keep_project(stage.engine, invited, [LOOS, GRENAY])
    async with stage.engine.begin() as connection:
        await keep.keep_plan(connection, plan(), CHAIN)
        await keep.keep_day_request(connection, day_request(), CHAIN)
        await keep.keep_application(connection, application(), [LOOS, POLE])

    async def kinds(body: str, *roles: str) -> set[str]:
        return {item.kind for item in (await dashboard(stage, body, body, roles=roles)).waiting}

    assert await kinds(LOOS, "elected") == {"accept"}
    assert await kinds(GRENAY, "elected") == {"confirm"}
    assert await kinds(CALL, "pool_manager") == {"serve"}
    assert await kinds(CALL, "funding_officer") == {"grant"}
    assert await kinds(CALL, "pool_manager", "funding_officer") == {"serve", "grant"}
    assert await kinds(POLE, "juror") == {"mark"}
    assert await kinds(POLE, "observer") == set()
    assert (await dashboard(stage, LOOS, LOOS)).waiting == []


async def waiting_of(stage: Stage, body: str, *roles: str) -> set[tuple[str, date | None]]:
    shown = await dashboard(stage, body, body, roles=roles)
    return {(item.kind, item.until) for item in shown.waiting}


async def test_consent_awaits_its_body_until_its_day(stage: Stage) -> None:
    await keep_project(stage.engine, decided.proposed(), CHAIN)
    assert await waiting_of(stage, CALL, "elected") == {("consent", CHRISTMAS)}
    assert await waiting_of(stage, LOOS, "elected") == {("accept", None)}
    assert await waiting_of(stage, CALL, "project_manager") == set()
    assert await waiting_of(stage, POLE, "elected") == set()
    await keep_project(stage.engine, decided.proposed(), [LOOS])
    assert await waiting_of(stage, CALL, "elected") == set()


async def test_a_contest_awaits_the_body_that_convenes_and_then_concludes(stage: Stage) -> None:
    await keep_project(stage.engine, decided.contested(), CHAIN)
    assert await waiting_of(stage, CALL, "elected") == {("convene", None)}
    await keep_project(stage.engine, decided.in_conciliation(), CHAIN)
    assert await waiting_of(stage, CALL, "elected") == {("conclude", None)}


async def test_an_offer_awaits_who_may_take_over_and_a_proposal_the_owner(stage: Stage) -> None:
    await keep_project(stage.engine, decided.offered(), CHAIN)
    assert await waiting_of(stage, CALL, "elected") == {("offer", None)}
    async with stage.engine.begin() as connection:
        await keep.keep_wish(connection, decided.wish(offer=decided.OFFER), CHAIN)
    assert await waiting_of(stage, LOOS, "elected") == set()
    async with stage.engine.begin() as connection:
        await keep.keep_wish(connection, decided.wish(), CHAIN)
    assert await waiting_of(stage, LOOS, "elected") == {("wish", None)}
    over = decided.wish()
    over.state = WishState.WISH_STATE_LAPSED
    async with stage.engine.begin() as connection:
        await keep.keep_wish(connection, over, CHAIN)
    assert await waiting_of(stage, LOOS, "elected") == set()


async def test_a_review_and_a_return_that_came_due_await_the_owner(stage: Stage) -> None:
    made = decided.accepted()
    made.review_due = made.return_clause.reached = True
    made.return_clause.due.CopyFrom(decided.CHRISTMAS)
    await keep_project(stage.engine, made, [])
    assert await waiting_of(stage, LOOS, "elected") == {("review", date(2028, 11, 26)), ("return", CHRISTMAS)}


@pytest.mark.parametrize("body", CHAIN)
async def test_every_dashboard_shows_what_waits_for_whom_the_earliest_first(stage: Stage, body: str) -> None:
    await keep_project(stage.engine, decided.proposed(), CHAIN)
    shown = await dashboard(stage, body, body)
    assert [(line.kind, line.bodies, line.until) for line in shown.awaited] == [
        ("consent", (CALL,), CHRISTMAS),
        ("accept", (LOOS,), None),
    ]
    assert (await dashboard(stage, body, GRENAY)).awaited == []
    assert (await dashboard(stage, HENIN, body)).awaited == []


async def test_bodies_that_are_asked_the_same_until_the_same_day_are_one_line(stage: Stage) -> None:
    made = decided.proposed()
    made.opinions.add(body=f"territories/{GRENAY}", kind=1, value=1, due=decided.CHRISTMAS)
    await keep_project(stage.engine, made, [])
    lines = (await dashboard(stage, LOOS)).awaited
    assert [set(line.bodies) for line in lines] == [{CALL, GRENAY}, {LOOS}]


async def test_drafts_and_synthetic_projects_wait_for_nobody_on_a_dashboard(stage: Stage) -> None:
    await keep_project(stage.engine, project(state=ProjectState.PROJECT_STATE_DRAFT), [LOOS])
    synthetic = decided.proposed()
    synthetic.name, synthetic.synthetic = "projects/2", True
    await keep_project(stage.engine, synthetic, [])
    assert (await dashboard(stage, LOOS, LOOS)).awaited == []


async def test_a_standing_proposal_shows_on_dashboards_with_the_owner_who_answers(stage: Stage) -> None:
    async with stage.engine.begin() as connection:
        await keep.keep_wish(connection, decided.wish(), [])
    await keep_project(stage.engine, decided.accepted(), [])
    shown = await dashboard(stage, CALL)
    assert [(line.kind, line.bodies) for line in shown.awaited] == [("wish", (LOOS,))]


async def test_a_proposal_about_a_public_project_shows_to_the_bodies_that_may_know_of_it(
    stage: Stage,
) -> None:
    async with stage.engine.begin() as connection:
        await keep.keep_wish(connection, decided.wish(), [LOOS, CALL])
    await keep_project(stage.engine, decided.accepted(), [])
    assert [line.kind for line in (await dashboard(stage, CALL, LOOS)).awaited] == ["wish"]
    for viewer in ((), (GRENAY,)):
        assert (await dashboard(stage, CALL, *viewer)).awaited == []
    assert await waiting_of(stage, LOOS, "elected") == {("wish", None)}


async def test_more_than_fits_is_said(stage: Stage) -> None:
    for number in range(30):
        await keep_project(stage.engine, project(str(number)), [])
    shown = await dashboard(stage, LOOS)
    assert (len(shown.awaited), shown.more_awaited) == (20, True)


async def test_what_belongs_to_a_project_is_linked_as_far_as_one_may_see(stage: Stage) -> None:
    async with stage.engine.begin() as connection:
        await keep.keep_plan(connection, plan(), CHAIN)
        await keep.keep_application(connection, application(), [])
    linked = await Reading(stage.engine).linked(ID, [])
    assert (linked.plan, linked.applications) == (None, [ID])
    assert (await Reading(stage.engine).linked(ID, [LOOS])).plan == ID


async def test_a_long_list_comes_in_pages(stage: Stage) -> None:
    for number in range(30):
        await keep_project(stage.engine, project(str(number)), [])
    reading, view = Reading(stage.engine), View(directory().scope(LOOS), ())
    first = await reading.dashboard(LOOS, view, TODAY)
    second = await reading.dashboard(LOOS, view, TODAY, page=1)
    assert (len(first.projects), first.more, len(second.projects), second.more) == (25, True, 5, False)
    assert {line.id for line in (*first.projects, *second.projects)} == {str(number) for number in range(30)}


async def test_each_reader_empties_all_that_it_fills_and_nothing_else(stage: Stage) -> None:
    emptied = [table for reader in READERS for table in reader.tables]
    assert len(set(emptied)) == len(emptied)
    await keep_project(stage.engine, project(), CHAIN)
    async with stage.engine.begin() as connection:
        await keep.keep_plan(connection, plan(), CHAIN)
        await keep.keep_day_request(connection, day_request(), CHAIN)
        await keep.keep_application(connection, application(), CHAIN)
        await keep.keep_wish(connection, decided.wish(), CHAIN)
        for table in emptied:
            await connection.execute(table.delete())
        for table in (
            *tables.AUDIENCE,
            *tables.AUDIENCE.values(),
            tables.project_bodies,
            tables.project_awaits,
            tables.wishes,
            tables.plan_lines,
        ):
            assert await connection.scalar(select(func.count()).select_from(table)) == 0


def test_the_schema_is_what_the_migrations_make(portal_database: str) -> None:
    check(Path(services.portal.__file__).parent / "migrations", portal_database)
