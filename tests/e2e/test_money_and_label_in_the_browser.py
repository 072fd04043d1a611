"""On screen, the church roof is paid for within the law and wins the label of the pole."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.async_api import Page, expect

from tests.e2e.cast import (
    CALL,
    CHAIR,
    FUNDING_OFFICER,
    JURORS,
    MAYOR,
    POLE,
    PROJECT_MANAGER,
    Cast,
)
from tests.e2e.gestures import WATCHERS, accept, begin, everybody_agrees, figure, iso, titled
from tests.e2e.screen import Screens, points_at_its_faults, pressed
from tests.e2e.tales import CHURCH_ROOF, today


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


async def test_the_church_roof_is_paid_for_and_labelled(screens: Screens, cast: Cast) -> None:
    title = titled(CHURCH_ROOF)
    boards = await screens.dashboards(WATCHERS)
    page = await screens.open(MAYOR, "/projets/nouveau")
    await begin(page, title, "1035", "100 000")
    await page.get_by_text("Nature et calendrier").click()
    await page.get_by_label("Nature du projet").select_option(label="Investissement (travaux, équipement)")
    await pressed(page, page.get_by_role("button", name="Déposer le projet"))
    await expect(page.get_by_role("heading", name="La décision proposée")).to_be_visible()
    await accept(page, "2026-11-043")
    await everybody_agrees(cast, page)
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
    await expect(checked.get_by_role("heading", name="Avec ces lignes")).to_be_in_viewport()
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
    await screens.shown("label applied for", boards, applied, ".tile.labels > p:not(.figure)")
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
