"""Seals what must not be read or changed outside: the sign-in in progress, and tokens at rest."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken

SHORTEST_KEY = 32


class Sealer:
    """Encrypts and authenticates with a key derived from the portal's secret."""

    def __init__(self, secret: str) -> None:
        if len(secret) < SHORTEST_KEY:
            raise ValueError(f"ARCHIPEL_SECRET_KEY needs at least {SHORTEST_KEY} characters")
        digest = hashlib.sha256(b"archipel portal sealing\0" + secret.encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))

    def seal(self, data: bytes) -> bytes:
        return self._fernet.encrypt(data)

    def open(self, sealed: bytes, oldest_seconds: int | None = None) -> bytes | None:
        """What was sealed; None when it was changed, sealed with another key, or is too old."""
        try:
            return self._fernet.decrypt(sealed, ttl=oldest_seconds)
        except InvalidToken:
            return None
