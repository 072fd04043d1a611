"""The door of a running portal: hostile bytes on real connections get a readable page, and are noted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
from starlette.responses import Response
from starlette.routing import Route

from services.portal.__main__ import Server, bound, server_config
from services.portal.app import make_app
from services.portal.web.visit import SESSION_COOKIE
from tests.integration.portal.conftest import ADDRESS, Stage

HOST = "archipel.test"


@dataclass
class Door:
    """A portal that listens."""

    port: int

    async def send(self, request: bytes) -> tuple[int, str]:
        """The status and the whole answer to these very bytes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request)
        async with asyncio.timeout(20):
            answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return int(answer.split(b" ", 2)[1]), answer.decode("utf-8", "replace")

    async def get(self, path: bytes, *headers: bytes, method: bytes = b"GET") -> tuple[int, str]:
        lines = [method + b" " + path + b" HTTP/1.1", b"Connection: close"]
        if not any(header.lower().startswith(b"host:") for header in headers):
            lines.append(b"Host: " + HOST.encode())
        return await self.send(b"\r\n".join([*lines, *headers, b"", b""]))


@asynccontextmanager
async def listening(stage: Stage) -> AsyncIterator[Door]:
    """The application of the stage, served as the portal's process serves it."""
    server = Server(server_config(stage.portal, drain_seconds=1))
    socket = bound("127.0.0.1:0")
    serving = asyncio.ensure_future(server.serve([socket]))
    try:
        yield Door(socket.getsockname()[1])
    finally:
        server.should_exit = True
        await serving


@pytest.fixture
async def door(stage: Stage) -> AsyncIterator[Door]:
    async with listening(stage) as opened:
        yield opened


async def test_an_ordinary_request_comes_in(door: Door) -> None:
    status, page = await door.get(b"/collectivites")
    assert status == 200
    assert "<h1>" in page


TRICKS = [
    b"/../../etc/passwd",
    b"/static/../settings.py",
    b"/static/%2e%2e/settings.py",
    b"/static/..%2fsettings.py",
    b"/static/..%5csettings.py",
    b"/static/..\\settings.py",
    b"//evil.example/x",
    b"/projets//x",
    b"/projets/%00",
    b"/projets/a%00b",
    b"/projets/%0d%0aSet-Cookie:%20a=b",
    b"/projets/%252e%252e/x",
    b"/projets/%c0%ae%c0%ae/x",
    b"/projets/%ff",
    b"/./labels",
    b"/" + b"a" * 9000,
    b"/labels?x=" + b"a" * 9000,
    b"http://evil.example/labels",
    b"*",
]


@pytest.mark.parametrize("path", TRICKS)
async def test_a_trick_with_the_address_gets_a_readable_page_and_is_noted(
    stage: Stage, door: Door, path: bytes
) -> None:
    status, page = await door.get(path)
    assert status == 400
    assert "Cette adresse est mal écrite" in page
    assert "Set-Cookie" not in page
    assert await stage.noted() == ["PATH_TRICK"]


@pytest.mark.parametrize("path", [b"/labels HTTP/1.1\r\nX: y", b"/lab\x00els", b"/lab\x01els"])
async def test_what_is_no_http_goes_nowhere(stage: Stage, door: Door, path: bytes) -> None:
    status, page = await door.get(path)
    assert status in (200, 400)
    assert "Set-Cookie: " not in page


@pytest.mark.parametrize(
    "host", [b"evil.example", b"archipel.test:81", b"archipel.test@evil.example", b"127.0.0.1", b""]
)
async def test_another_host_gets_a_readable_page_that_names_ours(
    stage: Stage, door: Door, host: bytes
) -> None:
    status, page = await door.get(b"/labels", b"Host: " + host)
    assert status == 400
    assert ADDRESS in page
    assert "evil.example" not in page
    assert await stage.noted() == ["WRONG_HOST"]


async def test_two_hosts_are_refused(door: Door) -> None:
    assert (await door.get(b"/labels", b"Host: archipel.test", b"Host: evil.example"))[0] == 400


async def test_a_probe_asks_for_the_health_under_any_name(door: Door) -> None:
    assert (await door.get(b"/healthz", b"Host: 10.0.0.7:8080"))[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        [b"Cookie: archipel=" + b"x" * 17_000],
        [b"X-Big: " + b"x" * 60_000],
        [b"X-Big: " + b"x" * 200_000],
        [b"X-%d: 1" % number for number in range(150)],
    ],
)
async def test_headers_that_are_too_large_get_a_readable_page_and_are_noted(
    stage: Stage, door: Door, headers: list[bytes]
) -> None:
    status, page = await door.get(b"/labels", *headers)
    assert status == 431
    assert "Effacez les cookies de ce site" in page
    assert await stage.noted() == ["HEADERS_TOO_LARGE"]


async def test_headers_without_end_are_cut_off(door: Door) -> None:
    try:
        status, _ = await door.get(b"/labels", b"X-Big: " + b"x" * 400_000)
    except ConnectionError:
        # The portal hung up while the rest was still on its way.
        return
    assert status in (400, 431)


@pytest.mark.parametrize("method", [b"PUT", b"DELETE", b"OPTIONS", b"TRACE", b"PATCH", b"BREW", b"get"])
async def test_another_method_is_refused_and_noted(stage: Stage, door: Door, method: bytes) -> None:
    status, page = await door.get(b"/labels", method=method)
    assert status == 405
    assert await stage.noted() == ["METHOD_UNKNOWN"]
    assert "allow: GET, HEAD, POST" in page


async def test_a_page_takes_no_form_and_an_act_is_no_page(door: Door) -> None:
    status, page = await door.get(b"/langue")
    assert status == 405
    assert "Elle reçoit seulement un formulaire du portail" in page
    assert "allow: POST" in page
    assert (await door.get(b"/labels", b"Content-Length: 0", method=b"POST"))[0] == 405


@pytest.mark.parametrize(
    "headers",
    [
        [b"Origin: https://evil.example"],
        [b"Origin: null"],
        [b"Origin: http://archipel.test.evil.example"],
        [b"Sec-Fetch-Site: cross-site"],
        [b"Sec-Fetch-Site: same-site"],
        [b"Referer: https://evil.example/form"],
    ],
)
async def test_a_form_of_another_site_gets_a_readable_page_and_is_noted(
    stage: Stage, door: Door, headers: list[bytes]
) -> None:
    status, page = await door.get(b"/langue", b"Content-Length: 0", *headers, method=b"POST")
    assert status == 403
    assert "Ce formulaire vient d’un autre site" in page
    assert await stage.noted() == ["FORM_FROM_ELSEWHERE"]


@pytest.mark.parametrize("size", [b"Content-Length: 300000", b"Transfer-Encoding: chunked"])
async def test_a_form_that_is_too_large_or_of_unknown_size_is_refused(
    stage: Stage, door: Door, size: bytes
) -> None:
    status, page = await door.get(b"/langue", size, method=b"POST")
    assert status == 413
    assert "Ce formulaire est trop grand" in page
    assert await stage.noted() == ["MESSAGE_TOO_LARGE"]


async def test_a_fault_of_the_portal_is_a_readable_page_with_every_header(stage: Stage) -> None:
    async def broken(_: object) -> Response:
        raise RuntimeError("a secret detail")

    app = make_app(stage.portal)
    app.router.routes.insert(0, Route("/casse", broken))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as browser:
        answer = await browser.get("/casse")
    assert answer.status_code == 500
    assert "Le portail a rencontré un problème" in answer.text
    assert "secret detail" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"


async def test_a_violation_of_the_content_policy_is_noted_in_either_form(stage: Stage) -> None:
    browser = stage.browser()
    old = {"csp-report": {"effective-directive": "script-src-elem", "blocked-uri": "https://evil.example/"}}
    new = [{"type": "csp-violation", "body": {"effectiveDirective": "img-src"}}, {"type": "other"}]
    odd = {"csp-report": {"violated-directive": "<script>alert(1)</script>"}}
    for report in (old, new, odd, 7, [], "x"):
        assert (await browser.post("/csp", json=report)).status_code == 204
    assert (await browser.post("/csp", content=b"\xff{")).status_code == 400
    assert (await browser.post("/csp", content=b"[" * 10_000)).status_code == 400
    assert await stage.noted() == ["CSP_VIOLATION"] * 3


async def test_no_incident_holds_what_somebody_sent(stage: Stage, door: Door) -> None:
    await door.get(b"/../evil-name")
    await door.get(b"/labels", b"Host: evil-name")
    await stage.browser().post("/csp", json={"csp-report": {"effective-directive": "evil name"}})
    await stage.browser().get("/connexion", params={"vers": "//evil-name"})
    waiting = str(stage.portal.incidents._waiting)
    assert len(await stage.noted()) == 4
    assert "evil" not in waiting
    assert SESSION_COOKIE + "=" not in waiting
