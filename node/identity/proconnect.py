"""The entry of ProConnect, the State's sign-in for people at work, and the SIRET of their organisation that
puts them into a body's group.

Sources: partenaires.proconnect.gouv.fr, « Implémentation du protocole OIDC pour un Fournisseur de Service »
(addresses, code of 30 s, userinfo as a signed JWT), « Données fournies » (scopes), and the parameters that
its server takes (an unknown one is refused: Y000400).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from node.identity.bodies import Place, with_siren
from node.identity.settings import ProConnectSettings

ALIAS = "proconnect"
SCOPES = "openid given_name usual_name email siret uid"
DIGEST = "archipel.secret.digest"
"""Keycloak never shows the secret again: this digest tells whether the one that is given is another."""


@dataclass(frozen=True)
class Credentials:
    """What ProConnect gave to this realm."""

    client_id: str
    secret: str


def provider(settings: ProConnectSettings, credentials: Credentials | None) -> dict[str, Any]:
    """The entry. Without credentials nothing is said of them, nor of whether it is enabled: whoever runs the
    command without the secret must not close the door to everybody.
    """
    return {
        "alias": ALIAS,
        "displayName": "ProConnect",
        "providerId": "oidc",
        "trustEmail": False,
        "storeToken": False,
        "linkOnly": False,
        "addReadTokenRoleOnCreate": False,
        "firstBrokerLoginFlowAlias": "first broker login",
        **({"enabled": True} if credentials else {}),
        "config": _addresses(settings)
        | _secrets(credentials)
        | {
            "clientAuthMethod": "client_secret_post",
            "defaultScope": SCOPES,
            "pkceEnabled": "true",
            "pkceMethod": "S256",
            "validateSignature": "true",
            "useJwksUrl": "true",
            "disableUserInfo": "false",
            "disableNonce": "false",
            "backchannelSupported": "false",
            "syncMode": "FORCE",
        },
    }


def mappers(places: tuple[Place, ...]) -> list[dict[str, Any]]:
    """The login is the person's random id there, so that nobody can take it beforehand; the usual name is
    the family name; one mapper for each body with a SIREN. FORCE: all is read again at each sign-in.
    """
    return [
        _mapper("username", "oidc-username-idp-mapper", template="${ALIAS}.${CLAIM.sub}", target="LOCAL"),
        _mapper(
            "usual-name", "oidc-user-attribute-idp-mapper",
            **{"claim": "usual_name", "user.attribute": "lastName"},
        ),
        *(_organisation(place) for place in with_siren(places)),
    ]  # fmt: skip


def _organisation(place: Place) -> dict[str, Any]:
    """Whoever works for any establishment of the body belongs to it; roles are given by the body itself.
    Who changes organisation leaves the group. A SIRET is the SIREN and five figures.
    """
    pattern = rf"{place.facts.siren}\d{{5}}"
    return _mapper(
        f"siret-{place.facts.code}",
        "oidc-advanced-group-idp-mapper",
        **{
            "claims": json.dumps([{"key": "siret", "value": pattern}], separators=(",", ":")),
            "are.claim.values.regex": "true",
            "group": place.path,
        },
    )


def _addresses(settings: ProConnectSettings) -> dict[str, str]:
    issuer = settings.issuer
    authorization = settings.authorization_address or f"{issuer}/authorize"
    if settings.acr_values:
        authorization += "?" + urlencode({"acr_values": settings.acr_values})
    return {
        "issuer": issuer,
        "authorizationUrl": authorization,
        "tokenUrl": settings.token_address or f"{issuer}/token",
        "userInfoUrl": settings.userinfo_address or f"{issuer}/userinfo",
        "jwksUrl": settings.keys_address or f"{issuer}/jwks",
        "logoutUrl": settings.logout_address or f"{issuer}/session/end",
    }


def _secrets(credentials: Credentials | None) -> dict[str, str]:
    if credentials is None:
        return {}
    digest = hashlib.sha256(f"{ALIAS}:{credentials.client_id}:{credentials.secret}".encode()).hexdigest()
    return {"clientId": credentials.client_id, "clientSecret": credentials.secret, DIGEST: digest}


def newborn(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry as it is made: disabled until the credentials are there."""
    return {"enabled": False} | dict(entry)


def _mapper(name: str, kind: str, **config: str) -> dict[str, Any]:
    return {
        "name": name,
        "identityProviderAlias": ALIAS,
        "identityProviderMapper": kind,
        "config": {"syncMode": "FORCE", **config},
    }
