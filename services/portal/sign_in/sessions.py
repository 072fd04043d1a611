"""Sessions: the browser holds a random id, the database its hash and the sealed tokens.

The id changes whenever the access token is renewed and whenever the person goes on to act for another body.
The former one is good for a short while yet (requests that were on their way, answers that were lost) and
leads to the same new one. Whoever comes with it later has an id that was stolen, or is the one it was stolen
from: nobody can tell, so the session ends everywhere.

All this happens under a lock on the session's row, so that two requests, or two replicas, never spend the
same refresh token, nor hand out two ids.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.domain import uuid7
from services.portal.sign_in.endings import Endings, lapse_rows
from services.portal.sign_in.provider import Secrets, SignInExpired, SignInFailed, Tokens
from services.portal.sign_in.rows import (
    Ended,
    Session,
    hash_of,
    id_columns,
    secrets_in,
    session_in,
    token_columns,
)
from services.portal.storage.tables import former_ids, sessions

RENEW_BEFORE = timedelta(seconds=45)
"""An access token is renewed when less than this is left of it."""

RENEWALS_AT_ONCE = 3
"""Each holds a connection of the portal's pool while the provider answers."""

RENEWAL_SECONDS = 8.0
RENEWAL_PAUSE = timedelta(seconds=10)

SEEN_PRECISION = timedelta(minutes=1)
"""How exactly it is written down when a session was last used: not every request writes."""

UNKNOWN, SIGNED_OUT = "SESSION_UNKNOWN", "SESSION_ENDED"
"""Reasons of incidents: an id that we never gave, or not lately; one of a session that was signed out."""


class Renewing(Protocol):
    """What a session needs of the provider."""

    async def refresh(self, former: Secrets, sid: str) -> Tokens:
        """New tokens, or SignInExpired, or SignInFailed while the provider is out of reach."""
        ...


@dataclass(frozen=True)
class Lifetimes:
    """How long a session lasts at most, how long without a request, and how long a former id leads on."""

    whole: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(hours=2)
    grace: timedelta = timedelta(seconds=60)


class Sessions:
    """Opens, finds, renews and turns sessions; `endings` ends them. `replayed` is told whose session ended
    because a former id of it came back, and gets the tokens that were kept.
    """

    def __init__(
        self,
        endings: Endings,
        provider: Renewing,
        lifetimes: Lifetimes,
        replayed: Callable[[str, list[Secrets]], Awaitable[None]],
    ) -> None:
        self._endings = endings
        self._engine = endings.engine
        self._sealer = endings.sealer
        self._clock = endings.clock
        self._provider = provider
        self._lifetimes = lifetimes
        self._replayed = replayed
        self._renewing = asyncio.Semaphore(RENEWALS_AT_ONCE)
        self._paused: dict[str, datetime] = {}

    async def open(self, tokens: Tokens, acting_body: str = "") -> str:
        """Keep a new session; the answer is what the browser is to hold, whatever it held before. The person
        has chosen to act for `acting_body`, or for none yet.
        """
        session_id = new_id()
        now = self._clock.now()
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(sessions).values(
                    key=str(uuid7()),
                    acting_body=acting_body,
                    seen_at=now,
                    expires_at=now + self._lifetimes.whole,
                    **id_columns(self._sealer, session_id),
                    **token_columns(self._sealer, tokens),
                )
            )
        return session_id

    async def find(self, session_id: str, *, used: bool = True) -> Session | Ended:
        """The session, with a fresh access token. `used`: the person does something; a page that reads itself
        again does not keep a session going.
        """
        came_with, now = hash_of(session_id), self._clock.now()
        row, replaced_at = await self._row(came_with)
        if row is None:
            return Ended(incident=UNKNOWN)
        if row.ended_at is not None or row.expires_at <= now:
            return Ended(row.person, incident=SIGNED_OUT if row.ended_at else "")
        if replaced_at is not None and replaced_at + self._lifetimes.grace < now:
            return await self._end_replayed(row)
        if row.seen_at + self._lifetimes.idle <= now:
            await self._endings.lapse(row.key)
            return Ended(row.person)
        if used and row.seen_at + SEEN_PRECISION <= now:
            await self._note_seen(row.key, now)
        if row.turns or (self._ends_soon(row, now) and not self._is_paused(row, now)):
            return await self._turn(row.key, came_with, now)
        return session_in(self._sealer, row, came_with)

    async def act_for(self, session: Session, body: str) -> None:
        """Remember for which body the person acts from now on; it must be one of theirs. Their next request
        gets a new id.
        """
        if body in session.bodies:
            async with self._engine.begin() as connection:
                await connection.execute(
                    update(sessions).where(sessions.c.key == session.key).values(acting_body=body, turns=True)
                )

    async def secrets(self, session: Session) -> tuple[str, Secrets | None]:
        """The `sid` of the session at the provider, and its tokens."""
        async with self._engine.connect() as connection:
            row = (
                await connection.execute(select(sessions).where(sessions.c.key == session.key))
            ).one_or_none()
        return ("", None) if row is None else (row.sid, secrets_in(self._sealer, row))

    async def _row(self, id_hash: bytes) -> tuple[Row[Any] | None, datetime | None]:
        """The session with this id, or with this former id and when that was replaced."""
        by_former = (
            select(sessions, former_ids.c.replaced_at)
            .join(former_ids, former_ids.c.session == sessions.c.key)
            .where(former_ids.c.id_hash == id_hash)
        )
        async with self._engine.connect() as connection:
            row = (
                await connection.execute(select(sessions).where(sessions.c.id_hash == id_hash))
            ).one_or_none()
            if row is not None:
                return row, None
            row = (await connection.execute(by_former)).one_or_none()
        return (None, None) if row is None else (row, row.replaced_at)

    async def _end_replayed(self, row: Row[Any]) -> Ended:
        await self._replayed(row.person, await self._endings.end(row.sid, row.person))
        return Ended(row.person)

    async def _note_seen(self, key: str, now: datetime) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(update(sessions).where(sessions.c.key == key).values(seen_at=now))

    def _ends_soon(self, row: Row[Any], now: datetime) -> bool:
        return bool(row.token_expires_at - now < RENEW_BEFORE)

    def _is_paused(self, row: Row[Any], now: datetime) -> bool:
        """A provider that does not answer must not hold the portal's connections: a session whose renewal
        failed goes on with its token for a while before the next try.
        """
        return bool(row.token_expires_at > now) and self._paused.get(row.key, now) > now

    async def _turn(self, key: str, came_with: bytes, now: datetime) -> Session | Ended:
        """A new token where that is due, and a new id. Who was here first has done it for the others."""
        async with self._renewing, self._engine.begin() as connection:
            row = (
                await connection.execute(select(sessions).where(sessions.c.key == key).with_for_update())
            ).one_or_none()
            if row is None or row.ended_at is not None or row.expires_at <= now:
                return Ended(row.person if row else "")
            tokens = None
            if self._ends_soon(row, now):
                try:
                    tokens = await self._renewed(row, now)
                except SignInExpired:
                    await connection.execute(lapse_rows(key, now))
                    return Ended(row.person)
                if tokens is None and row.token_expires_at <= now:
                    return Ended(row.person)
            if tokens is not None or row.turns:
                row = await self._turned(connection, row, tokens, now)
            return session_in(self._sealer, row, came_with)

    async def _turned(
        self, connection: AsyncConnection, row: Row[Any], tokens: Tokens | None, now: datetime
    ) -> Row[Any]:
        await connection.execute(
            insert(former_ids).values(id_hash=row.id_hash, session=row.key, replaced_at=now)
        )
        changed = id_columns(self._sealer, new_id())
        if tokens is not None:
            changed |= token_columns(self._sealer, tokens)
        turn = update(sessions).where(sessions.c.key == row.key).values(**changed).returning(sessions)
        turned: Row[Any] = (await connection.execute(turn)).one()
        return turned

    async def _renewed(self, row: Row[Any], now: datetime) -> Tokens | None:
        """New tokens for the same person; None while the provider is out of reach. Raise SignInExpired when
        it does not go on.
        """
        former = secrets_in(self._sealer, row)
        if former is None:
            raise SignInExpired("the tokens were sealed with another key")
        try:
            async with asyncio.timeout(RENEWAL_SECONDS):
                tokens = await self._provider.refresh(former, row.sid)
        except (SignInFailed, TimeoutError):
            self._pause(row.key, now)
            return None
        if tokens.person != row.person:
            raise SignInExpired("the tokens name somebody else")
        return tokens

    def _pause(self, key: str, now: datetime) -> None:
        self._paused = {held: until for held, until in self._paused.items() if until > now}
        self._paused[key] = now + RENEWAL_PAUSE


def new_id() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)
