"""What people do at the portal, in the words of its pages."""

from __future__ import annotations

from playwright.async_api import Page


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
