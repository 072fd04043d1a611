"""Markup that somebody writes into every text that they may write is shown as text, on every page that shows
it, to everybody who sees it: no script runs, no element appears, and the policy has nothing to stop.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page

from archipel.projects.v1 import consent_pb2
from archipel.projects.v1 import projects_pb2 as pb
from chassis.testing.waiting import eventually
from node.personas import PASSWORD
from tests.e2e.attacks.place import Place
from tests.e2e.cast import CALL, LOOS, MAYOR, PRESIDENT, body
from tests.e2e.tales import castors, drafted, submitted

MARKUP = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>\'"><b id=hit>x</b>'
ANYBODY = ""


@asynccontextmanager
async def at_the_screen(browser: Browser, place: Place, login: str) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page of somebody's, and what its console complained of."""
    context = await browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    if login:
        await page.goto(f"{place.node.settings.public_url}/connexion")
        await page.fill("#username", login)
        await page.fill("#password", PASSWORD)
        await page.click("#kc-login")
        await page.wait_for_url(f"{place.node.settings.public_url}/**")
    yield page, complaints
    await context.close()


async def written_everywhere(place: Place) -> dict[str, list[str]]:
    """Write the markup wherever one may write in the story of a project; person → pages that show it."""
    plain = castors(title=MARKUP, summary=MARKUP, expected_results=MARKUP)
    draft = await drafted(place.cast, plain)
    project = await submitted(place.cast, plain)
    contest = pb.ContestDecisionRequest(
        name=project.name, etag=project.etag, body=body(LOOS), text=MARKUP, documents=[MARKUP]
    )
    contest.ground = consent_pb2.CONTEST_GROUND_CAPACITY
    contested = await place.cast.ask(MAYOR, "projects", "ContestDecision", contest)
    assert contested.title == MARKUP
    address = f"/projets/{project.name.partition('/')[2]}"
    return {
        MAYOR: [address, f"/projets/{draft.name.partition('/')[2]}", f"/collectivites/{LOOS}", "/mon-espace"],
        PRESIDENT: [address, f"/collectivites/{CALL}", "/mon-espace"],
    }


@pytest.fixture(scope="module")
async def pages(place: Place) -> dict[str, list[str]]:
    return await written_everywhere(place)


@pytest.mark.parametrize("login", [MAYOR, PRESIDENT])
async def test_markup_in_every_text_stays_text_on_every_screen(
    browser: Browser, place: Place, pages: dict[str, list[str]], login: str
) -> None:
    async with at_the_screen(browser, place, login) as (page, complaints):
        for address in pages[login]:

            async def shown(address: str = address) -> bool:
                await page.goto(place.node.settings.public_url + address)
                return "onerror" in await page.inner_text("body")

            await eventually(shown)
            assert await page.evaluate("window.hit === undefined")
            assert await page.locator("#hit, img[src='x']").count() == 0
        assert complaints == []
