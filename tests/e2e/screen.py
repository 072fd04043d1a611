"""The people of the story at their screens: signed in at the provider's own pages, in one browser."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, Response

from node.personas import PASSWORD
from tests.fixtures.whole_node import WholeNode

ARTIFACTS = Path(__file__).resolve().parents[1] / ".artifacts"
"""Pictures and measured delays, for whoever wants to look; git knows nothing of them."""

WIDTHS = (390, 1280)
"""A telephone and a desk, in pixels."""

PATIENCE = 5.0
"""Seconds until a dashboard must show a step. The promise is one second; a machine that runs other suites
at the same time gets more before the test fails, and the measured delays are printed and kept.
"""

CONNECTED = "() => document.documentElement.dataset.connected === 'yes'"

WATCH = """([selector, words]) => {
    const read = () => document.querySelector(selector)?.textContent.replace(/\\s+/g, ' ').trim() ?? '';
    const before = read();
    window.step = new Promise((seen) => {
        const look = () => {
            const text = read();
            if (text === before || !text.includes(words)) return;
            observer.disconnect();
            seen({at: Date.now(), text: text});
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, {childList: true, subtree: true, characterData: true});
    });
}"""
"""Notes the moment at which the element's text changes and holds the words. A reload would lose it."""


@dataclass(frozen=True)
class Delay:
    """How long after the answer to an act a dashboard showed it, in milliseconds."""

    step: str
    dashboard: str
    milliseconds: float


@dataclass
class Screens:
    """One browser context a person, as on machines of their own; `delays` are those measured so far."""

    browser: Browser
    node: WholeNode
    contexts: dict[str, BrowserContext] = field(default_factory=dict)
    delays: list[Delay] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def address(self, path: str) -> str:
        return self.node.settings.public_url + path

    async def open(self, login: str, path: str = "/mon-espace") -> Page:
        """A new page of a person's, who signs in when this is the first."""
        if login not in self.contexts:
            self.contexts[login] = await self.context()
            await self.sign_in(self.contexts[login], login)
        page = await self.contexts[login].new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        await page.goto(self.address(path))
        return page

    async def context(self, **options: Any) -> BrowserContext:
        made = await self.browser.new_context(
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport={"width": WIDTHS[-1], "height": 900},
            **options,
        )
        made.set_default_timeout(20_000)
        return made

    async def sign_in(self, context: BrowserContext, login: str) -> None:
        """Fill in the provider's pages, from the portal's button to one's own page."""
        page = await context.new_page()
        await page.goto(self.address("/"))
        await page.get_by_role("banner").get_by_role("link", name="Se connecter").click()
        await page.locator("input[name=login]").fill(login)
        await page.get_by_role("button", name="Continuer").click()
        await page.locator("input[name=password]").fill(PASSWORD)
        await page.locator("form button[type=submit]").first.click()
        await page.get_by_role("button", name="Se déconnecter").wait_for()
        await page.close()

    async def dashboards(self, watchers: Mapping[str, str]) -> dict[str, Page]:
        """Code of a body → its dashboard, open before the eyes of the person given for it, and connected
        to the live updates.
        """
        found = {}
        for code, login in watchers.items():
            found[code] = await self.open(login, f"/collectivites/{code}")
            await found[code].wait_for_function(CONNECTED)
        return found

    async def shown(
        self, step: str, dashboards: dict[str, Page], act: Awaitable[float], selector: str, words: str = ""
    ) -> dict[str, str]:
        """Do the act (it gives the moment of its answer) and wait until every dashboard shows it in the
        element; the new texts.
        """
        for page in dashboards.values():
            await page.evaluate(WATCH, [selector, words])
        answered = await act
        texts = {}
        for code, page in dashboards.items():
            try:
                async with asyncio.timeout(PATIENCE):
                    seen = await page.evaluate("() => window.step")
            except TimeoutError:
                raise AssertionError(f"after {PATIENCE} s {code} does not show: {step}") from None
            self.delays.append(Delay(step, code, round(max(0.0, seen["at"] - answered), 1)))
            texts[code] = seen["text"]
        return texts

    async def picture(self, page: Page, name: str) -> None:
        """The whole page at both widths; at neither may it be wider than the screen."""
        ARTIFACTS.mkdir(exist_ok=True)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            wide = await page.evaluate("() => document.documentElement.scrollWidth")
            await page.screenshot(path=ARTIFACTS / f"{name}-{width}.png", full_page=True)
            assert wide <= width, f"{name} is {wide} px wide on a screen of {width} px"

    async def close(self) -> None:
        for context in self.contexts.values():
            await context.close()
        self.report()
        assert not self.faults, self.faults

    def report(self) -> None:
        """Print the measured delays and keep them."""
        if not self.delays:
            return
        ARTIFACTS.mkdir(exist_ok=True)
        figures = [vars(delay) for delay in self.delays]
        (ARTIFACTS / "delays.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False))
        waited = sorted(delay.milliseconds for delay in self.delays)
        lines = [f"  {delay.milliseconds:7.0f} ms  {delay.step}, {delay.dashboard}" for delay in self.delays]
        print(  # noqa: T201 - whoever runs the suite with -s wants to see it
            f"\nfrom an act's answer to the dashboards: median {median(waited):.0f} ms, "
            f"largest {waited[-1]:.0f} ms",
            *lines,
            sep="\n",
        )


async def pressed(page: Page, button: Locator, status: int = 303) -> float:
    """Press a button that sends a form; the moment of the answer's first byte, in milliseconds of the
    epoch. The answer must have the status: 303 for an act that was done.
    """

    def is_form(response: Response) -> bool:
        return response.request.method == "POST"

    async with page.expect_response(is_form) as expected:
        await button.click()
    response = await expected.value
    assert response.status == status, await said(page)
    await response.finished()
    await page.wait_for_load_state()
    timing = response.request.timing
    return timing["startTime"] + timing["responseStart"]


async def said(page: Page) -> str:
    """What a page shows a person, for the message of a failing test."""
    await page.wait_for_load_state()
    return await page.inner_text("main")


async def points_at_its_faults(page: Page) -> list[str]:
    """The names of the fields that the page says are wrong. Each line of the summary must lead to a field
    that a person can reach, and that is marked as wrong for those who do not see.
    """
    summary = page.locator(".error-summary")
    await summary.wait_for()
    found = []
    for link in await summary.get_by_role("link").all():
        target = (await link.get_attribute("href") or "").removeprefix("#")
        marked = page.locator(f'[id="{target}"]')
        assert await marked.is_visible(), f"#{target} is nowhere to be seen"
        assert await marked.get_attribute("aria-invalid") == "true", target
        found.append(target.removeprefix("f-"))
    return found
