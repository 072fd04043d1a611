"""A test issuer: signs access tokens with a key made for the run and publishes it over real HTTP, so that
services verify tokens the way they always do.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

AUDIENCE = "archipel"
KEY_ID = "test-key"


@dataclass(frozen=True)
class TestIssuer:
    """Where its keys are, and a maker of tokens."""

    __test__ = False

    url: str
    key: ec.EllipticCurvePrivateKey

    def token(self, subject: str, *groups: str, **claims: Any) -> str:
        """An access token for the pseudonymous `subject` in groups such as "bodies/62528/elected"; further
        claims replace the usual ones.
        """
        now = int(time.time())
        usual = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": subject,
            "iat": now,
            "exp": now + 300,
            "groups": list(groups),
        }
        return jwt.encode(
            {**usual, **claims}, self.key, algorithm="ES256", headers={"kid": KEY_ID, "typ": "at+jwt"}
        )


@contextmanager
def running_issuer(*others: object) -> Iterator[TestIssuer]:
    """Serve discovery and keys on a free loopback port; `others` are published before the test key."""
    key = ec.generate_private_key(ec.SECP256R1())
    published = {**json.loads(ECAlgorithm.to_jwk(key.public_key())), "kid": KEY_ID, "use": "sig"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = f"http://{self.headers['Host']}"
            pages: dict[str, object] = {
                "/.well-known/openid-configuration": {"issuer": address, "jwks_uri": f"{address}/jwks.json"},
                "/jwks.json": {"keys": [*others, published]},
            }
            page = pages.get(self.path)
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(page or {}).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield TestIssuer(f"http://127.0.0.1:{server.server_address[1]}", key)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
