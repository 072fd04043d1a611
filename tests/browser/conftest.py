"""People at the portal of a whole node, each in a browser of his own.

- `people` (one per test): `await people.at("maire.loos")` is a page of somebody who signed in through the
  provider's own screens; `await people.anybody()` a page of somebody who did not.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from node.personas import PASSWORD
from tests.fixtures.whole_node import WholeNode

PHONE, DESK = 390, 1280

MILLISECONDS = 15_000
"""A machine that runs other suites at the same time is slow."""


USUAL = ("Failed to load resource", "Response Status Error Code 401")
"""What a browser and htmx write down of a form that is refused, and of a session that has ended."""


@dataclass
class People:
    """Opens pages, and notes what a page's scripts or its content policy complained about."""

    browser: Browser
    address: str
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def anybody(self, *, javascript: bool = True) -> Page:
        context = await self.browser.new_context(
            base_url=self.address,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport={"width": DESK, "height": 900},
            java_script_enabled=javascript,
        )
        context.set_default_timeout(MILLISECONDS)
        self.contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: self._complain(page, str(error)))
        page.on("console", lambda said: self._complain(page, said.text) if said.type == "error" else None)
        return page

    def _complain(self, page: Page, text: str) -> None:
        """The provider's own pages are not ours to judge, and what is refused is no fault of a script."""
        if page.url.startswith(self.address) and not any(usual in text for usual in USUAL):
            self.complaints.append(f"{page.url}: {text}")

    async def at(self, login: str, *, javascript: bool = True) -> Page:
        page = await self.anybody(javascript=javascript)
        await page.goto("/connexion")
        await page.fill("input[name=login]", login)
        await page.click("button[type=submit]")
        await page.fill("input[name=password]", PASSWORD)
        await page.click("button[type=submit]")
        await expect(page).to_have_url(f"{self.address}/mon-espace", timeout=MILLISECONDS)
        return page


@pytest.fixture
async def people(browser: Browser, whole_node: WholeNode) -> AsyncIterator[People]:
    gathered = People(browser, whole_node.settings.public_url)
    yield gathered
    for context in gathered.contexts:
        await context.close()
    assert gathered.complaints == []
