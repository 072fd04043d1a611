"""A change in the database reaches open pages within a second, and those alone who may know of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.requests import Request
from starlette.responses import StreamingResponse

from services.portal.live import Hub
from services.portal.pages.live import stream
from services.portal.storage import keep
from services.portal.views.language import language_of
from services.portal.web.visit import Visit
from tests.integration.portal.conftest import Stage
from tests.integration.portal.samples import project
from tests.unit.portal.territory import CALL, GRENAY, LOOS, POLE


@pytest.fixture
async def hub(stage: Stage, portal_database: str) -> AsyncIterator[Hub]:
    """A second replica: it hears through the database alone."""
    hub = Hub(portal_database)
    running = asyncio.ensure_future(hub.run())
    async with asyncio.timeout(10):
        await hub.listening.wait()
    yield hub
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def change(stage: Stage, audience: list[str]) -> None:
    async with stage.engine.begin() as connection:
        await keep.keep_project(connection, project(), audience)


async def hears(hub: Hub, topics: set[str], viewer: set[str], stage: Stage, audience: list[str]) -> bool:
    """Whether a page is told of the change before one that surely is."""
    sure = hub.changes({"projects/" + project().name.partition("/")[2]}, set(audience))
    asked = hub.changes(topics, viewer)
    waiting = [asyncio.ensure_future(anext(changes)) for changes in (asked, sure)]
    await asyncio.sleep(0)
    await change(stage, audience)
    async with asyncio.timeout(1):
        await waiting[1]
    heard = waiting[0].done()
    waiting[0].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    return heard


@pytest.mark.parametrize("body", [LOOS, CALL, POLE])
async def test_dashboards_of_the_chain_hear_of_a_change(stage: Stage, hub: Hub, body: str) -> None:
    scope = stage.portal.directory.scope(body)
    assert await hears(hub, scope, {body}, stage, [LOOS, CALL, POLE])


async def test_a_neighbour_does_not_even_hear_that_a_draft_changed(stage: Stage, hub: Hub) -> None:
    assert not await hears(hub, {LOOS}, {GRENAY}, stage, [LOOS])
    assert not await hears(hub, {LOOS}, set(), stage, [LOOS])


async def test_everybody_hears_of_what_is_public(stage: Stage, hub: Hub) -> None:
    assert await hears(hub, {"home"}, set(), stage, [])


async def test_a_page_of_another_body_is_left_alone(stage: Stage, hub: Hub) -> None:
    assert not await hears(hub, {GRENAY}, {LOOS}, stage, [LOOS, CALL, POLE])


async def test_a_change_that_is_rolled_back_is_told_to_nobody(stage: Stage, hub: Hub) -> None:
    changes = hub.changes({LOOS}, {LOOS})
    waiting = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(0)
    async with stage.engine.connect() as connection:
        await keep.keep_project(connection, project(), [LOOS])
        await connection.rollback()
    assert not waiting.done()
    await change(stage, [LOOS])
    async with asyncio.timeout(1):
        assert await waiting


async def test_a_stream_ends_after_a_while_so_that_it_is_looked_at_again_who_reads_it(stage: Stage) -> None:
    scope = {"type": "http", "method": "GET", "path": "/direct", "headers": [], "query_string": b"sujet=home"}
    visit = Visit(Request(scope), stage.portal, "GET /direct", language_of(""))
    answer = await stream(visit)
    assert isinstance(answer, StreamingResponse)
    told = aiter(answer.body_iterator)
    assert await anext(told) == "retry: 1000\n\n"
    for minutes, heard in ((0, "event: changed\ndata: \n\n"), (4, "event: changed\ndata: \n\n"), (1, "")):
        stage.clock.move_on(minutes=minutes)
        waiting = asyncio.ensure_future(anext(told, ""))
        await asyncio.sleep(0)
        stage.portal.hub.notify(["home"], [])
        assert await waiting == heard
