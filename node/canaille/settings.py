"""What the identity provider of the node is started with."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PORTAL_CLIENT = "archipel-portal"
CLI_CLIENT = "archipel-cli"
CLI_PORTS = (8765, 8766, 8767)
"""Loopback ports on which `archipel login` waits for the browser; the first free one is used."""


class CanailleSettings(BaseSettings):
    """Every variable is named ARCHIPEL_<FIELD> in the environment, as for the services."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="ARCHIPEL_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    listen: str = "127.0.0.1:8081"
    """host:port to serve on."""

    issuer: str
    """Address of the provider as browsers see it, without a slash at its end."""

    audience: str = "archipel"
    """Audience of every access token: the services of the node."""

    database_url: str
    """SQLAlchemy URL of the provider's database: postgresql+psycopg2://…"""

    public_url: str
    """Address of the portal as browsers see it, without a slash at its end."""

    client_secret: SecretStr
    """Secret of the portal's client."""

    secret_key: SecretStr
    """Key of the provider's own cookies."""

    signing_key: Path
    """File of the RSA key (JWK) that signs tokens; it stays the same over restarts."""

    demo: bool = False
    """Whether the personas of the demo have accounts."""

    access_token_seconds: int = 300
    """Life of an access token, in seconds."""

    refresh_token_seconds: int = 12 * 3600
    """Life of a refresh token, in seconds; each use gives a new one."""
