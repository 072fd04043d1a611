"""The clients of the realm and what their tokens say: little, so that a token fits into a header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from node.canaille.settings import CLI_CLIENT, PORTAL_CLIENT
from node.identity.settings import RealmSettings

AUDIENCE = "archipel"
"""The services: every access token is for them, and for nobody else."""

ACCESS_SCOPE = "archipel"
PEOPLE_SCOPES = [ACCESS_SCOPE, "profile", "groups"]
NODE_PREFIX = "archipel-node-"

CLOSED_CLIENTS = ("account-console", "admin-cli", "security-admin-console")
"""Clients that every realm of Keycloak is born with and this one does not use; `admin-cli` would take a
person's password without a page. The realm is administered from the realm `master`.
"""

SEPARATOR = "##"
"""Between addresses in an attribute, where Keycloak has no list."""


def client_scopes() -> list[dict[str, Any]]:
    """Who it is and for whom; the name, in the ID token only; the mandates, in the access token only."""
    return [
        _scope(
            ACCESS_SCOPE,
            "Qui appelle, et pour quels services",
            _mapper("subject", "oidc-sub-mapper", access=True),
            _mapper("audience", "oidc-audience-mapper", {"included.client.audience": AUDIENCE}, access=True),
        ),
        _scope("profile", "Nom de la personne", _mapper("name", "oidc-full-name-mapper", identity=True)),
        _scope(
            "groups",
            "Collectivités et rôles",
            _mapper(
                "groups",
                "oidc-group-membership-mapper",
                {"claim.name": "groups", "full.path": "true"},
                access=True,
            ),
        ),
    ]


def clients(settings: RealmSettings) -> list[dict[str, Any]]:
    closed = [{"clientId": name, "enabled": False} for name in CLOSED_CLIENTS]
    nodes = [_node(node.name) for node in settings.nodes]
    return [_services(), _portal(settings), _cli(settings), *nodes, *closed]


def _services() -> dict[str, Any]:
    return _client(AUDIENCE, "Services d’Archipel", bearerOnly=True, defaultClientScopes=[])


def _portal(settings: RealmSettings) -> dict[str, Any]:
    addresses = settings.portal.addresses
    front = settings.portal.logout == "front_channel"
    return _client(
        PORTAL_CLIENT,
        "Portail d’Archipel",
        baseUrl=f"{addresses[0]}/",
        standardFlowEnabled=True,
        redirectUris=[f"{address}/auth/callback" for address in addresses],
        frontchannelLogout=front,
        defaultClientScopes=PEOPLE_SCOPES,
        attributes={
            "pkce.code.challenge.method": "S256",
            "post.logout.redirect.uris": SEPARATOR.join(f"{address}/" for address in addresses),
            **_told_of_ends(addresses[0], front=front),
        },
    )


def _cli(settings: RealmSettings) -> dict[str, Any]:
    """A public client (RFC 8252): no secret, loopback redirects, PKCE. Nobody listens there when the session
    ends, so the portal is told, and tells the services.
    """
    return _client(
        CLI_CLIENT,
        "Commande archipel",
        publicClient=True,
        standardFlowEnabled=True,
        redirectUris=[f"http://127.0.0.1:{port}/callback" for port in settings.cli_ports],
        defaultClientScopes=PEOPLE_SCOPES,
        attributes={
            "pkce.code.challenge.method": "S256",
            "post.logout.redirect.uris": "-",
            **_told_of_ends(settings.portal.addresses[0], front=False),
        },
    )


def _node(name: str) -> dict[str, Any]:
    """The account of another node: it says which node it is, and holds no mandate."""
    return _client(
        f"{NODE_PREFIX}{name}",
        f"Nœud {name}",
        serviceAccountsEnabled=True,
        defaultClientScopes=[ACCESS_SCOPE],
        protocolMappers=[
            _mapper(
                "node",
                "oidc-hardcoded-claim-mapper",
                {"claim.name": "node", "claim.value": name, "jsonType.label": "String"},
                access=True,
            )
        ],
    )


def _client(client_id: str, title: str, **facts: Any) -> dict[str, Any]:
    """Every flow is off unless it is asked for; a token never carries more than its scopes say."""
    attributes = {
        "access.token.header.type.rfc9068": "true",
        "oauth2.device.authorization.grant.enabled": "false",
        "oidc.ciba.grant.enabled": "false",
        "standard.token.exchange.enabled": "false",
        **facts.pop("attributes", {}),
    }
    return {
        "clientId": client_id,
        "name": title,
        "enabled": True,
        "protocol": "openid-connect",
        "publicClient": False,
        "bearerOnly": False,
        "standardFlowEnabled": False,
        "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "serviceAccountsEnabled": False,
        "fullScopeAllowed": False,
        "consentRequired": False,
        "frontchannelLogout": False,
        "redirectUris": [],
        "webOrigins": [],
        "optionalClientScopes": [],
        "protocolMappers": [],
        **facts,
        "attributes": attributes,
    }


def _told_of_ends(portal: str, *, front: bool) -> dict[str, str]:
    channel = "frontchannel" if front else "backchannel"
    return {
        f"{channel}.logout.url": f"{portal}/auth/{channel}-logout",
        f"{channel}.logout.session.required": "true",
    }


def _scope(name: str, title: str, *mappers: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "description": title,
        "protocol": "openid-connect",
        "attributes": {"include.in.token.scope": "false", "display.on.consent.screen": "false"},
        "protocolMappers": list(mappers),
    }


def _mapper(
    name: str,
    kind: str,
    config: Mapping[str, str] | None = None,
    *,
    access: bool = False,
    identity: bool = False,
) -> dict[str, Any]:
    """What is put into which token. The page `userinfo` gives what the ID token gives."""
    return {
        "name": name,
        "protocol": "openid-connect",
        "protocolMapper": kind,
        "config": {
            "access.token.claim": str(access).lower(),
            "id.token.claim": str(identity).lower(),
            "userinfo.token.claim": str(identity).lower(),
            "introspection.token.claim": str(access).lower(),
            **(config or {}),
        },
    }
