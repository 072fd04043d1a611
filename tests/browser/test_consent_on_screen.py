"""Consent, conciliation, evaluation and transfer on screen: each page reads well, each form works."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser.conftest import People
from tests.browser.steps import draft, submit
from tests.browser.test_reading_well import reads_well

EXPERIMENT = {"days.1": "40", "evidence.4": "Étude du bassin 2026-04"}
"""Days that the commune lacks, so that the CALL lends them and has to consent; and a basin market."""


async def begun(page: Page, title: str) -> str:
    """An experiment of the commune, submitted; the path of its page."""
    await draft(page, title, "7555", **EXPERIMENT)
    await page.get_by_label("C’est une expérimentation").check()
    return await submit(page)


async def vote(page: Page, form: str, reference: str) -> None:
    """Fill in the deliberation of a form."""
    fields = page.locator(f"form[action$='{form}']")
    await fields.locator("[name='deliberation.date']").fill("2026-01-15")
    await fields.locator("[name='deliberation.reference']").fill(reference)


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name).click()
    await page.wait_for_load_state()


async def test_a_decision_is_drawn_for_a_desk_and_for_a_telephone(people: People) -> None:
    page = await people.at("maire.loos")
    await begun(page, "VITAL dessiné")
    await expect(page.locator(".levels-desk")).to_be_visible()
    await expect(page.locator(".levels-phone")).to_be_hidden()
    await page.set_viewport_size({"width": 390, "height": 900})
    await expect(page.locator(".levels-desk")).to_be_hidden()
    await expect(page.locator(".levels-phone")).to_be_visible()
    await expect(page.locator("dl.roles")).to_contain_text("Appui en ingénierie")
    tree = await page.locator("section", has=page.locator("#decision")).aria_snapshot()
    assert "PORTEUR" not in tree
    assert "Appui en ingénierie" in tree


async def test_a_contest_goes_through_its_conciliation_without_javascript(people: People) -> None:
    mayor = await people.at("maire.loos", javascript=False)
    path = await begun(mayor, "VITAL contesté")
    neighbour = await people.at("presidence.call", javascript=False)
    await neighbour.goto(path)
    await reads_well(neighbour, "consent-asked")
    await neighbour.locator("#acte-contest > summary").click()
    await press(neighbour, "Contester")
    await expect(neighbour.locator("#acte-contest")).to_have_attribute("open", "")
    await reads_well(neighbour, "contest-with-faults")
    await neighbour.get_by_label("Motif").select_option("3")
    await neighbour.get_by_label("Expliquez en quelques mots").fill("Nos jours sont déjà promis.")
    await neighbour.get_by_label("Documents à l’appui").fill("Plan de charge 2026")
    await press(neighbour, "Contester")
    await expect(neighbour.locator("#contestations + ul")).to_contain_text("Plan de charge 2026")
    await press(neighbour, "Réunir la conciliation")
    await press(neighbour, "Conclure et proposer une nouvelle décision")
    await expect(neighbour.locator(".error-summary")).to_contain_text("Dites ce qui a été convenu.")
    await reads_well(neighbour, "conciliation-with-faults")
    await mayor.goto(f"{path}/modifier")
    await mayor.get_by_label("Ce que vous voulez faire").fill("Avec moins de jours.")
    await press(mayor, "Enregistrer les corrections")
    await neighbour.goto(path)
    await neighbour.get_by_label("Oui, on en tient compte").check()
    await neighbour.locator("[name='answers[0].text']").fill("Dix jours de moins.")
    await neighbour.get_by_label("Ce qui a été convenu").fill("Le projet attend le printemps.")
    await press(neighbour, "Conclure et proposer une nouvelle décision")
    await expect(neighbour.locator("#decision")).to_contain_text("n° 2")
    await expect(neighbour.locator(".said")).to_contain_text("Contestation fondée")
    await reads_well(neighbour, "decided-again")


async def test_a_project_is_accepted_evaluated_and_handed_over(people: People) -> None:
    mayor, president = await people.at("maire.loos"), await people.at("presidence.call")
    path = await begun(mayor, "VITAL transmis")
    await vote(mayor, "/accepter", "2026-01-042")
    await mayor.get_by_label("Résultats attendus").fill("Cent familles.")
    await press(mayor, "Accepter la décision")
    await expect(mayor.locator(".head-row")).to_contain_text("avis en cours")
    await president.goto("/mon-espace")
    await expect(president.locator(".todo")).to_contain_text("Accord à donner · jusqu’au")
    await president.locator(".todo").get_by_role("link", name="VITAL transmis").click()
    await press(president, "Donner notre accord")
    await mayor.goto(path)
    await mayor.locator("#acte-evaluate > summary").click()
    await mayor.get_by_label("Réussi", exact=True).check()
    await mayor.get_by_label("Ce qu’il a donné").fill("Cent familles mangent mieux.")
    await mayor.get_by_label("Reposer la question").check()
    await mayor.get_by_label("L’expérimentation est terminée").check()
    await press(mayor, "Enregistrer le bilan")
    await expect(mayor.locator("#bilans + dl ~ .preview")).to_contain_text("Rien ne bouge sans l’accord")
    await mayor.locator("#acte-offer > summary").click()
    await reads_well(mayor, "evaluated-and-offering")
    await expect(mayor.get_by_label("À qui")).to_have_value("246200364")
    await vote(mayor, "/proposer-la-reprise", "2026-01-050")
    await press(mayor, "Proposer la reprise")
    await president.goto(path)
    await reads_well(president, "offered")
    await vote(president, "/accepter-la-reprise", "2026-01-060")
    await press(president, "Accepter la reprise")
    await expect(mayor.locator(".chain li")).to_have_count(2)
    await expect(mayor.locator(".chain li").last).to_contain_text("Lens-Liévin")
    await expect(mayor.get_by_role("heading", name="La décision (n° 2)")).to_be_visible()
    await reads_well(mayor, "handed-over")
