"""The journey on screen: what a mayor types, what comes back, and what three dashboards show meanwhile."""

from __future__ import annotations

import re
from decimal import Decimal

from playwright.async_api import Page, expect

from archipel.projects.v1 import consent_pb2
from archipel.projects.v1 import projects_pb2 as pb
from tests.e2e.cast import (
    CALL,
    GRENAY,
    LOOS,
    MAYOR,
    NEIGHBOUR,
    POLE,
    POOL_MANAGER,
    PRESIDENT,
    Cast,
    body,
)
from tests.e2e.gestures import WATCHERS, accept, begin, everybody_agrees, figure, iso, row, titled
from tests.e2e.screen import CONNECTED, Screens, points_at_its_faults, pressed, said
from tests.e2e.tales import CASTORS, castors, submitted


async def saved(page: Page) -> None:
    """Save the draft of the form, so that the project's page is there to act from."""
    await pressed(page, page.get_by_role("button", name="Enregistrer le brouillon"))
    await expect(page.get_by_role("status")).to_contain_text("brouillon est enregistré")


async def test_the_castors_find_an_owner_and_the_days_that_loos_lacks(screens: Screens, cast: Cast) -> None:
    title = titled(CASTORS)
    boards = await screens.dashboards(WATCHERS)
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

    await the_form_is_put_right(screens, page, title)

    # A draft shows on the dashboard of its own body, and there alone.
    await saved(page)
    mine = boards[LOOS]
    await expect(mine.locator(row(page))).to_contain_text("Brouillon")
    for code in (CALL, POLE):
        await expect(boards[code].locator(row(page))).to_have_count(0)

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
    await everybody_agrees(cast, page)
    await expect(mine.locator(row(page)).first).not_to_contain_text("avis en cours")
    await neighbour.reload()
    await expect(neighbour.locator(row(page))).to_contain_text("Accepté")

    await days_are_lent(screens, boards, title)
    await page.reload()
    await screens.picture(page, "project-accepted")
    for code, board in boards.items():
        await screens.picture(board, f"dashboard-{code}")
        await board.close()


async def the_form_is_put_right(screens: Screens, page: Page, title: str) -> None:
    """With a look at what the charter would propose, before anything is sent."""
    await begin(page, title, "6520", "480 000")
    await page.get_by_label("Ingénierie de projet").fill("40")
    await page.get_by_text("Habitants et partenaires").click()
    await page.get_by_label("Les habitants doivent y prendre part").check()
    await page.get_by_role("button", name="Voir ce que cela donnerait").click()
    preview = page.locator("#apercu")
    await expect(preview).to_contain_text("Loos-en-Gohelle")
    await expect(preview).to_contain_text("Appui en ingénierie")
    await expect(page.locator(".wrong")).to_have_count(0)
    await page.get_by_label("Coût estimé").fill("des sous")
    await page.get_by_role("button", name="Voir ce que cela donnerait").click()
    await expect(preview).to_contain_text("« des sous » n’est pas un montant")
    await page.get_by_label("Coût estimé").fill("480 000")
    await page.get_by_role("button", name="Voir ce que cela donnerait").click()
    await expect(preview).to_contain_text("Appui en ingénierie")
    await screens.picture(page, "form-with-preview")


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


async def test_what_somebody_types_survives_what_others_do_meanwhile(screens: Screens, cast: Cast) -> None:
    project = await submitted(cast, castors())
    page = await screens.open(MAYOR, f"/projets/{project.name.removeprefix('projects/')}")
    await page.wait_for_function(CONNECTED)
    await page.get_by_label("Référence").fill("2026-11-044")
    await page.get_by_role("heading", name="Le projet", exact=True).click()
    contest = pb.ContestDecisionRequest(
        name=project.name,
        body=body(CALL),
        ground=consent_pb2.CONTEST_GROUND_SCALE,
        text="Cinq communes en ont besoin.",
    )
    await cast.ask(PRESIDENT, "projects", "ContestDecision", contest)
    await expect(page.locator("#projet")).to_contain_text("Cinq communes en ont besoin.")
    await expect(page.get_by_label("Référence")).to_have_value("2026-11-044")
    await page.get_by_label("Date du vote").fill(iso(-3))
    await pressed(page, page.get_by_role("button", name="Accepter la décision"), status=400)
    assert "Quelqu’un a modifié" in await said(page)
    await page.close()
