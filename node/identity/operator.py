"""What an operator gives beside the settings of a realm: who administers, and the secrets."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from node.canaille.settings import PORTAL_CLIENT
from node.errors import NodeError
from node.identity.admin import Administrator
from node.identity.bodies import read_places
from node.identity.clients import NODE_PREFIX
from node.identity.proconnect import Credentials
from node.identity.realm import Wanted
from node.identity.settings import AdminSettings, EmbeddedSettings, PortalSettings, RealmSettings
from node.identity.settings_file import read_realm_settings, secret_of


def operated(server: str, file: Path, territory: Path | None, *, demo: bool) -> tuple[Administrator, Wanted]:
    """A Keycloak that somebody else runs, and the realm of a settings file. Raise NodeError with what is
    missing or wrong.
    """
    try:
        settings = AdminSettings(keycloak_url=server or None)
    except ValidationError as error:
        raise _refused(error) from None
    return administrator(settings), _wanted(read_realm_settings(file), settings, territory, demo=demo)


def embedded(environment: dict[str, str]) -> tuple[Administrator, Wanted]:
    """A node's own Keycloak; all is said by the supervisor. Raise NodeError with what is missing or wrong."""
    prefix = "ARCHIPEL_"
    given = {name.removeprefix(prefix).lower(): value for name, value in environment.items() if value}
    try:
        settings = EmbeddedSettings.model_validate(
            {name: value for name, value in given.items() if name in EmbeddedSettings.model_fields}
        )
    except ValidationError as error:
        raise _refused(error) from None
    portal = PortalSettings(addresses=(settings.public_url,))
    realm = RealmSettings(portal=portal, nodes=settings.nodes)
    return administrator(settings), _wanted(realm, settings, settings.territory, demo=settings.demo)


def administrator(settings: AdminSettings) -> Administrator:
    """Raise NodeError, naming everything that is missing."""
    secret = secret_of(settings.keycloak_admin_secret, settings.keycloak_admin_secret_file)
    given = {
        "l’adresse de Keycloak (--server ou ARCHIPEL_KEYCLOAK_URL)": settings.keycloak_url,
        "le nom du client qui administre (ARCHIPEL_KEYCLOAK_ADMIN_ID)": settings.keycloak_admin_id,
        "son secret (ARCHIPEL_KEYCLOAK_ADMIN_SECRET ou ARCHIPEL_KEYCLOAK_ADMIN_SECRET_FILE)": secret,
    }
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise NodeError("ADMIN_MISSING", f"Il manque {' ; '.join(missing)}.")
    assert settings.keycloak_url is not None
    assert secret is not None
    return Administrator(
        settings.keycloak_url, settings.keycloak_admin_realm, settings.keycloak_admin_id, secret
    )


def given_secrets(realm: RealmSettings, settings: AdminSettings) -> dict[str, str]:
    """Secrets by client. Keycloak makes those of the clients that are not named here."""
    secrets = {f"{NODE_PREFIX}{node.name}": secret_of(None, node.secret_file) for node in realm.nodes}
    secrets[PORTAL_CLIENT] = secret_of(settings.client_secret, realm.portal.secret_file)
    return {client: secret for client, secret in secrets.items() if secret is not None}


def credentials(settings: AdminSettings) -> Credentials | None:
    """Those of ProConnect; None when none is given. Raise NodeError when there is but one half."""
    secret = secret_of(settings.proconnect_client_secret, settings.proconnect_client_secret_file)
    if bool(settings.proconnect_client_id) != bool(secret):
        raise NodeError(
            "PROCONNECT_HALF",
            "ProConnect demande les deux : ARCHIPEL_PROCONNECT_CLIENT_ID et "
            "ARCHIPEL_PROCONNECT_CLIENT_SECRET (ou ARCHIPEL_PROCONNECT_CLIENT_SECRET_FILE).",
        )
    return Credentials(settings.proconnect_client_id, secret) if secret else None


def _wanted(realm: RealmSettings, settings: AdminSettings, territory: Path | None, *, demo: bool) -> Wanted:
    return Wanted(
        realm,
        places=read_places(territory) if territory else (),
        secrets=given_secrets(realm, settings),
        proconnect=credentials(settings),
        demo=demo,
    )


def _refused(error: ValidationError) -> NodeError:
    faults = " ; ".join(f"ARCHIPEL_{str(e['loc'][0]).upper()} : {e['msg']}" for e in error.errors())
    return NodeError("IDENTITY_SETTINGS_INVALID", f"Un réglage ne convient pas ({faults}).")
