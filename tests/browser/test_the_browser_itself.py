"""The suite's Chromium starts and draws French, whichever of the two ways it came."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from tests.browser import chromium

LETTER = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Lettre</title>
<body style="font: 24px sans-serif; margin: 40px; width: 700px">
<h1>Rénovation groupée de la cité des Castors</h1>
<p>Çà et là, l’œuvre naïve d’un maître brûlé : « forêt », « garçon », « Noël », 1 234,56 €, 20 % – n° 3.</p>
<p style="font-family: serif">À Liévin, où l’été s’achève, ÉÈÊËÀÂÎÏÔÙÛÜŸÇŒÆ éèêëàâîïôùûüÿçœæ</p>
<p style="font-family: monospace">62528 → 246200364 · <b>gras</b> · <i>italique</i> · ✓ ✗</p>
"""

MISSING_GLYPHS = """() => {
    const drawn = (text) => {
        const canvas = document.createElement('canvas');
        const pen = canvas.getContext('2d');
        pen.font = '40px sans-serif';
        pen.fillText(text, 10, 60);
        return canvas.toDataURL();
    };
    const [box, nothing] = [drawn('\\u{10FFFD}'), drawn('')];
    return [...'éèêëàâîïôùûüÿçœæÉÈÊÀÇŒ€«»’–°'].filter((letter) => [box, nothing].includes(drawn(letter)));
}"""
"""The letters that come out as nothing, or as the box of a character that no font has."""


async def test_a_page_is_drawn_in_french(page: Page, tmp_path: Path) -> None:
    await page.set_content(LETTER)
    assert await page.title() == "Lettre"
    assert await page.evaluate(MISSING_GLYPHS) == []
    picture = await page.screenshot(path=tmp_path / "lettre.png")
    assert len(picture) > 10_000


async def test_the_packaged_chromium_draws_french_without_the_machine_s_own(tmp_path: Path) -> None:
    found = chromium.find({**os.environ, "ARCHIPEL_CHROMIUM": "packaged"})
    assert found.executable.is_relative_to(chromium.CACHE)
    async with async_playwright() as playwright:
        browser = await chromium.start(playwright, found)
        page = await browser.new_page()
        await page.set_content(LETTER)
        assert await page.evaluate(MISSING_GLYPHS) == []
        assert len(await page.screenshot(path=tmp_path / "lettre.png")) > 10_000
        await browser.close()


def test_an_empty_path_leads_to_the_packaged_chromium() -> None:
    assert chromium.find({"PATH": ""}).executable.is_relative_to(chromium.CACHE)


def test_a_chromium_named_wrongly_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(chromium.NoChromium, match="apt install chromium"):
        chromium.find({"ARCHIPEL_CHROMIUM": "/nowhere/chromium"})


def test_a_package_that_is_not_the_pinned_one_is_refused() -> None:
    with pytest.raises(chromium.NoChromium, match="not what it was"):
        chromium.checked(b"something else")
