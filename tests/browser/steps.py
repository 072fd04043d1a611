"""What people do at the portal, in the words of its pages."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.async_api import Page, expect

from chassis.domain import SystemClock, paris_day


def today() -> date:
    return paris_day(SystemClock().now())


def in_days(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


async def unfold(page: Page) -> None:
    """Open every section of the page."""
    closed = page.locator("main details:not([open]) > summary")
    for _ in range(await closed.count()):
        await closed.first.click()


async def draft(page: Page, title: str, competence: str, cost: str = "100 000", **more: str) -> None:
    """Fill in the essentials of a new project, and further fields by name."""
    await page.goto("/projets/nouveau")
    await page.fill("[name=title]", title)
    await page.fill("[name='facts.competence']", competence)
    await page.fill("[name='facts.cost']", cost)
    await unfold(page)
    for name, value in more.items():
        field = page.locator(f"[name='{name}']").first
        if await field.evaluate("field => field.tagName") == "SELECT":
            await field.select_option(value)
        else:
            await field.fill(value)


async def submit(page: Page) -> str:
    """Submit what is filled in; the path of the project's page."""
    await page.get_by_role("button", name="Déposer le projet").click()
    await page.wait_for_url("**/projets/*-*")
    return page.url.partition("/projets/")[1] + page.url.partition("/projets/")[2]


async def accept(page: Page, path: str, reference: str) -> None:
    """The council's vote, recorded on the project's page."""
    await page.goto(path)
    await page.fill("[name='deliberation.date']", today().isoformat())
    await page.fill("[name='deliberation.reference']", reference)
    await page.get_by_role("button", name="Accepter la décision").click()
    await expect(page.get_by_text(f"Acceptée par délibération {reference}")).to_be_visible()


async def link_appears(page: Page, path: str, text: str) -> None:
    """Open `text` on a page whose content arrives with events; its own live updates show it."""
    await page.goto(path)
    link = page.locator("#contenu").get_by_role("link", name=text, exact=True).first
    await link.click(timeout=15_000)
    await page.wait_for_load_state()
