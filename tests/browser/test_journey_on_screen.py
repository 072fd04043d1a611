"""One project travels the whole way, on screen: draft, decision, days, money, label, three dashboards."""

from __future__ import annotations

from uuid import uuid4

from playwright.async_api import Page, expect

from tests.browser.conftest import People
from tests.browser.steps import accept, draft, in_days, link_appears, submit

LOOS, GRENAY, CALL, POLE = "62528", "62386", "246200364", "200060358"
INVESTMENT = "1"


async def shows(page: Page, title: str) -> None:
    """Without a reload, within a second of the commit (and what the machine needs besides)."""
    await expect(page.get_by_role("link", name=title).first).to_be_visible(timeout=5_000)


async def test_a_project_shows_on_the_three_dashboards_without_a_reload(people: People) -> None:
    title = f"Rénovation groupée {uuid4().hex[:6]}"
    mayor = await people.at("maire.loos")
    watchers = [
        await people.at("maire.loos"),
        await people.at("equipes.call"),
        await people.at("observation.pole"),
    ]
    for watcher, body in zip(watchers, (LOOS, CALL, POLE), strict=True):
        await watcher.goto(f"/collectivites/{body}")
        await expect(watcher.locator("html[data-connected=yes]")).to_be_attached()
    neighbour = await people.at("maire.grenay")
    await neighbour.goto(f"/collectivites/{LOOS}")

    await draft(mayor, title, "6520", **{"days.1": "40"})
    await mayor.get_by_role("button", name="Enregistrer le brouillon").click()
    await shows(watchers[0], title)
    await expect(watchers[1].get_by_role("link", name=title)).to_have_count(0)

    await mayor.get_by_role("button", name="Déposer le projet").click()
    for watcher in watchers:
        await shows(watcher, title)
    await neighbour.reload()
    await expect(neighbour.get_by_role("link", name=title)).to_have_count(0)


async def test_several_communes_submit_together(people: People) -> None:
    title = f"Chaufferie partagée {uuid4().hex[:6]}"
    mayor, neighbour = await people.at("maire.loos"), await people.at("maire.grenay")
    await draft(mayor, title, "1035", participants="Grenay (62386)")
    path = await submit(mayor)
    await expect(mayor.get_by_text("En attente des communes invitées")).to_be_visible()

    await link_appears(neighbour, "/mon-espace", title)
    await neighbour.get_by_role("button", name="Confirmer notre participation").click()
    await expect(neighbour.get_by_text("Votre commune participe au projet.")).to_be_visible()
    await mayor.goto(path)
    await expect(mayor.get_by_role("heading", name="La décision proposée")).to_be_visible()


async def test_days_are_lent_and_never_too_many(people: People) -> None:
    title = f"Cité accompagnée {uuid4().hex[:6]}"
    mayor, manager = await people.at("maire.loos"), await people.at("equipes.call")
    await draft(mayor, title, "6520", **{"days.1": "60"})
    path = await submit(mayor)
    await expect(mayor.get_by_text("Jours de travail qui manquent au porteur")).to_be_visible()
    await link_appears(mayor, path, "Demande de jours d’ingénierie")

    await link_appears(manager, "/mon-espace", title)
    agent = manager.locator("[name=agent]")
    await agent.select_option(index=1)
    await manager.fill("[name=start_date]", in_days(30))
    await manager.fill("[name=end_date]", in_days(34))
    await manager.fill("[name=days]", "20")
    await manager.get_by_role("button", name="Réserver").click()
    await expect(manager.locator(".error-summary")).to_contain_text("jours libres dans cette période")
    assert await manager.input_value("[name=days]") == "20"

    await manager.fill("[name=days]", "1,5")
    await manager.get_by_role("button", name="Réserver").click()
    await expect(manager.get_by_text("Les jours sont réservés.")).to_be_visible()
    await expect(mayor.locator("#demande")).to_contain_text("1,5", timeout=5_000)


async def test_a_fonds_de_concours_is_asked_granted_and_paid(people: People) -> None:
    title = f"Toiture solaire {uuid4().hex[:6]}"
    mayor, officer = await people.at("maire.loos"), await people.at("finances.call")
    await draft(mayor, title, "1035", **{"facts.nature": INVESTMENT})
    path = await submit(mayor)
    await accept(mayor, path, "2026-11-042")
    await link_appears(mayor, path, "Plan de financement")

    await mayor.select_option("[name='lines[0].kind']", label="Part du porteur")
    await mayor.fill("[name='lines[0].amount']", "40 000")
    await mayor.select_option("[name='lines[1].kind']", label="Fonds de concours")
    await mayor.fill("[name='lines[1].amount']", "60 000")
    await mayor.fill("[name='lines[1].funder']", "CALL")
    await mayor.get_by_role("button", name="Vérifier sans enregistrer").click()
    await expect(mayor.locator("#verification .alarm").first).to_contain_text(
        "50 000 €".replace(" ", "\u202f", 1).replace(" ", "\u00a0")
    )
    await mayor.fill("[name='lines[0].amount']", "60 000")
    await mayor.fill("[name='lines[1].amount']", "40 000")
    await mayor.get_by_role("button", name="Enregistrer le plan").click()
    await mayor.get_by_role("button", name="Demander", exact=True).click()
    await expect(mayor.get_by_text("Le fonds de concours est demandé.")).to_be_visible()

    await link_appears(officer, "/mon-espace", title)
    for who in ("funder", "owner"):
        await officer.fill(f"[name='{who}_deliberation.date']", in_days(0))
        await officer.fill(f"[name='{who}_deliberation.reference']", f"2026-{who}")
    await officer.get_by_role("button", name="Accorder").click()
    await expect(officer.get_by_text("Le fonds de concours est accordé.")).to_be_visible()
    plan = officer.url

    president = await people.at("presidence.call")
    await president.goto(plan)
    await president.locator("summary", has_text="Enregistrer un versement").click()
    await president.select_option("[name=kind]", label="Avance")
    await president.fill("[name=amount]", "12 000")
    await president.get_by_role("button", name="Enregistrer le versement").click()
    await expect(president.get_by_text("Le versement est enregistré.")).to_be_visible()
    await expect(mayor.locator("#plan")).to_contain_text("12\u202f000\u00a0€", timeout=5_000)


async def test_a_label_is_applied_for_and_marked_with_reasons(people: People) -> None:
    title = f"Jardin nourricier {uuid4().hex[:6]}"
    mayor, juror = await people.at("maire.loos"), await people.at("jury.pole")
    await draft(mayor, title, "7555")
    path = await submit(mayor)
    await link_appears(mayor, path, "Candidater à un label")
    await mayor.locator("#labels a[href*='/labels/campagnes/']").first.click()
    await mayor.select_option("[name=project]", label=title)
    await mayor.fill("[name=statement]", "Des légumes pour la cantine, cultivés avec les habitants.")
    await mayor.get_by_role("button", name="Déposer la candidature").click()
    await expect(mayor.get_by_text("La candidature est déposée.")).to_be_visible()

    await link_appears(juror, "/mon-espace", title)
    await juror.get_by_label("Non", exact=True).check()
    await juror.get_by_role("button", name="Déclarer").click()
    await expect(juror.get_by_role("heading", name="Noter les critères")).to_be_visible()
    for field in await juror.locator("select[name^='value.']").all():
        await field.select_option(index=3)
    for field in await juror.locator("textarea[name^='reason.']").all():
        await field.fill("Solide et transmissible.")
    await juror.get_by_role("button", name="Enregistrer mes notes").click()
    await expect(juror.get_by_text("Vos notes sont enregistrées.")).to_be_visible()
    await expect(mayor.locator("#candidature")).to_contain_text("1 membre du jury a noté", timeout=5_000)
