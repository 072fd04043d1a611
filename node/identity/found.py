"""Reads a realm as it is, in few calls: one export, then what an export leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from keycloak import KeycloakAdmin
from keycloak.exceptions import KeycloakGetError

from node.identity.admin import NOT_FOUND
from node.identity.realm import Wanted


def exists(admin: KeycloakAdmin, realm: str) -> bool:
    """Asked first: `create_realm(skip_exists=True)` raises on a realm that is there."""
    try:
        admin.get_realm(realm)
    except KeycloakGetError as error:
        if error.response_code == NOT_FOUND:
            return False
        raise
    return True


def read(admin: KeycloakAdmin, wanted: Wanted) -> dict[str, Any]:
    """The representation of the realm, with the secrets and people that `wanted` asks about."""
    found = admin.export_realm(export_clients=True, export_groups_and_role=True)
    _with_secrets(admin, found["clients"], wanted.secrets)
    names = [person["username"] for person in wanted.representation()["users"]]
    return found | {"users": [person for name in names for person in _people(admin, name)]}


def _with_secrets(
    admin: KeycloakAdmin, clients: Iterable[dict[str, Any]], secrets: Mapping[str, str]
) -> None:
    """An export masks secrets."""
    for client in clients:
        if client["clientId"] in secrets:
            client["secret"] = admin.get_client_secrets(client["id"]).get("value")


def _people(admin: KeycloakAdmin, username: str) -> list[dict[str, Any]]:
    """The one person of this login with the paths of the groups, or nobody."""
    people = admin.get_users({"username": username, "exact": True})
    return [
        person | {"groups": [group["path"] for group in admin.get_user_groups(person["id"])]}
        for person in people
    ]
