"""Verifies logout tokens (OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6): the provider's word,
from server to server, that a session is over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.domain import Clock
from chassis.identity import ALGORITHMS, LEEWAY_SECONDS, TOKEN_TYPES, IssuerKeys
from services.portal.storage.tables import heard_logouts

EVENT = "http://schemas.openid.net/event/backchannel-logout"

FRESH = timedelta(minutes=3)
"""A logout token is sent as soon as it is made; an older one was kept by somebody."""

REMEMBERED = FRESH * 2


class LogoutRefused(Exception):
    """The token cannot be trusted; the text says why, for the log."""


@dataclass(frozen=True)
class Logout:
    """What is over: the session at the provider, or all those of the person where `sid` is empty."""

    sid: str
    person: str


class LogoutTokens:
    """Knows the provider's keys, the clients for which it may speak, and the tokens that were heard."""

    def __init__(
        self, engine: AsyncEngine, clock: Clock, keys: IssuerKeys, issuer: str, clients: Collection[str]
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._keys = keys
        self._issuer = issuer
        self._clients = list(clients)

    async def heard(self, token: str) -> Logout:
        """What the token says. Raise LogoutRefused for one that is forged, old, for others, or heard before,
        and Unavailable while the provider's keys cannot be had.
        """
        claims = await self._claims(token)
        events, sid, person = claims["events"], claims.get("sid", ""), claims.get("sub", "")
        if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
            raise LogoutRefused("it tells of no logout")
        if "nonce" in claims:
            raise LogoutRefused("an ID token is no logout token")
        if not isinstance(sid, str) or not isinstance(person, str) or not (sid or person):
            raise LogoutRefused("it names neither session nor person")
        if abs(self._clock.now().timestamp() - claims["iat"]) > FRESH.total_seconds():
            raise LogoutRefused("it is not fresh")
        await self._first_time(str(claims["jti"]))
        return Logout(sid, person)

    async def _claims(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            if str(header.get("typ", "")).lower() in TOKEN_TYPES:
                raise LogoutRefused("an access token is no logout token")
            key = await self._keys.key(str(header.get("kid", "")))
            if key is None:
                raise LogoutRefused("the key is not one of the provider's")
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._clients,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["iss", "aud", "iat", "jti", "events"]},
            )
        except jwt.PyJWTError as error:
            raise LogoutRefused(str(error)) from error
        return claims

    async def _first_time(self, token_id: str) -> None:
        now = self._clock.now()
        heard = insert(heard_logouts).values(
            id=hashlib.sha256(token_id.encode()).digest(), forget_at=now + REMEMBERED
        )
        async with self._engine.begin() as connection:
            await connection.execute(delete(heard_logouts).where(heard_logouts.c.forget_at < now))
            noted = await connection.execute(heard.on_conflict_do_nothing())
            if noted.rowcount != 1:
                raise LogoutRefused("it was heard before")
