"""Rules on screen, on a whole node: a charter from draft to vote, a line of the register, public pages."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import People
from tests.browser.steps import unfold
from tests.browser.test_reading_well import reads_well

CALL, LENS = "246200364", "62498"

PUBLIC = [
    ("charter", "/chartes"),
    ("charter-version", "/chartes/founding"),
    ("register-answer", f"/registre?commune={LENS}&competence=7555&jour=2019-03-01"),
    ("register-lines", f"/registre?collectivite={CALL}"),
    ("register-history", "/registre/historique"),
    ("coverage", "/couverture"),
    ("coverage-of-one", f"/couverture?collectivite={LENS}"),
    ("principles", "/principes"),
]

SIMULATED = 120_000
"""Milliseconds for a simulation on a machine that runs other suites at the same time."""


@pytest.mark.parametrize(("name", "path"), PUBLIC)
async def test_everybody_reads_the_rules(people: People, name: str, path: str) -> None:
    page = await people.anybody()
    answer = await page.goto(path)
    assert answer is not None
    assert answer.status == 200
    await unfold(page)
    await reads_well(page, f"rules-{name}")


async def test_the_register_answers_for_a_commune_and_a_day_in_a_sentence(people: People) -> None:
    page = await people.anybody(javascript=False)
    await page.goto("/registre")
    await page.get_by_label("Dans quelle commune ?").fill("Lens")
    await page.get_by_label("Quelle compétence ?").fill("Projet alimentaire")
    await page.get_by_label("Quel jour ?").fill("2019-03-01")
    await page.get_by_role("button", name="Qui l’exerce ?").click()
    await expect(page.get_by_role("status")).to_contain_text("Lens")
    await expect(page.get_by_role("status")).to_contain_text("2019")


async def text_of(page: Page) -> str:
    return await page.get_by_label("Le texte de la charte").input_value()


async def test_a_charter_is_written_simulated_and_put_to_the_vote(people: People) -> None:
    page = await people.at("presidence.pole")
    await page.goto("/chartes/nouvelle")
    begun = await text_of(page)
    await page.get_by_label("Le texte de la charte").fill(
        begun.replace("evidence.gain >=", "evidence.gian >=")
    )
    await page.get_by_role("button", name="Vérifier et enregistrer le brouillon").click()
    await expect(page.locator(".error-summary mark")).to_contain_text("gian")
    assert "evidence.gian" in await text_of(page)
    await reads_well(page, "rules-charter-faults")
    better = begun.replace('version: "1"', 'version: "essai"').replace('value: "0.15"', 'value: "0.25"')
    await page.get_by_label("Le texte de la charte").fill(better)
    await page.get_by_role("button", name="Vérifier et enregistrer le brouillon").click()
    await page.wait_for_url("**/chartes/*-*")
    address = page.url
    await expect(page.get_by_role("button", name="Soumettre au vote")).to_have_count(0)
    await reads_well(page, "rules-charter-draft")

    await page.get_by_role("button", name="Simuler sur tous les projets").click()
    await page.wait_for_url("**/simulations/*")
    await expect(page.get_by_text("Terminée")).to_be_visible(timeout=SIMULATED)
    await expect(page.get_by_role("heading", name="Avant et après, par échelon")).to_be_visible()
    await reads_well(page, "rules-simulation")

    await page.goto(address)
    await page.get_by_role("button", name="Comparer").click()
    await expect(page.get_by_role("row", name="Gain de mutualisation")).to_contain_text("25")
    await reads_well(page, "rules-charter-compared")

    await page.goto(address)
    await page.get_by_role("button", name="Soumettre au vote").click()
    await expect(page.get_by_role("button", name="Enregistrer l’adoption")).to_be_visible()
    await reads_well(page, "rules-charter-at-vote")
    await page.get_by_text("Retirer ce texte").first.click()
    await page.get_by_role("button", name="Retirer ce texte").click()
    await expect(page.get_by_text("Le texte est retiré.")).to_be_visible()


async def test_a_line_of_the_register_is_recorded_ended_and_taken_out(people: People) -> None:
    page = await people.at("presidence.call")
    await page.goto("/registre/ligne")
    await page.get_by_role("combobox", name="Compétence").fill("7550")
    await page.get_by_label("Comment elle l’exerce").select_option(
        label="Déléguée, pour le compte de qui la détient"
    )
    await page.get_by_label("Premier jour").fill("2026-01-01")
    await page.get_by_label("Délibération").fill("2025-12-07 du 7 décembre 2025")
    await page.get_by_role("button", name="Inscrire au registre").click()
    await expect(page.get_by_text("La ligne est inscrite au registre.")).to_be_visible()
    line = page.get_by_role("row").filter(has_text="7550")
    await line.get_by_role("link", name="Terminer").click()
    await expect(page.get_by_role("heading", name="Terminer une ligne")).to_be_visible()
    await reads_well(page, "rules-line-end")
    await page.get_by_label("Dernier jour").fill("2031-12-31")
    await page.get_by_label("Délibération qui y met fin").fill("2026-11-03")
    await page.get_by_role("button", name="Terminer cette ligne").click()
    await expect(page.get_by_role("row").filter(has_text="7550")).to_contain_text("31 décembre 2031")
    await page.get_by_role("row").filter(has_text="7550").get_by_role("link", name="Retirer").click()
    await page.get_by_label("Pourquoi la retirer").fill("Essai d’une suite de tests.")
    await page.get_by_role("button", name="Retirer cette ligne").click()
    await expect(page.get_by_role("row").filter(has_text="7550")).to_have_count(0)
    await page.goto(f"/registre/historique?collectivite={CALL}")
    await expect(page.locator("main")).to_contain_text("Essai d’une suite de tests.")
    await reads_well(page, "rules-history")
