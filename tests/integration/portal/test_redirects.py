"""Nobody is sent elsewhere, and nothing that somebody sends gets into a header."""

from __future__ import annotations

import pytest

from tests.integration.portal.conftest import Stage, follow
from tests.unit.portal.territory import LOOS

ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/\r\nX-Evil: 1",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("address", ELSEWHERE)
async def test_nobody_is_sent_elsewhere_and_no_header_is_planted(stage: Stage, address: str) -> None:
    browser = await stage.signed_in("sent", f"{LOOS}/elected")
    for path, data in (
        ("/langue", {"langue": "fr", "vers": address}),
        ("/mon-espace/collectivite", {"collectivite": LOOS, "vers": address}),
    ):
        answer = await browser.post(path, data=data)
        assert answer.headers["location"] == "/"
        assert "x-evil" not in answer.headers
    assert await stage.noted() == ["OPEN_REDIRECT", "OPEN_REDIRECT"]


@pytest.mark.parametrize("address", ELSEWHERE)
async def test_a_sign_in_leads_to_no_address_elsewhere(stage: Stage, address: str) -> None:
    browser = await stage.signed_in("leads", f"{LOOS}/elected")
    start = await browser.get("/connexion", params={"vers": address})
    assert start.headers["location"].startswith(f"{stage.provider.url}/authorize?")
    back = await browser.get(await follow(start.headers["location"]))
    assert back.headers["location"] == "/"
    assert await stage.noted() == ["OPEN_REDIRECT"]


@pytest.mark.parametrize(
    "address", ["/connexion", "/connexion?vers=/labels", "/auth/callback", "/deconnexion"]
)
async def test_a_sign_in_does_not_lead_to_another_one(stage: Stage, address: str) -> None:
    browser = await stage.signed_in("no-loop", f"{LOOS}/elected")
    start = await browser.get("/connexion", params={"vers": address})
    back = await browser.get(await follow(start.headers["location"]))
    assert back.headers["location"].startswith("/mon-espace")
    assert await stage.noted() == []


HOSTILE = "fr\r\nSet-Cookie: evil=1\r\n\r\n<script>"


async def test_no_value_of_a_form_or_cookie_gets_into_a_header(stage: Stage) -> None:
    browser = await stage.signed_in("injects", f"{LOOS}/elected")
    answers = [
        await browser.post("/langue", data={"langue": HOSTILE, "vers": f"/labels{HOSTILE}"}),
        await browser.post("/mon-espace/collectivite", data={"collectivite": HOSTILE, "vers": HOSTILE}),
        await browser.get("/connexion", params={"vers": HOSTILE}),
        await browser.get("/auth/callback", params={"state": HOSTILE, "code": HOSTILE}),
        await browser.get("/auth/frontchannel-logout", params={"iss": HOSTILE, "sid": HOSTILE}),
        await browser.get("/mon-espace", headers={"HX-Request": "true", "X-Request-Id": "a"}),
        await browser.get(
            "/labels", params={"x": HOSTILE}, headers={"Cookie": "avis=%0d%0aX: 1; langue=fr%0d"}
        ),
    ]
    for answer in answers:
        assert all("evil" not in value for value in answer.headers.get_list("set-cookie")), answer.request.url
        assert all("\r" not in value and "\n" not in value for value in answer.headers.values())
