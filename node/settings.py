"""Every setting of a node: where its data lie and on which ports its parts listen."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator

from chassis.settings import TlsSettings
from node.errors import NodeError

ROOT = Path(__file__).resolve().parent.parent
"""The checkout; for an installed package, the folder that holds it."""


def default_data() -> Path:
    """`var/node` of the checkout, or of the working folder when there is no checkout."""
    return (ROOT if (ROOT / "pyproject.toml").exists() else Path.cwd()) / "var" / "node"


REALM = "archipel"
"""Of the node's Keycloak."""


class Identity(StrEnum):
    """The identity providers that a node can run."""

    CANAILLE = "canaille"
    KEYCLOAK = "keycloak"


class NodeSettings(TlsSettings):
    """Every variable is named ARCHIPEL_<FIELD> in the environment; `archipel up` has a flag for most."""

    data: Path = Field(default_factory=default_data)
    """The one folder that holds all data of the node."""

    node: str = Field(default="artois", pattern=r"^[a-z0-9-]{1,40}$")
    """Name of the node, part of every event subject."""

    portal_port: int = Field(default=8080, ge=1, le=65535)
    """What people open in their browser."""

    identity: Identity = Identity.CANAILLE
    """Which identity provider the node runs: canaille (light) or keycloak (what larger bodies have)."""

    canaille_port: int = Field(default=8081, ge=1, le=65535)
    """The identity provider, where it is Canaille."""

    keycloak_port: int = Field(default=8082, ge=1, le=65535)
    """The identity provider, where it is Keycloak."""

    postgres_port: int = Field(default=5433, ge=1, le=65535)
    """PostgreSQL, where Keycloak needs it on a port (not 5432, which another PostgreSQL may hold)."""

    nats_port: int = Field(default=4322, ge=1, le=65535)
    """The event broker (not 4222, which another NATS may hold)."""

    projects_port: int = Field(default=5101, ge=1, le=65535)
    labels_port: int = Field(default=5102, ge=1, le=65535)
    engineering_port: int = Field(default=5103, ge=1, le=65535)
    funding_port: int = Field(default=5104, ge=1, le=65535)

    federated_nodes: str = Field(default="", pattern=r"^([a-z0-9-]{1,40}(,[a-z0-9-]{1,40})*)?$")
    """Names of the nodes that read what is public here, with commas; each has an account in Keycloak."""

    otlp_endpoint: str = ""
    """OTLP/gRPC address of a collector; empty: no export."""

    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""

    log_days: int = Field(default=30, ge=1)
    """Days for which the lines of the logs are kept."""

    @property
    def ports(self) -> dict[str, int]:
        """Part → TCP port on 127.0.0.1. PostgreSQL has one beside Keycloak alone."""
        if self.identity is Identity.KEYCLOAK:
            provider = {"keycloak": self.keycloak_port, "postgres": self.postgres_port}
        else:
            provider = {"canaille": self.canaille_port}
        return {
            "portal": self.portal_port,
            **provider,
            "nats": self.nats_port,
            "projects": self.projects_port,
            "labels": self.labels_port,
            "engineering": self.engineering_port,
            "funding": self.funding_port,
        }

    @property
    def public_url(self) -> str:
        """The portal as browsers see it."""
        return f"http://127.0.0.1:{self.portal_port}"

    @property
    def issuer(self) -> str:
        """The identity provider as browsers and services see it."""
        if self.identity is Identity.KEYCLOAK:
            return f"http://127.0.0.1:{self.keycloak_port}/realms/{REALM}"
        return f"http://127.0.0.1:{self.canaille_port}"

    def address(self, part: str) -> str:
        """host:port of a part."""
        return f"127.0.0.1:{self.ports[part]}"

    @model_validator(mode="after")
    def ports_differ(self) -> Self:
        if len(set(self.ports.values())) < len(self.ports):
            raise ValueError("two parts of the node have the same port")
        return self


def settings_from(**given: object) -> NodeSettings:
    """The settings, those given here (not None) before those of the environment. Raises NodeError."""
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        return NodeSettings.model_validate(chosen)
    except ValidationError as error:
        faults = " ; ".join(f"{'.'.join(map(str, e['loc'])) or 'ports'} : {e['msg']}" for e in error.errors())
        raise NodeError("SETTINGS_INVALID", f"Un réglage du nœud ne convient pas ({faults}).") from None
