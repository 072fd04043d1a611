"""Access tokens as the services want them (RFC 9068), and refresh tokens that outlive them.

Canaille's own access tokens are ID tokens under another name: with the person's name inside, the
client as audience, and equal when issued twice within one second.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from canaille.oidc import provider
from canaille.oidc.jose import server_signing_key
from flask import Flask
from joserfc import jwt

from node.canaille.settings import CanailleSettings


def use_our_tokens(app: Flask, settings: CanailleSettings) -> None:
    """Replace the two token rules of an application that Canaille has made."""
    app.config["OAUTH2_ACCESS_TOKEN_GENERATOR"] = access_token_maker(settings)
    generator = provider.authorization.create_bearer_token_generator(app.config)
    provider.authorization.register_token_generator("default", generator)
    provider.RefreshTokenGrant.authenticate_refresh_token = refresh_token_rule(settings)


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
        }
        if "groups" in scope.split():
            claims["groups"] = [group.display_name for group in user.groups]
        return jwt.encode({"typ": "at+jwt", "alg": "RS256", "kid": key.kid}, claims, key)

    return make


def refresh_token_rule(settings: CanailleSettings) -> Callable[..., Any]:
    """Canaille lets a refresh token die with its access token, which would sign people out after
    five idle minutes.
    """

    def authenticate(_grant: Any, refresh_token: str) -> Any:
        found = provider.Backend.instance.query(provider.models.Token, refresh_token=refresh_token)
        if not found or found[0].revokation_date:
            return None
        ends = found[0].issue_date + timedelta(seconds=settings.refresh_token_seconds)
        return found[0] if datetime.now(UTC) < ends else None

    return authenticate
