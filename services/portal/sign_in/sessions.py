"""Sessions: the browser holds a random id, the database its hash and the sealed tokens.

An access token that is about to end is renewed under a lock on the session's row, so that two
requests, or two replicas, never spend the same refresh token.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.domain import Caller, Clock, Mandate
from services.portal.sign_in.provider import SignInExpired, SignInFailed, Tokens
from services.portal.sign_in.sealing import Sealer
from services.portal.storage.tables import sessions

RENEW_BEFORE = timedelta(seconds=45)
"""An access token is renewed when less than this is left of it."""


RENEWALS_AT_ONCE = 3
"""Each holds a connection of the portal's pool while the provider answers."""

RENEWAL_SECONDS = 8.0
RENEWAL_PAUSE = timedelta(seconds=10)


class Renewing(Protocol):
    """What a session needs of the provider."""

    async def refresh(self, refresh_token: str) -> Tokens:
        """New tokens, or SignInExpired, or SignInFailed while the provider is out of reach."""
        ...


@dataclass(frozen=True)
class Session:
    """One signed-in browser, with a token that is still valid."""

    id_hash: bytes
    person: str
    access_token: str
    mandates: frozenset[Mandate]
    chosen_body: str

    @property
    def acting_body(self) -> str:
        """Code of the body that the person acts for: the one chosen, or the first where that is none (any
        more); empty for somebody without a mandate.
        """
        return self.chosen_body if self.chosen_body in self.bodies else min(self.bodies, default="")

    @property
    def caller(self) -> Caller:
        return Caller(self.person, self.mandates)

    def with_mandates(self, more: frozenset[Mandate]) -> Session:
        """The same session, with these mandates beside its own."""
        return replace(self, mandates=self.mandates | more) if more else self

    @property
    def bodies(self) -> frozenset[str]:
        return frozenset(mandate.body for mandate in self.mandates)


def mandates_of(names: list[str] | tuple[str, ...]) -> frozenset[Mandate]:
    return frozenset(Mandate(*name.split("/", 1)) for name in names)


def hash_of(session_id: str) -> bytes:
    return hashlib.sha256(session_id.encode()).digest()


class Sessions:
    """Opens, finds, renews and closes sessions."""

    def __init__(
        self, engine: AsyncEngine, sealer: Sealer, provider: Renewing, clock: Clock, lifetime: timedelta
    ) -> None:
        self._engine = engine
        self._sealer = sealer
        self._provider = provider
        self._clock = clock
        self._lifetime = lifetime
        self._renewing = asyncio.Semaphore(RENEWALS_AT_ONCE)
        self._paused: dict[bytes, datetime] = {}

    async def open(self, tokens: Tokens) -> str:
        """Keep a new session; the answer is what the browser is to hold."""
        session_id = secrets.token_urlsafe(32)
        now = self._clock.now()
        async with self._engine.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.expires_at < now))
            await connection.execute(
                insert(sessions).values(
                    id_hash=hash_of(session_id),
                    acting_body="",
                    expires_at=now + self._lifetime,
                    **self._columns(tokens),
                )
            )
        return session_id

    async def find(self, session_id: str) -> Session | None:
        """The session, with a fresh access token; None when it ended."""
        id_hash = hash_of(session_id)
        now = self._clock.now()
        query = select(sessions).where(sessions.c.id_hash == id_hash, sessions.c.expires_at > now)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        if row.token_expires_at - now < RENEW_BEFORE:
            return await self._renew_unless_paused(row, now)
        return self._session(row)

    async def act_for(self, session: Session, body: str) -> None:
        """Remember for which body the person acts from now on; it must be one of theirs."""
        if body in session.bodies:
            async with self._engine.begin() as connection:
                await connection.execute(
                    update(sessions).where(sessions.c.id_hash == session.id_hash).values(acting_body=body)
                )

    async def close(self, session_id: str) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.id_hash == hash_of(session_id)))

    async def _renew_unless_paused(self, row: Row[tuple[object, ...]], now: datetime) -> Session | None:
        """A provider that does not answer must not hold the portal's connections: few sessions are renewed
        at a time, and one whose renewal failed goes on with its token for a while before the next try.
        """
        if row.token_expires_at > now and self._paused.get(row.id_hash, now) > now:
            return self._session(row)
        async with self._renewing:
            return await self._renew(row.id_hash, now)

    async def _renew(self, id_hash: bytes, now: datetime) -> Session | None:
        async with self._engine.begin() as connection:
            row = (
                await connection.execute(
                    select(sessions).where(sessions.c.id_hash == id_hash).with_for_update()
                )
            ).one_or_none()
            if row is None or row.token_expires_at - now >= RENEW_BEFORE:
                return self._session(row) if row else None
            return await self._renew_locked(connection, row, now)

    async def _renew_locked(
        self, connection: AsyncConnection, row: Row[tuple[object, ...]], now: datetime
    ) -> Session | None:
        session = self._session(row)
        try:
            async with asyncio.timeout(RENEWAL_SECONDS):
                tokens = await self._provider.refresh(self._opened(row)["refresh"])
        except SignInExpired:
            tokens = None
        except (SignInFailed, TimeoutError):
            # The provider is out of reach for a moment: go on while the token lasts.
            self._pause(row.id_hash, now)
            return session if row.token_expires_at > now else None
        if session is None or tokens is None or tokens.person != session.person:
            await connection.execute(delete(sessions).where(sessions.c.id_hash == row.id_hash))
            return None
        renewed = await connection.execute(
            update(sessions)
            .where(sessions.c.id_hash == row.id_hash)
            .values(**self._columns(tokens))
            .returning(sessions)
        )
        return self._session(renewed.one())

    def _pause(self, id_hash: bytes, now: datetime) -> None:
        self._paused = {key: until for key, until in self._paused.items() if until > now}
        self._paused[id_hash] = now + RENEWAL_PAUSE

    def _columns(self, tokens: Tokens) -> dict[str, object]:
        secret = json.dumps({"access": tokens.access, "refresh": tokens.refresh})
        return {
            "person": tokens.person,
            "sealed": self._sealer.seal(secret.encode()),
            "token_expires_at": tokens.expires_at,
            "mandates": list(tokens.mandates),
        }

    def _opened(self, row: Row[tuple[object, ...]]) -> dict[str, str]:
        secret = self._sealer.open(row.sealed)
        opened: dict[str, str] = json.loads(secret) if secret else {"access": "", "refresh": ""}
        return opened

    def _session(self, row: Row[tuple[object, ...]]) -> Session | None:
        opened = self._opened(row)
        if not opened["access"]:
            return None
        return Session(row.id_hash, row.person, opened["access"], mandates_of(row.mandates), row.acting_body)
