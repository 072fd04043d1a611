"""Verifies access tokens (JWT, RFC 9068) against the issuer's published keys, and reads the mandates."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import jwt
from jwt import PyJWK

from chassis.access import ROLES
from chassis.domain import Caller, Mandate, msg
from chassis.errors import Unauthenticated, Unavailable
from chassis.standing import LONGEST_TOKEN, Standing

ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"]
"""Asymmetric only: a shared secret or no signature at all is never accepted."""

TOKEN_TYPES = frozenset({"at+jwt", "application/at+jwt"})
"""What the header of an access token calls itself (RFC 9068, section 4): an ID token or a logout token of the
same issuer never passes for one.
"""

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


@dataclass(frozen=True)
class Verified:
    """A token that was found good: whose it is, of which session at the issuer, from when, until when."""

    caller: Caller
    session: str
    issued_at: datetime
    expires: float


class Verifier:
    """Turns a bearer token into a caller, or refuses it. With a `standing`, tokens of sessions that ended are
    refused as well, and roles that were lent to the caller count.
    """

    def __init__(
        self,
        keys: IssuerKeys,
        issuer: str,
        audience: str,
        groups_claim: str,
        standing: Standing | None = None,
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._groups_claim = groups_claim
        self._standing = standing
        self._remembered: OrderedDict[str, Verified] = OrderedDict()

    async def caller(self, token: str) -> Caller:
        """The caller of a valid access token. Raise Unauthenticated with the reason otherwise."""
        verified = await self.verified(token)
        caller = verified.caller
        if self._standing is None or caller.node:
            return caller
        self._standing.must_stand(verified.session, caller.id, verified.issued_at)
        lent, lapsed = self._standing.lent_to(caller.id), self._standing.lapsed_of(caller.id)
        if not lent and not lapsed:
            return caller
        return replace(caller, mandates=caller.mandates | lent, lapsed=lapsed)

    async def verified(self, token: str) -> Verified:
        """What the token itself says, whatever happened since. Raise Unauthenticated when it is not good."""
        remembered = self._remembered.get(token)
        if remembered and remembered.expires > time.time():
            return remembered
        claims = await self._claims(token)
        verified = Verified(
            caller=_caller(claims, self._groups_claim),
            session=str(claims.get("sid", "")),
            issued_at=datetime.fromtimestamp(claims["iat"], UTC),
            expires=claims["exp"],
        )
        self._remembered[token] = verified
        while len(self._remembered) > REMEMBERED_TOKENS:
            self._remembered.popitem(last=False)
        return verified

    async def _claims(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            if str(header.get("typ", "")).lower() not in TOKEN_TYPES:
                raise _refused("not the type of an access token")
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
        if claims["exp"] - claims["iat"] > LONGEST_TOKEN.total_seconds():
            raise _refused("it lives too long")
        return claims


def _refused(why: str) -> Unauthenticated:
    return Unauthenticated(
        "TOKEN_INVALID", msg("Votre connexion n’est pas reconnue : reconnectez-vous."), why=why
    )


def _caller(claims: dict[str, Any], groups_claim: str) -> Caller:
    """A person with mandates, or the service account of another node, which holds none whatever it claims."""
    node = claims.get("node")
    if isinstance(node, str) and node:
        return Caller(id=claims["sub"], node=node)
    groups = claims.get(groups_claim)
    return Caller(id=claims["sub"], mandates=mandates_of(groups), attached=attached_to(groups))


def mandates_of(groups: object) -> frozenset[Mandate]:
    """Mandates from names such as "bodies/62528/elected". Keycloak writes them with a leading slash and nests
    bodies along the hierarchy ("/bodies/200060358/246200364/62528/elected"): the last two names count. Who
    belongs to a body without a role there holds no mandate.
    """
    mandates = set()
    for group in groups if isinstance(groups, list) else []:
        match str(group).strip("/").split("/"):
            case ["bodies", *_, body, role] if role in ROLES:
                mandates.add(Mandate(body, role))
    return frozenset(mandates)


def attached_to(groups: object) -> frozenset[str]:
    """The bodies to which somebody belongs: those of the mandates, and those named without a role
    ("/bodies/200060358/246200364/62528").
    """
    bodies = {mandate.body for mandate in mandates_of(groups)}
    for group in groups if isinstance(groups, list) else []:
        match str(group).strip("/").split("/"):
            case ["bodies", *_, body] if body not in ROLES:
                bodies.add(body)
    return frozenset(bodies)
