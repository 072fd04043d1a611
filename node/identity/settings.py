"""Every setting of a realm: what its file says (deploy/keycloak/artois.yaml), and secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from node.canaille.settings import CLI_PORTS

DAY_SECONDS = 24 * 3600
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
NODE_NAME = r"^[a-z0-9-]{1,40}$"
NODE_NAMES = r"^([a-z0-9-]{1,40}(,[a-z0-9-]{1,40})*)?$"


def _address(text: str) -> str:
    """An address as it is compared, sign by sign: absolute, over TLS, without a slash at its end."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise PydanticCustomError("address", "il faut une adresse entière, comme https://archipel.exemple.fr")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise PydanticCustomError("address", "il faut https:// (http:// ne vaut que sur cette machine)")
    if text.endswith("/"):
        raise PydanticCustomError("address", "enlevez la barre oblique de la fin")
    return text


Address = Annotated[str, AfterValidator(_address)]


class Section(BaseModel):
    """A part of the file. A key that nobody reads is refused: it is a typing mistake."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid")


class PortalSettings(Section):
    addresses: tuple[Address, ...] = Field(min_length=1)
    """Where browsers find the portal; the first one is told when somebody signs out elsewhere."""

    logout: Literal["back_channel", "front_channel"] = "back_channel"
    """How Keycloak tells the portal that a session ended: from server to server, or through the browser."""

    secret_file: Path | None = None
    """File of the client's secret; without it the environment's, else one that Keycloak makes."""


class NodeAccount(Section):
    name: str = Field(pattern=NODE_NAME)
    """Name of the federated node, as it stands in the subjects of its events."""

    secret_file: Path | None = None
    """File of the account's secret; without it one that Keycloak makes."""


class SessionSettings(Section):
    access_token_seconds: int = Field(default=300, ge=60, le=3600)
    idle_seconds: int = Field(default=12 * 3600, ge=300, le=7 * DAY_SECONDS)
    """A session that is not used for so long ends."""
    max_seconds: int = Field(default=12 * 3600, ge=300, le=7 * DAY_SECONDS)
    """No session is older."""


class ProConnectSettings(Section):
    """Where ProConnect answers; each address is that of its documentation, below the issuer, unless said."""

    issuer: Address = "https://auth.agentconnect.gouv.fr/api/v2"
    acr_values: str = Field(default="eidas1", pattern=r"^[A-Za-z0-9:/._ -]*$")
    authorization_address: Address | None = None
    token_address: Address | None = None
    userinfo_address: Address | None = None
    keys_address: Address | None = None
    logout_address: Address | None = None


class RealmSettings(Section):
    """One realm: everything but the bodies, which the territory's folder brings, and the secrets."""

    realm: str = Field(default="archipel", pattern=r"^[a-z0-9-]{1,40}$")
    title: str = Field(default="Archipel", min_length=1, max_length=200)
    portal: PortalSettings
    cli_ports: tuple[Annotated[int, Field(ge=1024, le=65535)], ...] = CLI_PORTS
    nodes: tuple[NodeAccount, ...] = ()
    sessions: SessionSettings = SessionSettings()
    password_length: int = Field(default=12, ge=12, le=64)
    """Fewest signs of a password (ANSSI and CNIL recommend twelve or more)."""
    admin_events_days: int = Field(default=365, ge=1, le=3650)
    """How long Keycloak remembers who changed the realm; events of sign-in are not kept at all."""
    proconnect: ProConnectSettings = ProConnectSettings()


class AdminSettings(BaseSettings):
    """What no file of the repository may hold. Every variable is named ARCHIPEL_<FIELD>; each secret may
    stand in a file instead, named by ARCHIPEL_<FIELD>_FILE.
    """

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="ARCHIPEL_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    keycloak_url: Address | None = None
    """Address of Keycloak, without the realm's path."""

    keycloak_admin_realm: str = "master"
    """Realm in which the administrating client lives: master for the first time, then the realm itself."""

    keycloak_admin_id: str = ""
    keycloak_admin_secret: SecretStr | None = None
    keycloak_admin_secret_file: Path | None = None

    client_secret: SecretStr | None = None
    """Secret of the portal's client, under the name that the portal reads too."""

    proconnect_client_id: str = ""
    """What ProConnect gave; without it the entry stays disabled."""
    proconnect_client_secret: SecretStr | None = None
    proconnect_client_secret_file: Path | None = None


class EmbeddedSettings(AdminSettings):
    """What the supervisor says when it provisions the realm of its own node."""

    public_url: Address
    """Address of the portal as browsers see it."""

    territory: Path | None = None
    """Folder of the territory whose bodies become groups; without it the realm has no body yet."""

    demo: bool = False
    """Whether the invented people of the demo have accounts."""

    federated_nodes: str = Field(default="", pattern=NODE_NAMES)
    """Names of the nodes that read what is public here, separated by commas; each gets a service account."""

    @property
    def nodes(self) -> tuple[NodeAccount, ...]:
        return tuple(NodeAccount(name=name) for name in self.federated_nodes.split(",") if name)
