"""When a session ends at Keycloak, the portal is told, whichever client it was begun with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest

from chassis.testing.waiting import eventually
from node.canaille.settings import CLI_CLIENT
from node.identity.settings import PortalSettings
from node.personas import PASSWORD
from node.sign_in import sign_in
from tests.integration.node.conftest import MakeRealm, Realm
from tests.unit.node.identity_samples import small_realm


@dataclass
class Listener:
    """A portal that only listens to what Keycloak tells it of sessions that ended."""

    address: str = ""
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    heard = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            heard.told.append((self.path, unverified(form["logout_token"][0])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    heard.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield heard
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def realm(make_realm: MakeRealm, listener: Listener) -> Realm:
    portal = PortalSettings(addresses=(listener.address,))
    settings = small_realm("ends").settings.model_copy(update={"portal": portal})
    return make_realm(small_realm(settings=settings, demo=True))


def unverified(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


@pytest.mark.parametrize("login", ["maire.loos", "presidence.pole"])
async def test_the_portal_is_told_when_the_session_of_a_command_ends(
    realm: Realm, listener: Listener, login: str
) -> None:
    tokens = await sign_in(realm.issuer, login, PASSWORD)
    session = unverified(tokens.access_token)["sid"]
    somebody = realm.admin.get_user_id(login)
    assert somebody
    await asyncio.to_thread(realm.admin.user_logout, somebody)

    async def heard() -> bool:
        return any(
            path == "/auth/backchannel-logout"
            and claims["sid"] == session
            and claims["aud"] == CLI_CLIENT
            and "http://schemas.openid.net/event/backchannel-logout" in claims["events"]
            for path, claims in listener.told
        )

    assert await eventually(heard)
