"""The person signed in on this machine: tokens in the user's configuration folder, readable by him only."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from node.cli.output import refusal
from node.errors import NodeError
from node.sign_in import Tokens, refresh

EARLY_SECONDS = 20
"""A token so near its end is renewed before use."""


@dataclass(frozen=True)
class Session:
    """Tokens by issuer, in one file."""

    file: Path

    @classmethod
    def of_user(cls) -> Session:
        base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
        return cls(Path(base) / "archipel" / "session.json")

    def keep(self, issuer: str, tokens: Tokens) -> None:
        known = self.read()
        known[issuer] = {
            "access_token": tokens.access_token,
            "refresh_token": tokens.refresh_token,
            "expires_at": int(time.time()) + tokens.seconds,
        }
        self.write(known)

    def forget(self, issuer: str) -> bool:
        """True when somebody was signed in."""
        known = self.read()
        there = known.pop(issuer, None) is not None
        if there:
            self.write(known)
        return there

    async def access_token(self, issuer: str) -> str:
        """A valid token, renewed when needed; empty when nobody is signed in any more."""
        entry = self.read().get(issuer)
        if entry is None:
            return ""
        if float(entry["expires_at"]) - time.time() > EARLY_SECONDS:
            return str(entry["access_token"])
        try:
            tokens = await refresh(issuer, str(entry["refresh_token"]))
        except (NodeError, httpx.HTTPError):
            self.forget(issuer)
            refusal("SESSION_ENDED", "Votre session est finie : « archipel login » en ouvre une autre.")
            return ""
        self.keep(issuer, tokens)
        return tokens.access_token

    def read(self) -> dict[str, dict[str, str | int]]:
        try:
            found: dict[str, dict[str, str | int]] = json.loads(self.file.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return found

    def write(self, known: dict[str, dict[str, str | int]]) -> None:
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished = self.file.with_suffix(".new")
            unfinished.touch(mode=0o600)
            unfinished.write_text(json.dumps(known))
            unfinished.replace(self.file)
        except OSError as error:
            raise NodeError(
                "SESSION_NOT_WRITABLE", f"{self.file} ne peut pas être écrit ({error.strerror})."
            ) from error
