"""How a session stands in its row: what is secret of it is sealed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from chassis.domain import Caller, Mandate
from services.portal.sign_in.provider import Secrets, Tokens
from services.portal.sign_in.sealing import Sealer


@dataclass(frozen=True)
class Session:
    """One signed-in browser, with a token that is still valid."""

    key: str
    """Stays the same while the id in the browser changes."""
    person: str
    access_token: str
    mandates: frozenset[Mandate]
    chosen_body: str
    ends_at: datetime
    new_id: str = ""
    """What the browser is to hold from now on; empty where it holds that already."""

    @property
    def acting_body(self) -> str:
        """Code of the body that the person acts for: the one chosen, or the first where that is none (any
        more); empty for somebody without a mandate.
        """
        return self.chosen_body if self.chosen_body in self.bodies else min(self.bodies, default="")

    @property
    def caller(self) -> Caller:
        return Caller(self.person, self.mandates)

    @property
    def bodies(self) -> frozenset[str]:
        return frozenset(mandate.body for mandate in self.mandates)

    def with_mandates(self, more: frozenset[Mandate]) -> Session:
        """The same session, with these mandates beside its own."""
        return replace(self, mandates=self.mandates | more) if more else self


@dataclass(frozen=True)
class Ended:
    """The browser holds the id of a session that is over. `person` is whose it was, where that is known;
    `incident` the reason to note it, where no honest browser comes with such an id.
    """

    person: str = ""
    incident: str = ""


def hash_of(session_id: str) -> bytes:
    return hashlib.sha256(session_id.encode()).digest()


def mandates_of(names: list[str] | tuple[str, ...]) -> frozenset[Mandate]:
    return frozenset(Mandate(*name.split("/", 1)) for name in names)


def token_columns(sealer: Sealer, tokens: Tokens) -> dict[str, Any]:
    """What new tokens change in the row."""
    secrets = {"access": tokens.access, "refresh": tokens.refresh, "id_token": tokens.id_token}
    return {
        "person": tokens.person,
        "sid": tokens.sid,
        "sealed": sealer.seal(json.dumps(secrets).encode()),
        "token_expires_at": tokens.expires_at,
        "mandates": list(tokens.mandates),
    }


def id_columns(sealer: Sealer, session_id: str) -> dict[str, Any]:
    """What a new id changes in the row."""
    return {"id_hash": hash_of(session_id), "sealed_id": sealer.seal(session_id.encode()), "turns": False}


def secrets_in(sealer: Sealer, row: Row[Any]) -> Secrets | None:
    """The tokens; None where they are gone, or were sealed with another key."""
    opened = sealer.open(row.sealed)
    return Secrets(**json.loads(opened)) if opened else None


def session_in(sealer: Sealer, row: Row[Any], came_with: bytes) -> Session | Ended:
    """The session of a row, for a browser that came with the id of this hash."""
    secrets = secrets_in(sealer, row)
    if secrets is None:
        return Ended(row.person)
    new_id = b"" if row.id_hash == came_with else sealer.open(row.sealed_id) or b""
    return Session(
        key=row.key,
        person=row.person,
        access_token=secrets.access,
        mandates=mandates_of(row.mandates),
        chosen_body=row.acting_body,
        ends_at=row.expires_at,
        new_id=new_id.decode(),
    )
