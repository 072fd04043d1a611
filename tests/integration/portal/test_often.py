"""Who comes too often is asked to wait, whatever they write about where they come from."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from chassis.rates import Rates
from services.portal.app import make_app
from services.portal.web.portal import Limits
from tests.integration.portal.conftest import ADDRESS, Stage
from tests.unit.portal.territory import LOOS


def limited(stage: Stage, **limits: int | str) -> Stage:
    """The portal with these limits, of which nothing is used yet."""
    portal = replace(stage.portal, rates=Rates(), limits=Limits(**limits))  # type: ignore[arg-type]
    return replace(stage, portal=portal, transport=httpx.ASGITransport(make_app(portal)))


@pytest.mark.parametrize("path", ["/connexion", "/auth/callback"])
async def test_one_address_signs_in_so_often_in_a_minute(stage: Stage, path: str) -> None:
    tight = limited(stage, sign_in=5)
    browser = tight.browser()
    statuses = [(await browser.get(path)).status_code for _ in range(5)]
    assert statuses == [303] * 5
    refused = await browser.get(path)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert f"Attendez {refused.headers['retry-after']} seconde" in refused.text
    assert "RATE_LIMITED" in await stage.noted()
    # Everything else goes on.
    assert (await browser.get("/labels")).status_code == 200


@pytest.mark.parametrize("path", ["/deconnexion", "/deconnexion/partout", "/auth/backchannel-logout"])
async def test_one_address_signs_out_so_often_in_a_minute(stage: Stage, path: str) -> None:
    tight = limited(stage, logout=3)
    browser = tight.browser()
    statuses = [(await browser.post(path, data={"x": "1"})).status_code for _ in range(4)]
    assert 429 not in statuses[:3]
    assert statuses[3] == 429


async def test_one_person_sends_so_many_forms_in_a_minute_from_wherever(stage: Stage) -> None:
    tight = limited(stage, posts=4)
    browsers = [await tight.signed_in("posts", f"{LOOS}/elected") for _ in range(2)]
    other = await tight.signed_in("posts-too", f"{LOOS}/elected")
    answers = [await browsers[n % 2].post("/langue", data={"langue": "fr"}) for n in range(5)]
    assert [answer.status_code for answer in answers] == [303] * 4 + [429]
    assert (await other.post("/langue", data={"langue": "fr"})).status_code == 303
    assert "RATE_LIMITED" in await stage.noted()


async def test_nobody_gets_round_the_limit_with_a_header_unless_a_proxy_says_so(stage: Stage) -> None:
    for proxies, statuses in (
        ("", [303, 303, 429]),
        ("127.0.0.0/8", [303, 303, 303]),
        ("10.0.0.0/8", [303, 303, 429]),
    ):
        tight = limited(stage, sign_in=2, trusted_proxies=proxies)
        tight = replace(tight, portal=replace(tight.portal, rates=type(stage.portal.rates)()))
        tight = replace(tight, transport=httpx.ASGITransport(make_app(tight.portal)))
        browser = tight.browser()
        found = [
            (await browser.get("/connexion", headers={"X-Forwarded-For": f"192.0.2.{n}"})).status_code
            for n in range(3)
        ]
        assert found == statuses, proxies


async def test_whatever_one_writes_before_the_proxy_the_proxys_word_counts(stage: Stage) -> None:
    tight = limited(stage, sign_in=2, trusted_proxies="127.0.0.1")
    browser = tight.browser()
    found = [
        await browser.get("/connexion", headers={"X-Forwarded-For": f"192.0.2.{n}, 203.0.113.9"})
        for n in range(3)
    ]
    assert [answer.status_code for answer in found] == [303, 303, 429]


async def test_one_network_of_addresses_counts_as_one(stage: Stage) -> None:
    tight = limited(stage, sign_in=2)
    found = []
    for number in range(3):
        transport = httpx.ASGITransport(make_app(tight.portal), client=(f"2001:db8::{number}", 1))
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as browser:
            found.append((await browser.get("/connexion")).status_code)
    assert found == [303, 303, 429]


async def test_reports_are_counted(stage: Stage) -> None:
    tight = limited(stage, reports=2)
    browser = tight.browser()
    statuses = [(await browser.post("/csp", json={})).status_code for _ in range(3)]
    assert statuses == [204, 204, 429]
