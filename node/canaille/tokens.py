"""Access tokens as the services want them (RFC 9068), refresh tokens that outlive them, and in both kinds of
tokens the sign-in to which they belong (`sid`), so that one can end it.

Canaille's own access tokens are ID tokens under another name: with the person's name inside, the
client as audience, and equal when issued twice within one second.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from canaille.oidc import provider
from canaille.oidc.jose import server_signing_key
from flask import Flask, g
from joserfc import jws, jwt

from node.canaille.settings import CanailleSettings


def use_our_tokens(app: Flask, settings: CanailleSettings) -> None:
    """Replace the token rules of an application that Canaille has made."""
    app.config["OAUTH2_ACCESS_TOKEN_GENERATOR"] = access_token_maker(settings)
    generator = provider.authorization.create_bearer_token_generator(app.config)
    provider.authorization.register_token_generator("default", generator)
    provider.RefreshTokenGrant.authenticate_refresh_token = refresh_token_rule(settings)
    provider.AuthorizationCodeGrant.authenticate_user = sign_in_of_code(
        provider.AuthorizationCodeGrant.authenticate_user
    )
    provider.OpenIDCode.get_client_claims = claims_with_sign_in(provider.OpenIDCode.get_client_claims)


def access_token_maker(settings: CanailleSettings) -> Callable[..., str]:
    def make(*, client: Any, user: Any, scope: str, **_: Any) -> str:
        key = server_signing_key()
        now = int(time.time())
        claims = {
            "iss": settings.issuer,
            "sub": user.id,
            "aud": settings.audience,
            "iat": now,
            "exp": now + settings.access_token_seconds,
            "jti": secrets.token_urlsafe(16),
            "client_id": client.client_id,
            "scope": scope,
            "sid": g.sign_in,
        }
        if "groups" in scope.split():
            claims["groups"] = [group.display_name for group in user.groups]
        return jwt.encode({"typ": "at+jwt", "alg": "RS256", "kid": key.kid}, claims, key)

    return make


def sign_in_of_code(then: Callable[..., Any]) -> Callable[..., Any]:
    """A sign-in begins with its code, whose random id (not the code itself) names it."""

    def authenticate(grant: Any, code: Any) -> Any:
        g.sign_in = code.authorization_code_id
        return then(grant, code)

    return authenticate


def claims_with_sign_in(then: Callable[..., Any]) -> Callable[..., Any]:
    def claims(rule: Any, client: Any) -> Any:
        return {**then(rule, client), "sid": g.sign_in}

    return claims


def refresh_token_rule(settings: CanailleSettings) -> Callable[..., Any]:
    """Canaille lets a refresh token die with its access token, which would sign people out after
    five idle minutes. One that comes a second time was stolen, or is the one it was stolen from: the whole
    sign-in ends (RFC 9700, section 4.14.2).
    """

    def authenticate(_grant: Any, refresh_token: str) -> Any:
        found = provider.Backend.instance.query(provider.models.Token, refresh_token=refresh_token)
        if not found:
            return None
        token = found[0]
        if token.revokation_date:
            end_sign_in(token)
            return None
        g.sign_in = sign_in_of(token)
        ends = token.issue_date + timedelta(seconds=settings.refresh_token_seconds)
        return token if datetime.now(UTC) < ends else None

    return authenticate


def sign_in_of(token: Any) -> str:
    """The sign-in of a token that Canaille issued and kept: its access token names it."""
    claims = json.loads(jws.extract_compact(token.access_token.encode()).payload)
    return str(claims.get("sid", ""))


def end_sign_in(token: Any) -> None:
    """Revoke whatever the sign-in of this token led to."""
    sign_in, now = sign_in_of(token), datetime.now(UTC)
    backend = provider.Backend.instance
    others = backend.query(provider.models.Token, subject=token.subject, client=token.client)
    for other in others:
        if not other.revokation_date and sign_in_of(other) == sign_in:
            other.revokation_date = now
            backend.save(other)
