"""Single logout: whoever says that a session is over, it is over here and at every service."""

from __future__ import annotations

import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import insert, select

from chassis.tables import ended_sessions
from services.portal.storage.tables import sessions
from services.portal.web.visit import SESSION_COOKIE
from tests.integration.portal.conftest import Stage, follow
from tests.integration.portal.provider import CLI_CLIENT_ID
from tests.unit.portal.territory import LOOS

BACK, FRONT, PAGE = "/auth/backchannel-logout", "/auth/frontchannel-logout", "/mon-espace"


async def sid_of(stage: Stage, person: str) -> str:
    async with stage.engine.connect() as connection:
        rows = await connection.execute(select(sessions.c.sid).where(sessions.c.person == person))
        return str(rows.scalars().one())


async def told(stage: Stage, token: str, **headers: str) -> httpx.Response:
    return await stage.browser().post(BACK, data={"logout_token": token}, headers=headers)


async def test_signing_out_ends_it_here_at_the_services_and_at_the_provider(stage: Stage) -> None:
    mayor = await stage.signed_in("leaves", f"{LOOS}/elected")
    held, sid = mayor.cookies[SESSION_COOKIE], await sid_of(stage, "leaves")
    out = await mayor.post("/deconnexion", data={})
    query = parse_qs(urlsplit(out.headers["location"]).query)
    claims = jwt.decode(query["id_token_hint"][0], options={"verify_signature": False})
    assert claims["sid"] == sid
    assert query["post_logout_redirect_uri"] == ["http://archipel.test/"]
    (ended,) = await stage.ends_told(person="leaves")
    assert ended.session == sid
    thief = stage.browser()
    thief.cookies.set(SESSION_COOKIE, held, domain="archipel.test")
    assert (await thief.get(PAGE)).status_code == 401
    assert await stage.noted() == ["SESSION_ENDED"]


async def test_nobody_signs_anybody_out_with_a_link(stage: Stage) -> None:
    mayor = await stage.signed_in("stays", f"{LOOS}/elected")
    assert (await mayor.get("/deconnexion")).status_code == 405
    foreign = await mayor.post("/deconnexion", data={}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert (await mayor.get(PAGE)).status_code == 200


async def test_signing_out_everywhere_ends_every_session_of_the_person_and_nobody_elses(stage: Stage) -> None:
    town_hall = await stage.signed_in("everywhere", f"{LOOS}/elected")
    at_home = await stage.signed_in("everywhere", f"{LOOS}/elected")
    neighbour = await stage.signed_in("neighbour", f"{LOOS}/elected")
    out = await town_hall.post("/deconnexion/partout", data={})
    assert out.headers["location"].startswith(f"{stage.provider.url}/logout?")
    assert (await at_home.get(PAGE)).status_code == 401
    assert (await neighbour.get(PAGE)).status_code == 200
    (ended,) = await stage.ends_told(person="everywhere")
    assert ended.session == ""
    # The provider forgets the other machine; this one it leaves by its own way out.
    assert len(stage.provider.revoked) == 1


async def test_the_provider_ends_one_session_from_server_to_server(stage: Stage) -> None:
    one = await stage.signed_in("told-of", f"{LOOS}/elected")
    sid = await sid_of(stage, "told-of")
    other = await stage.signed_in("told-of", f"{LOOS}/elected")
    answer = await told(stage, stage.provider.logout_token(sid=sid, sub="told-of"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert (await one.get(PAGE)).status_code == 401
    assert (await other.get(PAGE)).status_code == 200
    (ended,) = await stage.ends_told(person="told-of")
    assert ended.session == sid
    # A browser that comes with an id after it was signed out is noted: it may be a thief.
    assert await stage.noted() == ["SESSION_ENDED"]


async def test_the_provider_ends_all_sessions_of_a_person(stage: Stage) -> None:
    browsers = [await stage.signed_in("all-of", f"{LOOS}/elected") for _ in range(2)]
    assert (await told(stage, stage.provider.logout_token(sub="all-of"))).status_code == 200
    assert [(await browser.get(PAGE)).status_code for browser in browsers] == [401, 401]
    (ended,) = await stage.ends_told(person="all-of")
    assert ended.session == ""


async def test_the_services_are_told_of_a_session_of_the_command_line(stage: Stage) -> None:
    token = stage.provider.logout_token(aud=CLI_CLIENT_ID, sid="of-the-command-line")
    assert (await told(stage, token)).status_code == 200
    (ended,) = await stage.ends_told(sid="of-the-command-line")
    assert ended.session == "of-the-command-line"


async def test_an_ordinary_browser_header_of_the_provider_does_not_matter(stage: Stage) -> None:
    token = stage.provider.logout_token(sid="whatever")
    assert (await told(stage, token, Origin="https://sso.example")).status_code == 200


FORGED = {
    "no token": {"raw": ""},
    "nonsense": {"raw": "not.a.token"},
    "two parts": {"raw": "a.b"},
    "another issuer": {"iss": "https://evil.example"},
    "another audience": {"aud": "archipel"},
    "no audience": {"aud": None},
    "an access token's type": {"kind": "at+jwt"},
    "no events": {"events": None},
    "other events": {"events": {"http://schemas.openid.net/event/other": {}}},
    "events that are a list": {"events": ["http://schemas.openid.net/event/backchannel-logout"]},
    "an event that is no object": {"events": {"http://schemas.openid.net/event/backchannel-logout": 1}},
    "a nonce": {"nonce": "n"},
    "neither session nor person": {"sid": None, "sub": None},
    "a session that is no text": {"sid": 7},
    "a person that is no text": {"sub": ["x"]},
    "no id": {"jti": None},
    "no time": {"iat": None},
    "an old one": {"iat": time.time() - 400},
    "one of the future": {"iat": time.time() + 400},
    "one that has expired": {"exp": time.time() - 100},
}


@pytest.mark.parametrize("fault", FORGED)
async def test_a_logout_token_that_is_forged_ends_nothing_and_is_noted(stage: Stage, fault: str) -> None:
    person = f"kept-{fault}"
    browser = await stage.signed_in(person, f"{LOOS}/elected")
    wrong = dict(FORGED[fault])
    good = {"sid": await sid_of(stage, person), "sub": person}
    token = wrong.pop("raw") if "raw" in wrong else stage.provider.logout_token(**{**good, **wrong})
    answer = await told(stage, token)
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_request"}
    assert answer.headers["cache-control"] == "no-store"
    assert (await browser.get(PAGE)).status_code == 200
    assert await stage.noted() == ["LOGOUT_TOKEN_INVALID"]
    assert await stage.ends_told(person=person) == []


@pytest.mark.parametrize("signature", ["another key", "none", "HS256", "tampered", "unknown key"])
async def test_a_logout_token_that_the_provider_did_not_sign_ends_nothing(
    stage: Stage, signature: str
) -> None:
    person = f"unsigned-{signature}"
    browser = await stage.signed_in(person, f"{LOOS}/elected")
    token = stage.provider.logout_token(sid=await sid_of(stage, person))
    claims = jwt.decode(token, options={"verify_signature": False})
    headers = {"kid": "unknown" if signature == "unknown key" else "fake", "typ": "logout+jwt"}
    if signature == "none":
        token = jwt.encode(claims, "", algorithm="none", headers=headers)
    elif signature == "HS256":
        token = jwt.encode(claims, "s" * 32, algorithm="HS256", headers=headers)
    elif signature == "tampered":
        head, _, tail = token.partition(".")
        token = f"{head}.{'A' + tail[1:]}"
    else:
        own = ec.generate_private_key(ec.SECP256R1())
        key = own if signature == "another key" else stage.provider.key
        token = jwt.encode(claims, key, algorithm="ES256", headers=headers)
    assert (await told(stage, token)).status_code == 400
    assert (await browser.get(PAGE)).status_code == 200
    assert await stage.noted() == ["LOGOUT_TOKEN_INVALID"]


async def test_a_logout_token_is_heard_once(stage: Stage) -> None:
    token = stage.provider.logout_token(sid="heard-once")
    assert (await told(stage, token)).status_code == 200
    assert (await told(stage, token)).status_code == 400
    assert len(await stage.ends_told(sid="heard-once")) == 1


async def test_an_id_token_of_the_provider_is_no_logout_token(stage: Stage) -> None:
    mayor = await stage.signed_in("id-token", f"{LOOS}/elected")
    out = await mayor.post("/deconnexion", data={})
    hint = parse_qs(urlsplit(out.headers["location"]).query)["id_token_hint"][0]
    assert (await told(stage, hint)).status_code == 400


async def test_a_logout_token_that_is_a_file_or_too_large_is_refused(stage: Stage) -> None:
    browser = stage.browser()
    file = await browser.post(BACK, files={"logout_token": b"x"})
    assert file.status_code == 400
    assert (await told(stage, "x" * 20_000)).status_code == 413


async def test_the_provider_ends_a_session_through_a_frame(stage: Stage) -> None:
    mayor = await stage.signed_in("framed", f"{LOOS}/elected")
    sid = await sid_of(stage, "framed")
    answer = await stage.browser().get(FRONT, params={"iss": stage.provider.url, "sid": sid})
    assert answer.status_code == 200
    assert "x-frame-options" not in answer.headers
    assert f"frame-ancestors {stage.provider.url}" in answer.headers["content-security-policy"]
    assert (await mayor.get(PAGE)).status_code == 401
    assert [ended.session for ended in await stage.ends_told(sid=sid)] == [sid]


@pytest.mark.parametrize("issuer", ["https://evil.example", "", "é"])
async def test_a_frame_of_another_issuer_ends_nothing_and_is_noted(stage: Stage, issuer: str) -> None:
    mayor = await stage.signed_in(f"not-framed-{issuer}", f"{LOOS}/elected")
    sid = await sid_of(stage, f"not-framed-{issuer}")
    answer = await stage.browser().get(FRONT, params={"iss": issuer, "sid": sid})
    assert answer.status_code == 400
    assert (await mayor.get(PAGE)).status_code == 200
    assert await stage.noted() == ["LOGOUT_OF_ANOTHER_ISSUER"]


async def test_a_frame_about_a_session_that_is_none_leaves_no_trace(stage: Stage) -> None:
    answer = await stage.browser().get(FRONT, params={"iss": stage.provider.url, "sid": "guessed"})
    assert answer.status_code == 200
    assert await stage.ends_told(sid="guessed") == []


async def test_a_sign_in_that_the_provider_goes_on_with_after_its_end_begins_anew_there(
    stage: Stage,
) -> None:
    """A provider may hand out the session that was ended here: its tokens are refused for an hour yet."""
    stage.provider.sid = "goes-on"
    async with stage.engine.begin() as connection:
        ended = insert(ended_sessions).values(id="session:goes-on", ended_at=stage.clock.now())
        await connection.execute(ended)
    await stage.portal.standing.load()
    browser = stage.browser()
    end = await stage.sign_in(browser, "comes-back", f"{LOOS}/elected")
    assert end.headers["location"].startswith(f"{stage.provider.url}/logout?")
    assert SESSION_COOKIE not in browser.cookies


async def test_a_provider_without_a_way_out_forgets_the_tokens(stage: Stage) -> None:
    mayor = await stage.signed_in("no-way-out", f"{LOOS}/elected")
    metadata = dict(await stage.portal.provider._discover())
    metadata.pop("end_session_endpoint")
    stage.portal.provider._metadata = metadata
    out = await mayor.post("/deconnexion", data={})
    assert out.headers["location"] == "/"
    assert len(stage.provider.revoked) == 1


async def test_whoever_follows_the_sign_in_of_another_browser_is_noted(stage: Stage) -> None:
    start = await stage.browser().get("/connexion")
    await stage.browser().get(await follow(start.headers["location"]))
    assert await stage.noted() == ["SIGN_IN_OF_ANOTHER_BROWSER"]


async def test_the_relay_is_woken_as_soon_as_an_end_is_written(stage: Stage) -> None:
    woken: list[bool] = []
    endings = replace(stage.portal.endings, committed=lambda: woken.append(True))
    await endings.end("wakes", "somebody")
    assert woken == [True]
