"""The administrator's connection to Keycloak; what goes wrong is told in a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from keycloak import KeycloakAdmin, KeycloakOpenIDConnection
from keycloak.exceptions import KeycloakConnectionError, KeycloakError

from node.errors import NodeError

PATIENCE_SECONDS = 60
"""For one answer. The first import of a territory with a thousand groups takes two seconds."""

UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 401, 403, 404


@dataclass(frozen=True)
class Administrator:
    """A client with a service account that may administer: of the realm `master` for the first time,
    afterwards of the realm itself.
    """

    server: str
    realm: str
    client_id: str
    secret: str = field(repr=False)

    def of(self, realm: str) -> KeycloakAdmin:
        """Its connection to one realm. Nothing is asked before the first call."""
        return KeycloakAdmin(
            connection=KeycloakOpenIDConnection(
                server_url=self.server,
                realm_name=realm,
                user_realm_name=self.realm,
                client_id=self.client_id,
                client_secret_key=self.secret,
                timeout=PATIENCE_SECONDS,
            )
        )


@contextmanager
def told_plainly(administrator: Administrator, realm: str) -> Iterator[None]:
    """Turn what the library raises inside into a NodeError."""
    try:
        yield
    except KeycloakConnectionError as error:
        raise NodeError(
            "KEYCLOAK_SILENT",
            f"Keycloak ne répond pas à {administrator.server} : vérifiez l’adresse et qu’il tourne, "
            "puis recommencez.",
        ) from error
    except KeycloakError as error:
        raise _refusal(administrator, realm, error) from error


def _refusal(administrator: Administrator, realm: str, error: KeycloakError) -> NodeError:
    status = error.response_code
    body = (error.response_body or b"").decode(errors="replace")
    if status == UNAUTHORIZED or "invalid_client" in body or "unauthorized_client" in body:
        return NodeError(
            "ADMIN_REFUSED",
            f"Keycloak refuse le client « {administrator.client_id} » du royaume « {administrator.realm} » : "
            "vérifiez son nom, son secret et son royaume (ARCHIPEL_KEYCLOAK_ADMIN_ID, _SECRET, _REALM).",
        )
    if status == FORBIDDEN:
        return NodeError(
            "ADMIN_WITHOUT_RIGHTS",
            f"Le client « {administrator.client_id} » n’a pas le droit d’administrer le royaume "
            f"« {realm} » : donnez à son compte de service le rôle « realm-admin » de ce royaume.",
        )
    if status == NOT_FOUND and "Realm" in body:
        return NodeError(
            "REALM_UNKNOWN",
            f"Keycloak n’a pas de royaume « {administrator.realm} », où vivrait le client "
            f"« {administrator.client_id} » : vérifiez ARCHIPEL_KEYCLOAK_ADMIN_REALM.",
        )
    return NodeError(
        "KEYCLOAK_REFUSED",
        f"Keycloak a refusé une demande ({status}) : {body or error}. "
        "Recommencez ; si cela continue, son journal dit pourquoi.",
    )
