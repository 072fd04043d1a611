"""Verifies access tokens (JWT, RFC 9068) against the issuer's published keys, and reads the mandates."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import httpx
import jwt
from jwt import PyJWK

from chassis.domain import Caller, Mandate, msg
from chassis.errors import Unauthenticated, Unavailable

ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"]
"""Asymmetric only: a shared secret or no signature at all is never accepted."""

LEEWAY_SECONDS = 30
KEY_LIFETIME_SECONDS = 600
KEY_PAUSE_SECONDS = 5
REMEMBERED_TOKENS = 10_000


class IssuerKeys:
    """The issuer's keys, fetched when first needed, when old, and when a token names an unknown one (at
    most once in five seconds, so that forged key ids cannot make us hammer the issuer). A fetch that failed
    counts as well: while the issuer is silent, not every call waits for it in turn.
    """

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer.rstrip("/")
        self._keys: dict[str, PyJWK] = {}
        self._fetched = 0.0
        self._missed = float("-inf")
        self._lock = asyncio.Lock()

    async def key(self, key_id: str) -> PyJWK | None:
        """The key, or None when the issuer does not publish it."""
        known = self._keys.get(key_id)
        if known is not None and (self._age() < KEY_LIFETIME_SECONDS or self._missed_just_now()):
            return known
        async with self._lock:
            if key_id not in self._keys or self._age() >= KEY_LIFETIME_SECONDS:
                await self._fetch_unless_recent()
        return self._keys.get(key_id)

    def _age(self) -> float:
        return time.monotonic() - self._fetched if self._fetched else float("inf")

    def _missed_just_now(self) -> bool:
        return time.monotonic() - self._missed < KEY_PAUSE_SECONDS

    async def _fetch_unless_recent(self) -> None:
        if self._age() < KEY_PAUSE_SECONDS or self._missed_just_now():
            return
        try:
            async with httpx.AsyncClient(timeout=5) as client:
                about = await client.get(f"{self._issuer}/.well-known/openid-configuration")
                about.raise_for_status()
                published = await client.get(about.json()["jwks_uri"])
                published.raise_for_status()
            keys = published.json()["keys"]
        except (httpx.HTTPError, KeyError, ValueError) as error:
            if self._keys:
                # Keys that we already hold stay good while the issuer is away.
                self._missed = time.monotonic()
                return
            raise Unavailable(
                "ISSUER_UNAVAILABLE",
                msg("Le service de connexion ne répond pas pour l’instant : réessayez dans un moment."),
            ) from error
        self._keys = dict(_usable(keys))
        self._fetched = time.monotonic()


def _usable(keys: Iterable[Any]) -> Iterator[tuple[str, PyJWK]]:
    """The published keys that can sign; one of a kind that we do not know must not shut out the others."""
    for key in keys:
        if isinstance(key, dict) and isinstance(key.get("kid"), str) and key.get("use") != "enc":
            with suppress(jwt.PyJWTError):
                yield key["kid"], PyJWK(key)


class Verifier:
    """Turns a bearer token into a caller, or refuses it."""

    def __init__(self, keys: IssuerKeys, issuer: str, audience: str, groups_claim: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._groups_claim = groups_claim
        self._remembered: OrderedDict[str, tuple[float, Caller]] = OrderedDict()

    async def caller(self, token: str) -> Caller:
        """The caller of a valid access token. Raise Unauthenticated with the reason otherwise."""
        remembered = self._remembered.get(token)
        if remembered and remembered[0] > time.time():
            return remembered[1]
        claims = await self._claims(token)
        caller = Caller(id=claims["sub"], mandates=_mandates(claims.get(self._groups_claim)))
        self._remembered[token] = (claims["exp"], caller)
        while len(self._remembered) > REMEMBERED_TOKENS:
            self._remembered.popitem(last=False)
        return caller

    async def _claims(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            key = await self._keys.key(str(header.get("kid", "")))
            if key is None:
                raise _refused("the key is not one of the issuer's")
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "sub", "aud", "iss"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise Unauthenticated(
                "TOKEN_EXPIRED", msg("Votre session a expiré : reconnectez-vous.")
            ) from error
        except jwt.PyJWTError as error:
            raise _refused(str(error)) from error
        if "nonce" in claims or "at_hash" in claims:
            raise _refused("an ID token is no access token")
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise _refused("no subject")
        return claims


def _refused(why: str) -> Unauthenticated:
    return Unauthenticated(
        "TOKEN_INVALID", msg("Votre connexion n’est pas reconnue : reconnectez-vous."), why=why
    )


def _mandates(groups: object) -> frozenset[Mandate]:
    """Mandates from names such as "bodies/62528/elected"; Keycloak writes them with a leading slash."""
    mandates = set()
    for group in groups if isinstance(groups, list) else []:
        parts = str(group).strip("/").split("/")
        if len(parts) == 3 and parts[0] == "bodies":  # noqa: PLR2004 -- bodies, code, role
            mandates.add(Mandate(body=parts[1], role=parts[2]))
    return frozenset(mandates)
