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
    refresh_tokens: set[str] = field(default_factory=set)

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

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, object]]:
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if authorization != f"Basic {expected}":
            return 401, {"error": "invalid_client"}
        if form["grant_type"] == "refresh_token":
            return self.refreshed(form["refresh_token"])
        query = self.codes.pop(form["code"], None)
        if query is None or not verifies(form["code_verifier"], query["code_challenge"]):
            return 400, {"error": "invalid_grant"}
        return 200, self.tokens(query["nonce"])

    def refreshed(self, spent: str) -> tuple[int, dict[str, object]]:
        self.refreshes += 1
        if self.overloaded:
            return 429, {"error": "slow_down"}
        if self.refuses_refresh or spent not in self.refresh_tokens:
            return 400, {"error": "invalid_grant"}
        self.refresh_tokens.remove(spent)
        return 200, self.tokens("")

    def tokens(self, nonce: str) -> dict[str, object]:
        now = int(time.time())
        refresh = secrets.token_urlsafe(8)
        self.refresh_tokens.add(refresh)
        identity = {
            "aud": CLIENT_ID,
            "exp": now + 300,
            "nonce": "another" if self.forged_nonce else nonce,
            "name": self.person.name,
        }
        access = {"aud": "archipel", "exp": now + self.token_seconds, "groups": list(self.person.groups)}
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
                },
                "/jwks": {"keys": [published]},
            }
            self.answer(200 if address.path in pages else 404, pages.get(address.path, {}))

        def do_POST(self) -> None:
            form = flat(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.answer(*provider.token(form, self.headers.get("Authorization", "")))

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
