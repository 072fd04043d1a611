"""An OpenID Connect provider for tests: no screen, everybody is whom the test says. It checks what a real
one checks (client, code, PKCE), so that a portal that forgets one of them fails.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

CLIENT_ID, CLIENT_SECRET = "archipel-portal", "portal-secret"
CLI_CLIENT_ID = "archipel-cli"


@dataclass
class Person:
    subject: str
    name: str
    groups: tuple[str, ...]


@dataclass
class FakeProvider:
    """What a test may set and look at."""

    url: str
    key: ec.EllipticCurvePrivateKey
    person: Person = field(default_factory=lambda: Person("someone", "Quelqu’un", ()))
    token_seconds: int = 300
    forged_nonce: bool = False
    refuses_refresh: bool = False
    overloaded: bool = False
    refreshes: int = 0
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh_tokens: dict[str, str] = field(default_factory=dict)
    """Refresh token → `sid` of its session."""
    sid: str = ""
    """The session that goes on at the provider, and is in all tokens; empty: a new one at each sign-in."""
    revoked: list[str] = field(default_factory=list)

    def signed(self, claims: dict[str, object], kind: str = "JWT") -> str:
        now = int(time.time())
        usual = {"iss": self.url, "sub": self.person.subject, "iat": now}
        headers = {"kid": "fake", "typ": kind}
        return jwt.encode({**usual, **claims}, self.key, algorithm="ES256", headers=headers)

    def authorize(self, query: dict[str, str]) -> str:
        assert query["client_id"] == CLIENT_ID
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def logout_token(self, kind: str = "logout+jwt", **claims: object) -> str:
        """What the provider posts when a session is over; a claim that is None is left out."""
        now = int(time.time())
        told = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_urlsafe(8),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
            **claims,
        }
        kept = {name: value for name, value in told.items() if value is not None}
        return jwt.encode(kept, self.key, algorithm="ES256", headers={"kid": "fake", "typ": kind})

    def knows(self, authorization: str) -> bool:
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        return authorization == f"Basic {expected}"

    def revoke(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, object]]:
        if not self.knows(authorization):
            return 401, {"error": "invalid_client"}
        self.refresh_tokens.pop(form["token"], None)
        self.revoked.append(form["token"])
        return 200, {}

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, object]]:
        if not self.knows(authorization):
            return 401, {"error": "invalid_client"}
        if form["grant_type"] == "refresh_token":
            return self.refreshed(form["refresh_token"])
        query = self.codes.pop(form["code"], None)
        if query is None or not verifies(form["code_verifier"], query["code_challenge"]):
            return 400, {"error": "invalid_grant"}
        return 200, self.tokens(query["nonce"], self.sid or secrets.token_urlsafe(8))

    def refreshed(self, spent: str) -> tuple[int, dict[str, object]]:
        self.refreshes += 1
        if self.overloaded:
            return 429, {"error": "slow_down"}
        if self.refuses_refresh or spent not in self.refresh_tokens:
            return 400, {"error": "invalid_grant"}
        return 200, self.tokens("", self.refresh_tokens.pop(spent))

    def tokens(self, nonce: str, sid: str) -> dict[str, object]:
        now = int(time.time())
        refresh = secrets.token_urlsafe(8)
        self.refresh_tokens[refresh] = sid
        identity = {
            "aud": CLIENT_ID,
            "exp": now + 300,
            "nonce": "another" if self.forged_nonce else nonce,
            "name": self.person.name,
            "sid": sid,
        }
        access = {
            "aud": "archipel",
            "exp": now + self.token_seconds,
            "groups": list(self.person.groups),
            "sid": sid,
        }
        return {
            "access_token": self.signed({**access, "jti": refresh}, "at+jwt"),
            "id_token": self.signed(identity),
            "refresh_token": refresh,
            "token_type": "Bearer",
        }


def verifies(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge


def flat(text: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(text).items()}


@contextmanager
def running_provider() -> Iterator[FakeProvider]:
    """Serve it on a free loopback port."""
    key = ec.generate_private_key(ec.SECP256R1())
    published = {**json.loads(ECAlgorithm.to_jwk(key.public_key())), "kid": "fake", "use": "sig"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            if address.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(flat(address.query)))
                self.end_headers()
                return
            pages: dict[str, object] = {
                "/.well-known/openid-configuration": {
                    "issuer": provider.url,
                    "jwks_uri": f"{provider.url}/jwks",
                    "authorization_endpoint": f"{provider.url}/authorize",
                    "token_endpoint": f"{provider.url}/token",
                    "end_session_endpoint": f"{provider.url}/logout",
                    "revocation_endpoint": f"{provider.url}/revoke",
                },
                "/jwks": {"keys": [published]},
            }
            self.answer(200 if address.path in pages else 404, pages.get(address.path, {}))

        def do_POST(self) -> None:
            form = flat(self.rfile.read(int(self.headers["Content-Length"])).decode())
            answer = provider.revoke if self.path == "/revoke" else provider.token
            self.answer(*answer(form, self.headers.get("Authorization", "")))

        def answer(self, status: int, page: object) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(page).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = FakeProvider(f"http://127.0.0.1:{server.server_address[1]}", key)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
