"""The mayor of Loos goes on leave: her deputy stands in for her, on screen, and then no more."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from chassis.testing.waiting import eventually
from tests.browser.conftest import DESK, PHONE, People
from tests.browser.test_reading_well import reads_well

MAYOR, DEPUTY = "maire.loos", "adjointe.loos"
BADGE = "par délégation de Claire Delattre"


async def lend(mayor: Page) -> None:
    await mayor.goto("/mon-espace")
    await mayor.get_by_role("link", name="Confier mon rôle pendant une absence").click()
    await mayor.get_by_role("link", name="Confier mon rôle pendant une absence").click()
    await mayor.get_by_role("button", name="Confier ce rôle").click()
    await expect(mayor.locator(".error-summary")).to_be_focused()
    await mayor.get_by_label("Qui vous remplace ?").select_option(label="Inès Kaczmarek")
    await mayor.get_by_label("Dernier jour").fill(await mayor.get_by_label("Premier jour").input_value())
    await mayor.get_by_label("Pourquoi").fill("Congés, arrêté 2026-118")
    await reads_well(mayor, "delegation-form")
    await mayor.get_by_role("button", name="Confier ce rôle").click()
    await expect(mayor.get_by_text("Votre rôle est confié.")).to_be_visible()


async def shows_badge(page: Page, *, wanted: bool) -> None:
    """Within moments, at the next page."""

    async def so() -> bool:
        await page.goto("/mon-espace")
        return (await page.locator(".top").get_by_text(BADGE).count() > 0) is wanted

    await eventually(so, seconds=20)


@pytest.mark.parametrize("width", [PHONE, DESK])
async def test_a_deputy_stands_in_for_the_mayor_and_hands_nothing_on(people: People, width: int) -> None:
    mayor, deputy = await people.at(MAYOR), await people.at(DEPUTY)
    for page in (mayor, deputy):
        await page.set_viewport_size({"width": width, "height": 900})
    await expect(deputy.get_by_role("link", name="Proposer un projet")).to_have_count(0)
    await lend(mayor)
    await shows_badge(deputy, wanted=True)
    await reads_well(deputy, f"standing-in-{width}")
    await expect(deputy.get_by_text("Déposer un projet, ou le retirer.")).to_be_visible()
    await deputy.get_by_role("link", name="Proposer un projet").click()
    await expect(deputy.get_by_text(BADGE)).to_be_visible()

    await mayor.get_by_role("link", name="Reprendre").click()
    await reads_well(mayor, f"taking-back-{width}")
    await mayor.get_by_role("button", name="Reprendre ce rôle").click()
    await expect(mayor.get_by_text("Le rôle est repris.")).to_be_visible()
    await shows_badge(deputy, wanted=False)
    await expect(deputy.get_by_role("link", name="Proposer un projet")).to_have_count(0)
