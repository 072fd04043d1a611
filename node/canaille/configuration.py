"""Canaille's own configuration, stricter than its defaults."""

from __future__ import annotations

import json
from typing import Any

from node.canaille.logs import logging_of_canaille
from node.canaille.settings import CanailleSettings


def configuration(settings: CanailleSettings) -> dict[str, Any]:
    """What `canaille.create_app` takes."""
    scheme, _, host = settings.issuer.partition("://")
    return {
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "SERVER_NAME": host,
        "PREFERRED_URL_SCHEME": scheme,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": scheme == "https",
        "OAUTH2_TOKEN_EXPIRES_IN": {
            "authorization_code": settings.access_token_seconds,
            "refresh_token": settings.access_token_seconds,
        },
        "CANAILLE": canaille_core(),
        "CANAILLE_OIDC": {
            "DYNAMIC_CLIENT_REGISTRATION_OPEN": False,
            "REQUIRE_NONCE": True,
            "ACTIVE_JWKS": [json.loads(settings.signing_key.read_text())],
            "TRUSTED_DOMAINS": trusted_domains(settings),
            # `sub` is the account's random id: a user name would follow people into events and logs.
            "USERINFO_MAPPING": {"SUB": "{{ user.id }}"},
        },
        "CANAILLE_SQL": {
            "DATABASE_URI": settings.database_url,
            "AUTO_MIGRATE": True,
            "POOL_SIZE": 4,
            "POOL_MAX_OVERFLOW": 4,
            "POOL_PRE_PING": True,  # PostgreSQL may have been restarted under us
        },
        "CANAILLE_SCIM": {"ENABLE_SERVER": False},
    }


def canaille_core() -> dict[str, Any]:
    return {
        "NAME": "Archipel",
        "LOGGING": logging_of_canaille(),
        "LANGUAGE": "fr",
        "TIMEZONE": "Europe/Paris",
        "DATABASE": "sql",
        "LOGO": None,
        "FAVICON": None,
        "SMTP": None,
        "ENABLE_PASSWORD_RECOVERY": False,  # there is no mail server to send a link with
        "ENABLE_REGISTRATION": False,
        "ENABLE_INTRUDER_LOCKOUT": True,
        "CAPTCHA_ENABLED": False,  # pictures shut people out; the growing wait above stops guessing
        "LOGIN_ATTRIBUTES": ["user_name"],
        "ACL": {
            "DEFAULT": {
                "PERMISSIONS": ["edit_self", "use_oidc"],
                "READ": ["user_name", "groups", "formatted_name", "title"],
                "WRITE": ["password", "preferred_language"],
            }
        },
    }


def trusted_domains(settings: CanailleSettings) -> list[str]:
    """The portal's host: people are not asked to consent to their own portal. Other clients ask."""
    host = settings.public_url.partition("://")[2]
    return [host.partition("/")[0].rpartition(":")[0] or host]
