"""What an administrator may change in a realm by hand, one thing for each kind, and what is told of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from keycloak import KeycloakAdmin

from tests.unit.node.identity_samples import LOOS

CALL = "/bodies/200060358/246200364"
CAHC = "/bodies/200060358/246200299"


def group(admin: KeycloakAdmin, path: str) -> dict[str, Any]:
    return admin.get_group_by_path(path)


def client(admin: KeycloakAdmin, name: str) -> str:
    found = admin.get_client_id(name)
    assert found
    return found


def scope(admin: KeycloakAdmin, name: str) -> dict[str, Any]:
    found = admin.get_client_scope_by_name(name)
    assert found
    return found


def person(admin: KeycloakAdmin, login: str) -> str:
    found = admin.get_user_id(login)
    assert found
    return found


def groups_of(admin: KeycloakAdmin, login: str) -> set[str]:
    return {each["path"] for each in admin.get_user_groups(person(admin, login))}


def move(admin: KeycloakAdmin, path: str, below: str) -> None:
    moved = {name: group(admin, path)[name] for name in ("id", "name")}
    place = group(admin, below)["id"]
    answer = admin.connection.raw_post(
        f"admin/realms/{admin.connection.realm_name}/groups/{place}/children", data=json.dumps(moved)
    )
    assert answer.status_code == 204


def lose_agglomeration(admin: KeycloakAdmin) -> None:
    move(admin, LOOS, CAHC)
    admin.delete_group(group(admin, CALL)["id"])


def change_mapper(admin: KeycloakAdmin, name: str, **config: str) -> None:
    holder = scope(admin, name)
    mapper = holder["protocolMappers"][0]
    changed = mapper | {"config": mapper["config"] | config}
    admin.update_mapper_in_client_scope(holder["id"], mapper["id"], changed)


def add_mapper(admin: KeycloakAdmin) -> None:
    mapper = {
        "name": "e-mail",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-usermodel-attribute-mapper",
        "config": {"user.attribute": "email", "claim.name": "email", "access.token.claim": "true"},
    }
    admin.add_mapper_to_client_scope(scope(admin, "archipel")["id"], mapper)


def change_node_mapper(admin: KeycloakAdmin) -> None:
    lens = client(admin, "archipel-node-lens")
    (mapper,) = admin.get_mappers_from_client(lens)
    changed = mapper | {"config": mapper["config"] | {"claim.value": "lille"}}
    admin.update_client_mapper(lens, mapper["id"], changed)


def change_provider(admin: KeycloakAdmin, **config: str) -> None:
    entry = admin.get_idp("proconnect")
    admin.update_idp("proconnect", entry | {"config": entry["config"] | config})


def change_provider_mapper(admin: KeycloakAdmin) -> None:
    mappers = {each["name"]: each for each in admin.get_idp_mappers("proconnect")}
    mapper = mappers["siret-62528"]
    changed = mapper | {"config": mapper["config"] | {"group": f"{LOOS}/elected"}}
    admin.update_mapper_in_idp("proconnect", mapper["id"], changed)


def offer_offline_tokens(admin: KeycloakAdmin) -> None:
    cli = client(admin, "archipel-cli")
    admin.add_client_optional_client_scope(cli, scope(admin, "offline_access")["id"], {})


def take_scope(admin: KeycloakAdmin) -> None:
    portal = client(admin, "archipel-portal")
    admin.delete_client_default_client_scope(portal, scope(admin, "groups")["id"])


def leave(admin: KeycloakAdmin) -> None:
    admin.group_user_remove(person(admin, "maire.loos"), group(admin, f"{LOOS}/elected")["id"])


def federate_another_node(admin: KeycloakAdmin) -> None:
    if admin.get_client_id("archipel-node-gone") is None:
        admin.create_client({"clientId": "archipel-node-gone"})
    admin.update_client(client(admin, "archipel-node-gone"), {"enabled": True})


def update_client(name: str, **facts: Any) -> Callable[[KeycloakAdmin], None]:
    def spoil(admin: KeycloakAdmin) -> None:
        admin.update_client(client(admin, name), facts)

    return spoil


def update_realm(**facts: Any) -> Callable[[KeycloakAdmin], None]:
    def spoil(admin: KeycloakAdmin) -> None:
        name = admin.connection.realm_name
        assert name
        admin.update_realm(name, facts)

    return spoil


@dataclass(frozen=True)
class Drift:
    """Something that an administrator changes by hand, and a field or name of what is told of it."""

    spoil: Callable[[KeycloakAdmin], object]
    what: str
    told: str


DRIFTS = {
    "passwords may be guessed": Drift(
        update_realm(bruteForceProtected=False), "changed", "bruteForceProtected"
    ),
    "names are logged": Drift(update_realm(eventsListeners=["jboss-logging"]), "changed", "eventsListeners"),
    "tokens live long": Drift(update_realm(accessTokenLifespan=3600), "changed", "accessTokenLifespan"),
    "refresh tokens stay good": Drift(
        update_realm(revokeRefreshToken=False), "changed", "revokeRefreshToken"
    ),
    "pages may be framed": Drift(
        update_realm(browserSecurityHeaders={"xFrameOptions": ""}),
        "changed",
        "browserSecurityHeaders.xFrameOptions",
    ),
    "the claim has short names": Drift(
        lambda admin: change_mapper(admin, "groups", **{"full.path": "false"}), "changed", "config.full.path"
    ),
    "the mandates are lost": Drift(
        lambda admin: admin.delete_mapper_from_client_scope(
            scope(admin, "groups")["id"], scope(admin, "groups")["protocolMappers"][0]["id"]
        ),
        "missing",
        "groups",
    ),
    "the token tells an address": Drift(add_mapper, "surplus", "e-mail"),
    "passwords are taken": Drift(
        update_client("archipel-cli", directAccessGrantsEnabled=True), "changed", "directAccessGrantsEnabled"
    ),
    "codes go elsewhere": Drift(
        update_client(
            "archipel-portal", redirectUris=["https://portail.example/auth/callback", "https://x.example/*"]
        ),
        "changed",
        "redirectUris",
    ),
    "a client is open again": Drift(update_client("admin-cli", enabled=True), "changed", "enabled"),
    "the portal has another secret": Drift(
        lambda admin: admin.generate_client_secrets(client(admin, "archipel-portal")), "changed", "secret"
    ),
    "the command is gone": Drift(
        lambda admin: admin.delete_client(client(admin, "archipel-cli")), "missing", "archipel-cli"
    ),
    "tokens for ever": Drift(offer_offline_tokens, "changed", "optionalClientScopes"),
    "the portal sees no mandate": Drift(take_scope, "changed", "defaultClientScopes"),
    "a node takes another's name": Drift(change_node_mapper, "changed", "config.claim.value"),
    "a node is federated no more": Drift(federate_another_node, "surplus", "archipel-node-gone"),
    "a body has another title": Drift(
        lambda admin: admin.update_group(group(admin, LOOS)["id"], {"name": "62528", "description": "Lens"}),
        "changed",
        "description",
    ),
    "a role is gone": Drift(
        lambda admin: admin.delete_group(group(admin, f"{LOOS}/juror")["id"]), "missing", f"{LOOS}/juror"
    ),
    "a body stands elsewhere": Drift(lambda admin: move(admin, LOOS, CAHC), "moved", LOOS),
    "an agglomeration stands elsewhere": Drift(lambda admin: move(admin, CALL, CAHC), "moved", CALL),
    "an agglomeration is gone": Drift(lose_agglomeration, "missing", CALL),
    "ProConnect is somebody else": Drift(
        lambda admin: change_provider(admin, issuer="https://x.example"), "changed", "config.issuer"
    ),
    "ProConnect is not verified": Drift(
        lambda admin: change_provider(admin, validateSignature="false"), "changed", "config.validateSignature"
    ),
    "ProConnect is gone": Drift(lambda admin: admin.delete_idp("proconnect"), "missing", "proconnect"),
    "an organisation gives a role": Drift(change_provider_mapper, "changed", "config.group"),
    "a person is locked out": Drift(
        lambda admin: admin.update_user(person(admin, "maire.loos"), {"enabled": False}), "changed", "enabled"
    ),
    "a person has lost the role": Drift(leave, "changed", "groups"),
    "a person is gone": Drift(
        lambda admin: admin.delete_user(person(admin, "maire.grenay")), "missing", "maire.grenay"
    ),
}


def contradicts(name: str, done: set[str]) -> bool:
    """Some can no longer be done once another is: what is gone or moved cannot be changed."""
    alone = {
        "the claim has short names": {"the mandates are lost"},
        "the mandates are lost": {"the claim has short names"},
        "tokens for ever": {"the command is gone"},
        "passwords are taken": {"the command is gone"},
        "ProConnect is somebody else": {"ProConnect is gone"},
        "ProConnect is not verified": {"ProConnect is gone"},
        "an organisation gives a role": {"ProConnect is gone"},
    }
    moved = {"a body stands elsewhere", "an agglomeration stands elsewhere", "an agglomeration is gone"}
    by_path = {"a body has another title", "a role is gone", "a person has lost the role", *moved}
    return bool(alone.get(name, set()) & done) or (name in by_path and bool(moved & done))
