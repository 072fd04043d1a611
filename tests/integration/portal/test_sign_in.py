"""Signing in with code, PKCE, state and nonce; sessions that renew themselves once."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import insert, select

from archipel.projects.v1.people_pb2 import GetPeopleResponse, Person
from chassis.domain import paris_day
from chassis.tables import lent_mandates
from services.portal.storage.tables import sessions
from services.portal.web.visit import SESSION_COOKIE
from tests.integration.portal.conftest import Stage, follow
from tests.unit.portal.territory import CALL, LOOS


async def test_a_mayor_signs_in_and_acts_for_the_commune(stage: Stage) -> None:
    mayor = await stage.signed_in("mayor-1", f"{LOOS}/elected")
    page = await mayor.get("/mon-espace")
    assert page.status_code == 200
    assert "Vous agissez pour <strong>Loos-en-Gohelle</strong>" in page.text


async def test_the_name_goes_to_the_service_of_names_and_stands_in_no_table_of_ours(stage: Stage) -> None:
    await stage.signed_in("mayor-2", f"{LOOS}/elected")
    (registered,) = stage.fake.calls("RegisterPerson")
    assert registered.request.person == "people/mayor-2"
    assert registered.request.display_name == "Nom de mayor-2"
    async with stage.engine.connect() as connection:
        (row,) = (await connection.execute(select(sessions))).all()
    assert "Nom de" not in str(row)


async def test_the_name_is_shown_through_the_service(stage: Stage) -> None:
    mayor = await stage.signed_in("mayor-3", f"{LOOS}/elected")
    stage.fake.answers["GetPeople"] = GetPeopleResponse(
        people=[Person(name="people/mayor-3", display_name="Claire Delattre")]
    )
    assert "Bonjour, Claire Delattre" in (await mayor.get("/mon-espace")).text


async def test_the_sign_in_asks_for_a_challenge_and_gives_no_secret_away(stage: Stage) -> None:
    start = await stage.browser().get("/connexion?vers=/labels")
    query = parse_qs(urlsplit(start.headers["location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["code_challenge"][0]) == 43
    assert query["state"] != query["nonce"]
    cookie = start.headers["set-cookie"]
    assert query["state"][0] not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_an_answer_to_the_sign_in_of_another_browser_is_refused(stage: Stage) -> None:
    start = await stage.browser().get("/connexion")
    back = await follow(start.headers["location"])
    other = stage.browser()
    end = await other.get(back)
    assert SESSION_COOKIE not in end.cookies
    assert "n’a pas abouti" in (await other.get("/")).text


async def test_a_changed_state_is_refused(stage: Stage) -> None:
    browser = stage.browser()
    start = await browser.get("/connexion")
    back = await follow(start.headers["location"])
    end = await browser.get(back.replace("state=", "state=x"))
    assert SESSION_COOKIE not in end.cookies


async def test_an_id_token_with_another_nonce_is_refused(stage: Stage) -> None:
    stage.provider.forged_nonce = True
    browser = stage.browser()
    start = await browser.get("/connexion")
    end = await browser.get(await follow(start.headers["location"]))
    assert SESSION_COOKIE not in end.cookies


async def test_a_code_is_spent_once(stage: Stage) -> None:
    browser = stage.browser()
    start = await browser.get("/connexion")
    back = await follow(start.headers["location"])
    await browser.get(back)
    again = await browser.get(back)
    assert "avis" in again.headers.get("set-cookie", "")


async def test_one_comes_back_to_the_page_that_asked(stage: Stage) -> None:
    asked = await stage.browser().get("/projets/nouveau")
    assert asked.headers["location"] == "/connexion?vers=%2Fprojets%2Fnouveau"


async def test_the_browser_holds_no_token_and_the_table_no_readable_one(stage: Stage) -> None:
    mayor = await stage.signed_in("mayor-4", f"{LOOS}/elected")
    held = mayor.cookies[SESSION_COOKIE]
    async with stage.engine.connect() as connection:
        (row,) = (await connection.execute(select(sessions))).all()
    assert held.encode() not in row.id_hash
    assert b"eyJ" not in row.sealed


async def test_an_ending_token_is_renewed_once_for_many_requests_at_once(stage: Stage) -> None:
    stage.provider.token_seconds = 20
    mayor = await stage.signed_in("mayor-5", f"{LOOS}/elected")
    stage.provider.token_seconds = 300
    pages = await asyncio.gather(*(mayor.get("/mon-espace") for _ in range(5)))
    assert [page.status_code for page in pages] == [200] * 5
    assert stage.provider.refreshes == 1


async def test_new_mandates_count_from_the_next_token_on(stage: Stage) -> None:
    stage.provider.token_seconds = 20
    mayor = await stage.signed_in("mayor-6", f"{LOOS}/elected")
    stage.provider.person.groups = (f"bodies/{CALL}/project_manager",)
    assert "<strong>CALL</strong>" in (await mayor.get("/mon-espace")).text


async def test_a_session_ends_when_the_provider_does_not_renew_it(stage: Stage) -> None:
    stage.provider.token_seconds = 20
    mayor = await stage.signed_in("mayor-7", f"{LOOS}/elected")
    stage.provider.refuses_refresh = True
    assert "Votre session est terminée" in (await mayor.get("/mon-espace")).text
    async with stage.engine.connect() as connection:
        (row,) = (await connection.execute(select(sessions))).all()
    assert row.ended_at is None
    assert row.expires_at <= stage.clock.now()
    assert "Votre session est terminée" in (await mayor.get("/mon-espace")).text
    # Nobody ended it: whoever comes with it has only waited too long.
    assert await stage.noted() == []
    assert row.sealed == row.sealed_id == b""


async def test_a_provider_that_is_overloaded_ends_no_session_and_is_left_in_peace(stage: Stage) -> None:
    stage.provider.token_seconds = 20
    mayor = await stage.signed_in("mayor-9", f"{LOOS}/elected")
    stage.provider.overloaded = True
    pages = [await mayor.get("/mon-espace") for _ in range(3)]
    assert [page.status_code for page in pages] == [200] * 3
    assert stage.provider.refreshes == 1


async def test_signing_out_ends_the_session_here_and_at_the_provider(stage: Stage) -> None:
    mayor = await stage.signed_in("mayor-8", f"{LOOS}/elected")
    held = mayor.cookies[SESSION_COOKIE]
    out = await mayor.post("/deconnexion", content="", headers={"content-length": "0"})
    assert out.headers["location"].startswith(f"{stage.provider.url}/logout?")
    stolen = stage.browser()
    stolen.cookies.set(SESSION_COOKIE, held)
    assert (await stolen.get("/mon-espace")).status_code == 401


async def test_one_acts_only_for_a_body_of_ones_own(stage: Stage) -> None:
    both = await stage.signed_in("both", f"{LOOS}/elected", f"{CALL}/observer")
    await both.post("/mon-espace/collectivite", data={"collectivite": LOOS})
    await both.post("/mon-espace/collectivite", data={"collectivite": "62386"})
    assert "<strong>Loos-en-Gohelle</strong>" in (await both.get("/")).text


@pytest.mark.parametrize("cookie", ["nonsense", "é", "a" * 3000])
async def test_an_unknown_session_is_nobody_and_is_told_so(stage: Stage, cookie: str) -> None:
    browser = stage.browser()
    answer = await browser.get("/mon-espace", headers={"cookie": f"{SESSION_COOKIE}={cookie}".encode()})
    assert answer.status_code == 401
    assert "Votre session est terminée" in answer.text


async def test_without_the_provider_the_portal_goes_on_for_everybody_else(stage: Stage) -> None:
    async def nowhere(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no provider", request=request)

    stage.portal.provider._http = httpx.AsyncClient(transport=httpx.MockTransport(nowhere))
    browser = stage.browser()
    assert (await browser.get("/connexion")).headers["location"] == "/"
    assert "n’a pas abouti" in (await browser.get("/")).text


async def test_a_role_lent_for_today_counts_from_the_next_page_on(stage: Stage) -> None:
    deputy = await stage.signed_in("deputy", f"{LOOS}/observer")
    assert "CALL" not in (await deputy.get("/")).text.partition("</header>")[0]
    today = paris_day(stage.portal.clock.now())
    async with stage.engine.begin() as connection:
        await connection.execute(
            insert(lent_mandates).values(
                id="delegation-1",
                body=CALL,
                role="elected",
                delegator="mayor",
                delegate="deputy",
                first_day=today,
                last_day=today,
            )
        )
    await stage.portal.standing.load()
    await deputy.post("/mon-espace/collectivite", data={"collectivite": CALL})
    assert "Vous agissez pour <strong>CALL</strong>" in (await deputy.get("/")).text


async def test_where_a_session_has_ended_the_provider_asks_again_who_it_is(stage: Stage) -> None:
    browser = await stage.signed_in("asked-again", f"{LOOS}/elected")
    stage.clock.move_on(hours=3)
    again = await browser.get("/connexion")
    assert parse_qs(urlsplit(again.headers["location"]).query)["prompt"] == ["login"]
    fresh = await stage.browser().get("/connexion")
    assert "prompt" not in parse_qs(urlsplit(fresh.headers["location"]).query)
