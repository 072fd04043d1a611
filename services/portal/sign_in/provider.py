"""The OpenID Connect provider, whichever it is: all that is particular to it is a setting.

Authlib makes the PKCE challenge; the chassis verifies access tokens, as the services do.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

import httpx
import jwt
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from chassis.domain import DomainError
from chassis.identity import ALGORITHMS, LEEWAY_SECONDS, IssuerKeys, Verifier


class SignInFailed(Exception):
    """The provider could not be reached, refused, or answered what cannot be trusted."""


class SignInExpired(Exception):
    """The provider does not renew the session any more: the person signs in again."""


@dataclass(frozen=True)
class Client:
    """How the portal is known at the provider, and what it asks there."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: str
    name_claim: str
    callback_url: str


@dataclass(frozen=True)
class Tokens:
    """What the provider gave. `mandates` are "code/role", read from the verified access token."""

    access: str
    refresh: str
    expires_at: datetime
    person: str
    mandates: tuple[str, ...]


@dataclass(frozen=True)
class SignedIn:
    """The end of a sign-in. The name goes on to the service that keeps names, and is kept nowhere else."""

    tokens: Tokens
    display_name: str


def expiry(token: str) -> datetime:
    """When a token that was already verified ends."""
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return datetime.fromtimestamp(int(claims["exp"]), UTC)


class Provider:
    """Speaks to the provider. Its addresses are read once, when first needed."""

    def __init__(self, client: Client, http: httpx.AsyncClient, keys: IssuerKeys, verifier: Verifier) -> None:
        self._client = client
        self._http = http
        self._keys = keys
        self._verifier = verifier
        self._lock = asyncio.Lock()
        self._metadata: Mapping[str, str] = {}

    async def authorization_url(self, state: str, nonce: str, verifier: str) -> str:
        """Where to send the browser."""
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.callback_url,
            "scope": self._client.scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        return f"{await self._endpoint('authorization_endpoint')}?{urlencode(query)}"

    async def exchange(self, code: str, nonce: str, verifier: str) -> SignedIn:
        """Trade the code for tokens. Raises SignInFailed when any of them cannot be trusted."""
        answer = await self._ask_token(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self._client.callback_url,
                "code_verifier": verifier,
            }
        )
        identity = await self._identity(str(answer.get("id_token", "")), nonce)
        tokens = await self._tokens(answer, "")
        if tokens.person != identity["sub"]:
            raise SignInFailed("ID token and access token name two people")
        return SignedIn(tokens, str(identity.get(self._client.name_claim, "")))

    async def refresh(self, refresh_token: str) -> Tokens:
        """New tokens for a session. Raises SignInExpired when the provider refuses to go on."""
        answer = await self._ask_token({"grant_type": "refresh_token", "refresh_token": refresh_token})
        return await self._tokens(answer, refresh_token)

    async def end_session_url(self, back_to: str) -> str | None:
        """Where the browser signs out of the provider itself, when the provider has such a page."""
        address = (await self._discover()).get("end_session_endpoint")
        if not address:
            return None
        query = {"client_id": self._client.client_id, "post_logout_redirect_uri": back_to}
        return f"{address}?{urlencode(query)}"

    async def _tokens(self, answer: Mapping[str, object], former_refresh: str) -> Tokens:
        access = str(answer.get("access_token", ""))
        try:
            caller = await self._verifier.caller(access)
        except DomainError as error:
            raise SignInFailed(f"the access token cannot be trusted: {error.reason}") from error
        return Tokens(
            access=access,
            refresh=str(answer.get("refresh_token") or former_refresh),
            expires_at=expiry(access),
            person=caller.id,
            mandates=tuple(sorted(f"{mandate.body}/{mandate.role}" for mandate in caller.mandates)),
        )

    async def _identity(self, token: str, nonce: str) -> Mapping[str, object]:
        try:
            key = await self._keys.key(str(jwt.get_unverified_header(token).get("kid", "")))
            if key is None:
                raise SignInFailed("the ID token is signed with a key that the provider does not publish")
            claims: dict[str, object] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._client.client_id,
                issuer=self._client.issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "sub", "aud", "nonce"]},
            )
        except (jwt.PyJWTError, DomainError) as error:
            raise SignInFailed("the ID token cannot be trusted") from error
        if claims["nonce"] != nonce:
            raise SignInFailed("the ID token answers another sign-in")
        return claims

    async def _ask_token(self, form: Mapping[str, str]) -> Mapping[str, object]:
        address = await self._endpoint("token_endpoint")
        fields = {**form, "client_id": self._client.client_id}
        auth = None
        if self._client.client_secret:
            auth = httpx.BasicAuth(self._client.client_id, self._client.client_secret)
        try:
            response = await self._http.post(address, data=fields, auth=auth or httpx.USE_CLIENT_DEFAULT)
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise SignInFailed("the provider's token endpoint does not answer") from error
        if isinstance(answer, dict) and answer.get("error") == "invalid_grant":
            raise SignInExpired("the provider does not renew the session")
        if not response.is_success or not isinstance(answer, dict):
            raise SignInFailed(f"the provider refused: {response.status_code}")
        return answer

    async def _endpoint(self, name: str) -> str:
        address = (await self._discover()).get(name)
        if not address:
            raise SignInFailed(f"the provider does not publish its {name}")
        return address

    async def _discover(self) -> Mapping[str, str]:
        async with self._lock:
            if not self._metadata:
                base = self._client.issuer.rstrip("/")
                document = await self._get(f"{base}/.well-known/openid-configuration")
                if document.get("issuer") != self._client.issuer:
                    raise SignInFailed("the provider calls itself by another name than ARCHIPEL_ISSUER")
                self._metadata = document
        return self._metadata

    async def _get(self, address: str) -> dict[str, str]:
        try:
            response = await self._http.get(address)
            response.raise_for_status()
            document: dict[str, str] = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise SignInFailed(f"the provider does not answer at {address}") from error
        return document
