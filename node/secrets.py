"""What the node must not forget and nobody else may read: client secret, cookie keys, signing key."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Secrets:
    """One file for each secret, made at the first request, readable by the node's account only."""

    folder: Path

    def text(self, name: str) -> str:
        """A random text of 43 characters (256 bits) that stays the same for ever."""
        return self.file(name, lambda: secrets.token_urlsafe(32)).read_text()

    def signing_key(self) -> Path:
        """The file of the RSA key (JWK) that signs every token of the node."""
        return self.file("signing-key.json", new_signing_key)

    def file(self, name: str, make: Callable[[], str]) -> Path:
        path = self.folder / name
        if not path.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished = path.with_name(f"{name}.new")
            unfinished.touch(mode=0o600)
            unfinished.write_text(make())
            os.replace(unfinished, path)  # noqa: PTH105 - a half-written key must never be read
        return path


def new_signing_key() -> str:
    import json

    from joserfc.jwk import RSAKey

    key = RSAKey.generate_key(2048, parameters={"use": "sig", "alg": "RS256"}, auto_kid=True)
    return json.dumps(key.as_dict(private=True))
