"""The OpenID Connect provider, whichever it is: all that is particular to it is a setting.

Authlib makes the PKCE challenge; the chassis verifies access tokens, as the services do.
"""

from __future__ import annotations

import asyncio
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
class Secrets:
    """The tokens themselves. The ID token is kept to sign out of the provider with."""

    access: str
    refresh: str
    id_token: str


@dataclass(frozen=True)
class Tokens(Secrets):
    """What the provider gave. `mandates` are "code/role", read from the verified access token; `sid` is the
    session at the provider, empty where that names none.
    """

    expires_at: datetime
    person: str
    mandates: tuple[str, ...]
    sid: str
    issued_at: datetime


@dataclass(frozen=True)
class SignedIn:
    """The end of a sign-in. The name goes on to the service that keeps names, and is kept nowhere else."""

    tokens: Tokens
    display_name: str


class Provider:
    """Speaks to the provider. Its addresses are read once, when first needed."""

    def __init__(self, client: Client, http: httpx.AsyncClient, keys: IssuerKeys, verifier: Verifier) -> None:
        self._client = client
        self._http = http
        self._keys = keys
        self._verifier = verifier
        self._lock = asyncio.Lock()
        self._metadata: Mapping[str, str] = {}

    async def authorization_url(self, state: str, nonce: str, verifier: str, *, anew: bool) -> str:
        """Where to send the browser. `anew`: the provider asks who it is, though it may know."""
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.callback_url,
            "scope": self._client.scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
            **({"prompt": "login"} if anew else {}),
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
        tokens = await self._tokens(answer, str(identity.get("sid", "")))
        if tokens.person != identity["sub"]:
            raise SignInFailed("ID token and access token name two people")
        return SignedIn(tokens, str(identity.get(self._client.name_claim, "")))

    async def refresh(self, former: Secrets, sid: str) -> Tokens:
        """New tokens for a session. Raises SignInExpired when the provider refuses to go on."""
        answer = await self._ask_token({"grant_type": "refresh_token", "refresh_token": former.refresh})
        kept = {"refresh_token": former.refresh, "id_token": former.id_token}
        return await self._tokens({**kept, **answer}, sid)

    async def attached(self, access_token: str) -> frozenset[str]:
        """The bodies to which the holder of a token belongs, with a role there or without; none when that
        cannot be told now.
        """
        try:
            return (await self._verifier.verified(access_token)).caller.attached
        except DomainError:
            return frozenset()

    async def revoke(self, refresh_token: str) -> None:
        """Have the provider forget a refresh token (RFC 7009), where it offers that."""
        address = (await self._discover()).get("revocation_endpoint")
        if address:
            await self._post(address, {"token": refresh_token, "token_type_hint": "refresh_token"})

    async def end_session_url(self, back_to: str, id_token: str) -> str | None:
        """Where the browser signs out of the provider itself (RP-Initiated Logout 1.0), when the provider has
        such a page.
        """
        address = (await self._discover()).get("end_session_endpoint")
        if not address:
            return None
        query = {"client_id": self._client.client_id, "post_logout_redirect_uri": back_to}
        if id_token:
            query["id_token_hint"] = id_token
        return f"{address}?{urlencode(query)}"

    async def _tokens(self, answer: Mapping[str, object], sid: str) -> Tokens:
        """`sid` as known beforehand; the access token says it where the provider puts it there."""
        access = str(answer.get("access_token", ""))
        try:
            verified = await self._verifier.verified(access)
        except DomainError as error:
            raise SignInFailed(f"the access token cannot be trusted: {error.reason}") from error
        return Tokens(
            access=access,
            refresh=str(answer.get("refresh_token", "")),
            id_token=str(answer.get("id_token", "")),
            expires_at=datetime.fromtimestamp(verified.expires, UTC),
            person=verified.caller.id,
            mandates=tuple(sorted(f"{mandate.body}/{mandate.role}" for mandate in verified.caller.mandates)),
            sid=verified.session or sid,
            issued_at=verified.issued_at,
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
        response = await self._post(await self._endpoint("token_endpoint"), form)
        try:
            answer = response.json()
        except ValueError as error:
            raise SignInFailed("the provider's token endpoint answers no JSON") from error
        if isinstance(answer, dict) and answer.get("error") == "invalid_grant":
            raise SignInExpired("the provider does not renew the session")
        if not response.is_success or not isinstance(answer, dict):
            raise SignInFailed(f"the provider refused: {response.status_code}")
        return answer

    async def _post(self, address: str, form: Mapping[str, str]) -> httpx.Response:
        """Ask as the portal: with its secret, where it has one."""
        fields = {**form, "client_id": self._client.client_id}
        auth = None
        if self._client.client_secret:
            auth = httpx.BasicAuth(self._client.client_id, self._client.client_secret)
        try:
            return await self._http.post(address, data=fields, auth=auth or httpx.USE_CLIENT_DEFAULT)
        except httpx.HTTPError as error:
            raise SignInFailed(f"the provider does not answer at {address}") from error

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
