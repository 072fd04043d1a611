"""The journey on screen: what a mayor types, what comes back, and what three dashboards show meanwhile."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from playwright.async_api import Page, expect

from tests.e2e.cast import (
    CALL,
    CHAIR,
    FUNDING_OFFICER,
    GRENAY,
    JURORS,
    LOOS,
    MAYOR,
    NEIGHBOUR,
    OBSERVER,
    POLE,
    POOL_MANAGER,
    PROJECT_MANAGER,
)
from tests.e2e.screen import Screens, points_at_its_faults, pressed, said
from tests.e2e.tales import CASTORS, CHURCH_ROOF, today

WATCHERS = {f"of_{LOOS}": MAYOR, f"of_{CALL}": PROJECT_MANAGER, f"of_{POLE}": OBSERVER}
"""Three levels, each with its dashboard open while others act."""


def iso(later: int) -> str:
    """What a date field takes."""
    return (today() + timedelta(days=later)).isoformat()


def titled(title: str) -> str:
    """A title of this test's own, so that a dashboard shows no other project under it."""
    return f"{title}, {uuid4().hex[:6]}"


def figure(text: str) -> Decimal:
    """The number at the beginning of a tile: "84 000 € accordés" is 84000."""
    return Decimal(re.sub(r"[^\d,]", "", re.split("€|jours", text)[0]).replace(",", "."))


def row(page: Page) -> str:
    """The line of a dashboard that leads to the project which the page shows."""
    path = page.url.partition("/projets/")[2].partition("/")[0]
    return f'tr:has(a[href="/projets/{path}"])'


async def begin(page: Page, title: str, competence: str, cost: str) -> None:
    await page.get_by_label("Titre du projet").fill(title)
    await page.get_by_label("De quoi s’agit-il").fill(competence)
    await page.get_by_label("Coût estimé").fill(cost)


async def accept(page: Page, reference: str) -> float:
    """By deliberation, on the page of a proposed project."""
    await page.get_by_label("Date du vote").fill(iso(-3))
    await page.get_by_label("Référence").fill(reference)
    return await pressed(page, page.get_by_role("button", name="Accepter la décision"))


async def saved(page: Page) -> None:
    """Save the draft of the form, so that the project's page is there to act from."""
    await pressed(page, page.get_by_role("button", name="Enregistrer le brouillon"))
    await expect(page.get_by_role("status")).to_contain_text("brouillon est enregistré")


async def test_the_castors_find_an_owner_and_the_days_that_loos_lacks(screens: Screens) -> None:
    title = titled(CASTORS)
    boards = await screens.dashboards(**WATCHERS)
    page = await screens.open(MAYOR, f"/collectivites/{LOOS}")
    await page.get_by_role("link", name="Proposer un projet").first.click()

    # Wrong things are typed; nothing typed is lost, and the fields are pointed at.
    await begin(page, "", "des choses et d’autres", "beaucoup")
    await page.get_by_label("Ce que vous voulez faire").fill("Isoler ensemble les maisons des mineurs.")
    await page.get_by_text("Jours de travail nécessaires").click()
    await page.get_by_label("Ingénierie de projet").fill("quarante")
    await pressed(page, page.get_by_role("button", name="Déposer le projet"), status=400)
    assert await points_at_its_faults(page) == [
        "title",
        "facts.competence",
        f"days.{1}",
        "facts.cost",
    ]
    await expect(page.get_by_label("De quoi s’agit-il")).to_have_value("des choses et d’autres")
    await expect(page.get_by_label("Coût estimé")).to_have_value("beaucoup")
    await expect(page.get_by_label("Ingénierie de projet")).to_have_value("quarante")
    await expect(page.get_by_label("Ce que vous voulez faire")).to_have_value(re.compile("Isoler ensemble"))
    await screens.picture(page, "form-with-faults")

    await begin(page, title, "6520", "480 000")
    await page.get_by_label("Ingénierie de projet").fill("40")
    await page.get_by_text("Habitants et partenaires").click()
    await page.get_by_label("Les habitants doivent y prendre part").check()
    await page.get_by_role("button", name="Voir ce que cela donnerait").click()
    preview = page.locator("#apercu")
    await expect(preview).to_contain_text("Loos-en-Gohelle")
    await expect(preview).to_contain_text("Appui en ingénierie")
    await screens.picture(page, "form-with-preview")

    # A draft shows on the dashboard of its own body, and there alone.
    await saved(page)
    mine = boards[f"of_{LOOS}"]
    await expect(mine.locator(row(page))).to_contain_text("Brouillon")
    for code in (CALL, POLE):
        await expect(boards[f"of_{code}"].locator(row(page))).to_have_count(0)

    submit = pressed(page, page.get_by_role("button", name="Déposer le projet"))
    shown = await screens.shown("submitted", boards, submit, row(page), "Décision proposée")
    assert all(title in text and "Loos-en-Gohelle" in text for text in shown.values())
    await expect(page.get_by_role("heading", name="La décision proposée")).to_be_visible()
    await screens.picture(page, "project-proposed")
    neighbour = await screens.open(NEIGHBOUR, f"/collectivites/{LOOS}")
    await expect(neighbour.locator(row(page))).to_have_count(0)

    await pressed(page, page.get_by_role("button", name="Accepter la décision"), status=400)
    assert await points_at_its_faults(page) == ["deliberation.date", "deliberation.reference"]
    shown = await screens.shown("accepted", boards, accept(page, "2026-11-042"), row(page), "Accepté")
    await neighbour.reload()
    await expect(neighbour.locator(row(page))).to_contain_text("Accepté")

    await days_are_lent(screens, boards, title)
    await page.reload()
    await screens.picture(page, "project-accepted")
    for code, board in boards.items():
        await screens.picture(board, f"dashboard-{code}")
        await board.close()


async def days_are_lent(screens: Screens, boards: dict[str, Page], title: str) -> None:
    """The pool manager of the CALL finds the request on his own page, and reserves."""
    page = await screens.open(POOL_MANAGER)
    await page.get_by_role("link", name=title).click()
    await expect(page.get_by_text("Jours demandés")).to_be_visible()
    before = {code: await board.inner_text(".tile.days .figure") for code, board in boards.items()}
    choice = page.get_by_label("Agent")
    named = await choice.locator("option").nth(1).inner_text()
    assert re.match(r"\w+ \w+ \(\d+ %\)", named), named
    await choice.select_option(index=1)
    await page.get_by_label("Du", exact=False).first.fill(iso(20))
    await page.get_by_label("Au (compris)").fill(iso(26))
    await page.get_by_label("Nombre de jours").fill("29,5")
    await pressed(page, page.get_by_role("button", name="Réserver"), status=400)
    assert await points_at_its_faults(page) == ["days"]
    assert "jours libres dans cette période" in await said(page)
    await expect(page.get_by_label("Nombre de jours")).to_have_value("29,5")
    await screens.picture(page, "overbooked")

    await page.get_by_label("Au (compris)").fill(iso(120))
    await page.get_by_label("Nombre de jours").fill("12,5")
    reserve = pressed(page, page.get_by_role("button", name="Réserver"))
    shown = await screens.shown("days lent", boards, reserve, ".tile.days .figure")
    for code, text in shown.items():
        assert figure(text) - figure(before[code]) == Decimal("12.5")
    await expect(page.get_by_text("En partie couverte").first).to_be_visible()
    await page.close()


async def write_lines(page: Page, own: str, state: str, fonds: str) -> None:
    """The three lines of the plan."""
    for number, (kind, amount, funder) in enumerate(
        (
            ("Part du porteur", own, ""),
            ("Subvention publique", state, "État"),
            ("Fonds de concours", fonds, "CALL"),
        )
    ):
        at = f"lines[{number}]."
        await page.locator(f'[name="{at}kind"]').select_option(label=kind)
        await page.locator(f'[name="{at}amount"]').fill(amount)
        await page.locator(f'[name="{at}funder"]').fill(funder)


async def test_the_church_roof_is_paid_for_and_labelled(screens: Screens) -> None:
    title = titled(CHURCH_ROOF)
    boards = await screens.dashboards(**WATCHERS)
    page = await screens.open(MAYOR, "/projets/nouveau")
    await begin(page, title, "1035", "100 000")
    await page.get_by_text("Nature et calendrier").click()
    await page.get_by_label("Nature du projet").select_option(label="Investissement (travaux, équipement)")
    await pressed(page, page.get_by_role("button", name="Déposer le projet"))
    await expect(page.get_by_role("heading", name="La décision proposée")).to_be_visible()
    await accept(page, "2026-11-043")
    project = page.url

    await page.get_by_role("link", name="Plan de financement").click()
    await the_plan_is_written(screens, page)
    await the_call_pays(screens, boards, page)
    await the_jury_decides(screens, boards, project)
    for board in boards.values():
        await board.close()


async def the_plan_is_written(screens: Screens, page: Page) -> None:
    """Too much first: the law says so with its article and what is still allowed, and nothing is lost."""
    await write_lines(page, "15 000", "60 000", "25 000")
    await pressed(page, page.get_by_role("button", name="Vérifier sans enregistrer"), status=200)
    checked = page.locator("#verification")
    for words in ("L1111-10", "L5216-5", "Non respectée"):
        await expect(checked).to_contain_text(words)
    await expect(checked).to_contain_text(re.compile(r"20\s000\s€"))
    await expect(page.locator('[name="lines[2].amount"]')).to_have_value("25 000")
    await screens.picture(page, "plan-that-breaks-the-law")
    await write_lines(page, "20 000", "60 000", "20 000")
    await pressed(page, page.get_by_role("button", name="Enregistrer le plan"))
    await expect(page.locator("#regles .alarm")).to_have_count(0)


async def the_call_pays(screens: Screens, boards: dict[str, Page], page: Page) -> None:
    """The mayor asks, the funding officer grants, somebody else pays the advance."""
    before = {code: await board.inner_text(".tile.money .figure") for code, board in boards.items()}
    ask = pressed(page, page.get_by_role("button", name="Demander", exact=True))
    await screens.shown("fonds de concours asked", boards, ask, ".tile.money > p:not(.figure)")
    plan = page.url.partition("/financement/")[2]

    officer = await screens.open(FUNDING_OFFICER)
    await officer.locator(f'a[href="/financement/{plan}"]').first.click()
    await officer.get_by_label("Notre délibération : date").fill(iso(-2))
    await officer.get_by_label("Notre délibération : référence").fill("CC-118")
    await pressed(officer, officer.get_by_role("button", name="Accorder"), status=400)
    assert [name.partition("owner_")[2] for name in await points_at_its_faults(officer)] == [
        "deliberation.date",
        "deliberation.reference",
    ]
    await screens.picture(officer, "grant-without-both-votes")
    await officer.get_by_label("Délibération du porteur : date").fill(iso(-5))
    await officer.get_by_label("Délibération du porteur : référence").fill("CM-64")
    grant = pressed(officer, officer.get_by_role("button", name="Accorder"))
    shown = await screens.shown("fonds de concours granted", boards, grant, ".tile.money .figure")
    for code, text in shown.items():
        assert figure(text) - figure(before[code]) == 20_000

    payer = await screens.open(PROJECT_MANAGER, f"/financement/{plan}")
    await payer.get_by_text("Enregistrer un versement · Fonds de concours").click()
    await payer.get_by_label("Sorte de versement").select_option(label="Avance")
    await payer.get_by_label("Montant versé").fill("6 000")
    pay = pressed(payer, payer.get_by_role("button", name="Enregistrer le versement"))
    await screens.shown("advance paid", boards, pay, ".tile.money > p:not(.figure)")
    await expect(payer.locator("main")).to_contain_text(re.compile(r"Avance 6\s000\s€"))
    await screens.picture(payer, "plan-paid")


async def the_jury_decides(screens: Screens, boards: dict[str, Page], project: str) -> None:
    """The mayor applies, two jurors mark, the committees speak, the chair records the vote."""
    page = await screens.open(MAYOR, project.partition(screens.address(""))[2])
    await page.get_by_role("link", name="Candidater à un label").click()
    await page.get_by_role("link", name=re.compile("Euralens")).first.click()
    await page.get_by_label("Pourquoi ce projet mérite le label").fill("Une église qui éclaire l’école.")
    applied = pressed(page, page.get_by_role("button", name="Déposer la candidature"))
    # Until it is decided, an application is between the applicant and the body that labels.
    concerned = {code: boards[code] for code in (f"of_{LOOS}", f"of_{POLE}")}
    await screens.shown("label applied for", concerned, applied, ".tile.labels > p:not(.figure)")
    application = page.url.partition(screens.address(""))[2]

    for login in JURORS:
        juror = await screens.open(login, application)
        await juror.get_by_label("Non", exact=True).check()
        await pressed(juror, juror.get_by_role("button", name="Déclarer"))
        for choice in await juror.locator('select[name^="value."]').all():
            await choice.select_option("3")
        for reason in await juror.locator('textarea[name^="reason."]').all():
            await reason.fill("Le dossier le montre, pièces à l’appui.")
        await screens.picture(juror, "jury-marks")
        await pressed(juror, juror.get_by_role("button", name="Enregistrer mes notes"))
        await juror.close()

    chair = await screens.open(CHAIR, application)
    for committee in ("Comité technique des partenaires", "Cercle qualité"):
        await chair.get_by_text("Enregistrer l’avis d’un comité").click()
        await chair.get_by_label("Comité", exact=True).select_option(label=committee)
        await chair.get_by_label("Avis", exact=True).select_option(label="Favorable")
        await chair.get_by_label("Pourquoi").fill("Solide et transmissible.")
        await pressed(chair, chair.get_by_role("button", name="Enregistrer l’avis"))
    await chair.get_by_text("Enregistrer la décision").first.click()
    await chair.get_by_label("Décision mise aux voix").select_option(label="Attribuer le label")
    await chair.get_by_label("Niveau du label").select_option(label="Labellisé Euralens")
    await chair.locator(f'[name^="in_favour."][name$="{POLE}"]').fill("6")
    await chair.locator(f'[name^="in_favour."][name$="{CALL}"]').fill("4")
    await screens.picture(chair, "chair-decides")
    decide = pressed(chair, chair.get_by_role("button", name="Enregistrer la décision"))
    await screens.shown("label awarded", boards, decide, ".tile.labels .figure")
    await expect(chair.get_by_text("Label obtenu").first).to_be_visible()
    await expect(chair.locator("main")).to_contain_text(f"{years_on(3).year}")
    await screens.picture(chair, "label-awarded")


def years_on(years: int) -> date:
    return today() + timedelta(days=365 * years)


async def test_communes_submit_together_in_browsers_without_javascript(screens: Screens) -> None:
    title = titled("Sentier des terrils")
    pages = {}
    for login in (MAYOR, NEIGHBOUR):
        context = await screens.context(java_script_enabled=False)
        screens.contexts[f"{login} without JavaScript"] = context
        await screens.sign_in(context, login)
        pages[login] = await context.new_page()
    page = pages[MAYOR]
    await page.goto(screens.address("/projets/nouveau"))
    await begin(page, title, "6035", "90 000")
    await page.get_by_text("Déposer avec d’autres communes").click()
    await page.get_by_label("Communes invitées 1").fill("Atlantide")
    await page.get_by_label("Où se trouvent les travaux ou les actions ? 2").fill("Grenay")
    await pressed(page, page.get_by_role("button", name="Voir ce que cela donnerait"), status=400)
    await expect(page.locator(".error-summary")).to_contain_text("Atlantide")
    await expect(page.get_by_label("Communes invitées 1")).to_have_value("Atlantide")
    await page.get_by_label("Communes invitées 1").fill("Grenay")
    await pressed(page, page.get_by_role("button", name="Voir ce que cela donnerait"), status=200)
    await expect(page.locator("#apercu")).to_contain_text("Porteur proposé")
    await pressed(page, page.get_by_role("button", name="Déposer le projet"))
    await expect(page.get_by_role("status")).to_contain_text("doivent encore confirmer")

    neighbour = pages[NEIGHBOUR]
    await neighbour.goto(screens.address(f"/collectivites/{GRENAY}"))
    await neighbour.locator(".todo").get_by_role("link", name=title).click()
    await pressed(neighbour, neighbour.get_by_role("button", name="Confirmer notre participation"))
    await expect(neighbour.get_by_role("heading", name="La décision proposée")).to_be_visible()
    await screens.picture(neighbour, "project-of-two-communes")
