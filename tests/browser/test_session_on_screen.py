"""The end of a session as people see it: told beforehand, told afterwards, and nothing typed is lost."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from node.personas import PASSWORD
from tests.browser.conftest import DESK, MILLISECONDS, PHONE, People
from tests.browser.steps import draft

MINUTE = 60_000

MAYOR_OF_LENS = "maire.lens"
"""No other test has a browser of hers that it goes on using: here her sessions end everywhere."""


async def end_everywhere(people: People, login: str) -> None:
    """The same person signs out everywhere, on another machine."""
    elsewhere = await people.at(login)
    await elsewhere.get_by_role("button", name="Me déconnecter de tous mes appareils").click()
    await expect(elsewhere.get_by_role("status")).to_have_text("Vous êtes déconnecté sur tous vos appareils.")


async def sign_in_again(page: Page) -> None:
    """The provider knows the account by its cookie, and asks for the password all the same."""
    await page.get_by_role("main").get_by_role("link", name="Se reconnecter").click()
    password = page.locator("input[name=password]")
    if not await password.count():
        await page.click("button[type=submit]")
    await password.fill(PASSWORD)
    await page.click("button[type=submit]")


async def test_what_was_typed_after_the_end_is_sent_with_one_click_without_javascript(people: People) -> None:
    page = await people.at(MAYOR_OF_LENS, javascript=False)
    await draft(page, "Chaufferie bois de l’école Pasteur", "1035", summary="Demandée par les habitants.")
    await end_everywhere(people, MAYOR_OF_LENS)
    await page.get_by_role("button", name="Enregistrer le brouillon").last.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Votre saisie a été gardée")
    await expect(page.get_by_role("main")).not_to_contain_text("Chaufferie")
    await sign_in_again(page)
    await expect(page).to_have_url(re.compile("/saisie$"), timeout=MILLISECONDS)
    kept = page.locator(".kept")
    await expect(kept).to_contain_text("Chaufferie bois de l’école Pasteur")
    await expect(kept).to_contain_text("Demandée par les habitants.")
    for width in (PHONE, DESK):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.get_by_role("button", name="Envoyer maintenant").click()
    await expect(page).to_have_url(re.compile("/projets/[0-9a-f-]{36}$"), timeout=MILLISECONDS)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Chaufferie bois de l’école Pasteur")


async def test_the_end_is_told_some_minutes_before_and_when_it_has_come(people: People) -> None:
    page = await people.at(MAYOR_OF_LENS)
    await page.clock.install()
    await page.goto("/mon-espace")
    told = page.locator("[aria-live=polite][data-session-ends]")
    await expect(told).to_be_empty()
    await page.clock.fast_forward((12 * 60 - 8) * MINUTE)
    await expect(told).to_be_empty()
    await page.clock.fast_forward(4 * MINUTE)
    await expect(told).to_contain_text("se termine dans quelques minutes")
    await page.clock.fast_forward(6 * MINUTE)
    await expect(told).to_contain_text("Votre session est terminée")


async def test_an_open_page_says_that_its_session_has_ended_elsewhere(people: People) -> None:
    page = await people.at(MAYOR_OF_LENS)
    await page.goto("/mon-espace")
    await end_everywhere(people, MAYOR_OF_LENS)
    await page.evaluate("document.querySelectorAll('[data-live]').forEach("
                        "part => htmx.trigger(part, 'archipel:changed'))")  # fmt: skip
    await expect(page.locator("[data-session-ends]")).to_contain_text("Votre session est terminée")
    await page.goto("/mon-espace")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Votre session est terminée")
