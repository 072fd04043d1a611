"""Pages read well on a phone and on a desk, without JavaScript, with a keyboard, in two languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import DESK, PHONE, People
from tests.browser.steps import draft, submit, unfold

PICTURES = Path(__file__).resolve().parents[1] / ".artifacts" / "pictures"

LOOS, CALL, POLE = "62528", "246200364", "200060358"

TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
        .filter((element) => element.getBoundingClientRect().right > width + 0.5)
        .map((element) => element.outerHTML.slice(0, 120));
}"""
"""What makes the page scroll sideways."""

UNLABELLED = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .filter((field) => !field.labels.length && !field.getAttribute("aria-label"))
    .map((field) => field.name)"""

DOUBLE_IDS = """() => {
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    return ids.filter((id, index) => ids.indexOf(id) !== index);
}"""

CONTRAST = """() => {
    const channel = (value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    };
    const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const behind = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const found = numbers(getComputedStyle(at).backgroundColor);
            if (found.length < 4 || found[3] > 0) return found;
        }
        return [255, 255, 255];
    };
    const poor = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.textContent.trim() || !element.checkVisibility()) continue;
        const style = getComputedStyle(element);
        const [a, b] = [luminance(numbers(style.color)), luminance(behind(element))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const text = walker.currentNode.textContent.trim();
        if (ratio < (large ? 3 : 4.5)) poor.push(`${text}: ${ratio.toFixed(2)}`);
    }
    return poor;
}"""
"""Texts whose contrast is below WCAG 2 AA."""

PUBLIC = ["/", "/collectivites", f"/collectivites/{LOOS}", f"/collectivites/{POLE}", "/ingenierie", "/labels"]


async def reads_well(page: Page, name: str) -> None:
    """No sideways scrolling, labels, ids, contrast, one heading; and a picture to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width in (PHONE, DESK):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await page.evaluate(TOO_WIDE) == [], f"{name} at {width} px"
        assert await page.evaluate(CONTRAST) == [], name
        await page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
    assert await page.evaluate(UNLABELLED) == [], name
    assert await page.evaluate(DOUBLE_IDS) == [], name
    assert await page.locator("h1").count() == 1, name
    assert await page.locator("main").count() == 1, name


@pytest.mark.parametrize("path", PUBLIC)
async def test_public_pages_read_well(people: People, path: str) -> None:
    page = await people.anybody()
    await page.goto(path)
    await reads_well(page, f"public{path.replace('/', '-')}")


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("maire.loos", "/mon-espace"),
        ("maire.loos", "/mon-espace/choix"),
        ("maire.loos", "/mon-espace/delegations"),
        ("maire.loos", "/mon-espace/delegations/nouvelle"),
        ("maire.loos", "/mon-espace/mes-donnees"),
        ("maire.loos", "/mon-espace/mes-donnees/lire"),
        ("maire.loos", "/mon-espace/mes-donnees/effacer"),
        ("maire.loos", f"/collectivites/{LOOS}"),
        ("maire.loos", "/projets/nouveau"),
        ("equipes.call", f"/collectivites/{CALL}"),
        ("equipes.call", "/ingenierie"),
        ("presidence.pole", f"/collectivites/{POLE}"),
        ("jury.pole", "/labels"),
    ],
)
async def test_pages_of_signed_in_people_read_well(people: People, login: str, path: str) -> None:
    page = await people.at(login)
    await page.goto(path)
    await unfold(page)
    await reads_well(page, f"{login}{path.replace('/', '-')}")


async def test_the_page_of_a_project_and_its_faults_read_well(people: People) -> None:
    page = await people.at("maire.loos")
    await draft(page, "", "6520", "beaucoup")
    await page.get_by_role("button", name="Déposer le projet").click()
    await expect(page.locator(".error-summary")).to_be_focused()
    await reads_well(page, "faults")
    await page.get_by_role("link", name="Donnez un titre au projet.").click()
    await expect(page.locator("[name=title]")).to_be_focused()
    await page.fill("[name=title]", "Toiture lisible")
    await page.fill("[name='facts.cost']", "1000")
    await submit(page)
    await reads_well(page, "project")


async def test_the_first_thing_that_a_keyboard_reaches_leads_to_the_content(people: People) -> None:
    page = await people.anybody()
    await page.goto("/")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()


async def test_everything_works_without_javascript(people: People) -> None:
    page = await people.at("maire.loos", javascript=False)
    await draft(page, "Toiture sans script", "1035")
    await page.get_by_role("button", name="Voir ce que cela donnerait").click()
    await expect(page.get_by_role("heading", name="Si vous déposez ainsi…")).to_be_visible()
    path = await submit(page)
    await page.goto(path)
    await expect(page.get_by_role("heading", name="Toiture sans script")).to_be_visible()


async def test_the_preview_comes_without_losing_what_is_open_and_typed(people: People) -> None:
    page = await people.at("maire.loos")
    await draft(page, "Toiture regardée d’abord", "1035", **{"days.3": "5"})
    await page.get_by_role("button", name="Voir ce que cela donnerait").click()
    await expect(page.get_by_role("heading", name="Si vous déposez ainsi…")).to_be_visible()
    assert page.url.endswith("/projets/nouveau")
    assert await page.input_value("[name='days.3']") == "5"
    await expect(page.locator("[name='days.3']")).to_be_visible()


async def test_the_reader_may_change_to_english_and_back(people: People) -> None:
    page = await people.anybody()
    await page.goto("/labels")
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("link", name="Shared engineering")).to_be_visible()
    await reads_well(page, "english-labels")
    await page.get_by_role("button", name="Français").click()
    await expect(page.get_by_role("link", name="Ingénierie partagée")).to_be_visible()


async def test_signing_out_leads_back_to_what_is_public(people: People) -> None:
    page = await people.at("maire.loos")
    await page.get_by_role("button", name="Se déconnecter").click()
    await page.goto("/mon-espace")
    await expect(page.get_by_role("heading", name="Mon espace")).to_have_count(0)
