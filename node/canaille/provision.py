"""The clients of the node and, for the demo, its people: made or brought up to date at every start."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from canaille.app import models
from canaille.backends import Backend

from node.canaille.settings import CLI_CLIENT, CLI_PORTS, PORTAL_CLIENT, CanailleSettings
from node.personas import PASSWORD, PERSONAS, Persona

SCOPES = ["openid", "profile", "groups"]


def provision(settings: CanailleSettings) -> None:
    """Within an application context."""
    ensure_client(PORTAL_CLIENT, **portal_client(settings))
    ensure_client(CLI_CLIENT, **cli_client())
    if settings.demo:
        for persona in PERSONAS:
            ensure_person(persona)


def portal_client(settings: CanailleSettings) -> dict[str, Any]:
    return {
        "client_name": "Archipel",
        "client_uri": settings.public_url,
        "client_secret": settings.client_secret.get_secret_value(),
        "token_endpoint_auth_method": "client_secret_basic",
        "redirect_uris": [f"{settings.public_url}/auth/callback"],
        "post_logout_redirect_uris": [f"{settings.public_url}/"],
    }


def cli_client() -> dict[str, Any]:
    """A public client (RFC 8252): no secret, loopback redirects, PKCE required, consent asked."""
    return {
        "client_name": "Commande archipel",
        "token_endpoint_auth_method": "none",
        "redirect_uris": [f"http://127.0.0.1:{port}/callback" for port in CLI_PORTS],
    }


def ensure_client(client_id: str, **facts: Any) -> None:
    """Code and refresh grants only; the client is the audience of its own ID tokens."""
    facts |= {
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "scope": SCOPES,
        "id_token_signed_response_alg": "RS256",
    }
    client = Backend.instance.get(models.Client, client_id=client_id)
    if client is None:
        client = models.Client(client_id=client_id, client_id_issued_at=datetime.now(UTC), **facts)
        Backend.instance.save(client)
        facts = {"audience": [client]}
    if any(getattr(client, name) != value for name, value in facts.items()):
        Backend.instance.update(client, **facts)
        Backend.instance.save(client)


def ensure_person(persona: Persona) -> None:
    user = Backend.instance.get(models.User, user_name=persona.login)
    if user is None:
        user = models.User(
            user_name=persona.login,
            given_name=persona.given_name,
            family_name=persona.family_name,
            formatted_name=persona.name,
            display_name=persona.name,
            title=persona.title,
            preferred_language="fr",
        )
        Backend.instance.save(user)
        Backend.instance.set_user_password(user, PASSWORD)
    group = Backend.instance.get(models.Group, display_name=persona.group)
    if group is None:
        Backend.instance.save(models.Group(display_name=persona.group, members=[user]))
    elif user not in group.members:
        group.members = [*group.members, user]
        Backend.instance.save(group)
