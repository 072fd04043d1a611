"""When a session has ended, the page says so, and what was typed waits for whoever typed it."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy import select

from archipel.projects.v1.charters_pb2 import Charter
from chassis.domain import msg
from chassis.errors import Unauthenticated
from services.portal.storage.tables import kept_forms, sessions
from services.portal.web.visit import SESSION_COOKIE
from tests.integration.portal.conftest import Stage, follow
from tests.unit.portal.territory import LOOS

DRAFT = {
    "request_id": "0197c3f4-0000-7000-8000-000000000001",
    "text": "Chaufferie bois de l’école <b>Pasteur</b>",
}
NEW = "/chartes/nouvelle"
TYPED = "Chaufferie bois de l’école &lt;b&gt;Pasteur&lt;/b&gt;"


async def ended(stage: Stage, person: str) -> httpx.AsyncClient:
    """Somebody whose session has just ended while they were typing."""
    browser = await stage.signed_in(person, f"{LOOS}/elected")
    stage.clock.move_on(hours=3)
    return browser


async def kept(stage: Stage) -> list[object]:
    async with stage.engine.connect() as connection:
        return list((await connection.execute(select(kept_forms))).all())


async def test_a_page_says_that_the_session_is_over_and_leads_back(stage: Stage) -> None:
    browser = await ended(stage, "reads")
    page = await browser.get("/projets/nouveau?x=1")
    assert page.status_code == 401
    assert "<h1>Votre session est terminée</h1>" in page.text
    assert "/connexion?vers=/projets/nouveau%3Fx%3D1" in page.text


async def test_a_public_page_stays_readable_and_says_so_too_until_one_wants_to_stay_signed_out(
    stage: Stage,
) -> None:
    browser = await ended(stage, "reads-public")
    for _ in range(2):
        page = await browser.get("/collectivites")
        assert page.status_code == 200
        assert "vous n’êtes plus connecté" in page.text
    await browser.post("/deconnexion", data={})
    assert "vous n’êtes plus connecté" not in (await browser.get("/collectivites")).text
    assert SESSION_COOKIE not in browser.cookies


async def test_what_was_typed_comes_back_after_the_sign_in_and_is_sent_with_one_click(stage: Stage) -> None:
    browser = await ended(stage, "types")
    sent = await browser.post(NEW, data=DRAFT)
    assert (sent.status_code, sent.headers["location"]) == (303, "/saisie")
    waiting = await browser.get("/saisie")
    assert "Votre saisie a été gardée" in waiting.text
    assert "Pasteur" not in waiting.text
    assert stage.fake.calls("CreateCharter") == []

    end = await stage.sign_in(browser, "types", f"{LOOS}/elected")
    assert end.headers["location"] == "/saisie"
    page = await browser.get("/saisie")
    assert TYPED in page.text
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))
    assert form["request_id"] == DRAFT["request_id"]
    assert f'method="post" action="{NEW}"' in page.text

    stage.fake.answers["CreateCharter"] = Charter(name="charters/c-1")
    done = await browser.post(NEW, data=DRAFT)
    assert done.headers["location"].startswith("/chartes/")
    (asked,) = stage.fake.calls("CreateCharter")
    assert asked.request.request_id == DRAFT["request_id"]
    assert asked.request.text == DRAFT["text"]
    # What was sent waits no more.
    assert await kept(stage) == []
    assert (await browser.get("/saisie")).status_code == 404


async def test_somebody_else_who_signs_in_on_the_same_machine_does_not_get_it(stage: Stage) -> None:
    browser = await ended(stage, "first")
    await browser.post(NEW, data=DRAFT)
    end = await stage.sign_in(browser, "second", f"{LOOS}/elected")
    assert end.headers["location"].startswith("/mon-espace")
    page = await browser.get("/saisie")
    assert page.status_code == 404
    assert "Pasteur" not in page.text
    # It still waits for its owner.
    await stage.sign_in(browser, "first", f"{LOOS}/elected")
    assert TYPED in (await browser.get("/saisie")).text


async def test_another_browser_does_not_get_it(stage: Stage) -> None:
    browser = await ended(stage, "here")
    await browser.post(NEW, data=DRAFT)
    other = await stage.signed_in("here", f"{LOOS}/elected")
    assert (await other.get("/saisie")).status_code == 404
    other.cookies.set("saisie", "guessed", domain="archipel.test")
    assert (await other.get("/saisie")).status_code == 404


async def test_it_is_kept_when_a_service_does_not_know_the_session_any_more(stage: Stage) -> None:
    browser = await stage.signed_in("ended-there", f"{LOOS}/elected")
    stage.fake.answers["CreateCharter"] = Unauthenticated("SESSION_ENDED", msg("Reconnectez-vous."))
    sent = await browser.post(NEW, data=DRAFT)
    assert sent.headers["location"] == "/saisie"
    assert (await browser.get("/mon-espace")).status_code == 401
    await stage.sign_in(browser, "ended-there", f"{LOOS}/elected")
    assert TYPED in (await browser.get("/saisie")).text


async def test_it_is_kept_for_somebody_who_signed_out_in_another_window(stage: Stage) -> None:
    browser = await stage.signed_in("two-windows", f"{LOOS}/elected")
    await browser.post("/deconnexion", data={})
    assert (await browser.post(NEW, data=DRAFT)).headers["location"] == "/saisie"
    await stage.sign_in(browser, "two-windows", f"{LOOS}/elected")
    assert TYPED in (await browser.get("/saisie")).text


async def test_a_preview_that_is_read_by_itself_leads_the_whole_page_there(stage: Stage) -> None:
    browser = await ended(stage, "previews")
    answer = await browser.post(NEW, data=DRAFT, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/saisie")
    assert (await browser.get("/", headers={"HX-Request": "true"})).status_code == 401


async def test_it_stands_sealed_for_an_hour_and_no_longer(stage: Stage) -> None:
    browser = await ended(stage, "sealed")
    await browser.post(NEW, data=DRAFT)
    (row,) = await kept(stage)
    assert b"Pasteur" not in row.sealed
    assert browser.cookies["saisie"].encode() not in row.id_hash
    stage.clock.move_on(minutes=61)
    await stage.sign_in(browser, "sealed", f"{LOOS}/elected")
    assert (await browser.get("/saisie")).status_code == 404
    await stage.portal.kept_forms.forget_old()
    assert await kept(stage) == []


async def test_one_may_throw_it_away(stage: Stage) -> None:
    browser = await ended(stage, "throws")
    await browser.post(NEW, data=DRAFT)
    gone = await browser.post("/saisie/effacer", data={})
    assert gone.headers["location"] == "/"
    assert await kept(stage) == []
    assert "saisie" not in browser.cookies


async def test_a_second_form_takes_the_place_of_the_first(stage: Stage) -> None:
    browser = await ended(stage, "twice")
    await browser.post(NEW, data=DRAFT)
    await browser.post(NEW, data={**DRAFT, "text": "Une autre idée"})
    assert len(await kept(stage)) == 1
    await stage.sign_in(browser, "twice", f"{LOOS}/elected")
    assert "Une autre idée" in (await browser.get("/saisie")).text


async def test_nobody_fills_the_table(stage: Stage) -> None:
    for number in range(25):
        browser = stage.browser()
        browser.cookies.set(SESSION_COOKIE, await _ended_id(stage, number), domain="archipel.test")
        answer = await browser.post(NEW, data=DRAFT)
    assert len(await kept(stage)) == 20
    assert answer.status_code == 401
    assert "Copiez ce que vous aviez écrit" in answer.text
    assert TYPED in answer.text


async def _ended_id(stage: Stage, number: int) -> str:
    """The id of one ended session of the same person, seen by many browsers."""
    if number == 0:
        browser = await stage.signed_in("fills", f"{LOOS}/elected")
        stage.filled_with = browser.cookies[SESSION_COOKIE]  # type: ignore[attr-defined]
        stage.clock.move_on(hours=3)
    return str(stage.filled_with)  # type: ignore[attr-defined]


async def test_a_form_as_large_as_a_page_takes_is_kept(stage: Stage) -> None:
    browser = await ended(stage, "large")
    answer = await browser.post(NEW, data={"summary": "x" * 200_000})
    assert answer.headers["location"] == "/saisie"
    assert (await browser.post(NEW, data={"summary": "x" * 300_000})).status_code == 413


@pytest.mark.parametrize("path", [NEW, "/mon-espace/collectivite"])
async def test_somebody_who_never_signed_in_finds_the_form_again_as_well(stage: Stage, path: str) -> None:
    browser = stage.browser()
    assert (await browser.post(path, data=DRAFT)).headers["location"] == "/saisie"
    end = await stage.sign_in(browser, "newcomer", f"{LOOS}/elected")
    assert end.headers["location"] == "/saisie"


async def test_an_ended_session_keeps_no_token_and_goes_after_a_day(stage: Stage) -> None:
    browser = await ended(stage, "forgotten")
    await browser.get("/")
    async with stage.engine.connect() as connection:
        (row,) = (await connection.execute(select(sessions))).all()
    assert row.sealed == row.sealed_id == b""
    await stage.portal.endings.forget_old(row.expires_at)
    async with stage.engine.connect() as connection:
        assert len((await connection.execute(select(sessions))).all()) == 1
    stage.clock.move_on(days=2)
    await stage.portal.endings.forget_old(stage.clock.now())
    async with stage.engine.connect() as connection:
        assert (await connection.execute(select(sessions))).all() == []


async def test_the_sign_in_leads_back_to_the_page_that_asked(stage: Stage) -> None:
    browser = await ended(stage, "returns")
    start = await browser.get("/connexion", params={"vers": "/labels?x=1"})
    stage.provider.person.subject = "returns"
    back = await browser.get(await follow(start.headers["location"]))
    assert back.headers["location"] == "/labels?x=1"
