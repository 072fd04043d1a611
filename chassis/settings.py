"""The settings that every service has. Read once, in a composition root, and passed on as values."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Every variable is named ARCHIPEL_<FIELD> in the environment."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="ARCHIPEL_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    node: str = Field(default="artois", pattern=r"^[a-z0-9-]{1,40}$")
    """Name of this node, from the directory of nodes; part of every event subject."""

    database_url: SecretStr
    """SQLAlchemy URL of the service's own database: postgresql+asyncpg://…"""

    database_pool: int = Field(default=10, ge=2, le=100)
    """Connections kept to the database, besides two for the relay."""

    nats_url: SecretStr
    """Address of NATS, with its credentials: nats://user:password@host:port."""

    stream_max_bytes: int = Field(default=1024**3, ge=1024**2)
    """Size in bytes at which the service's stream refuses more events (they stay in the journal)."""

    stream_replicas: int = Field(default=1, ge=1, le=5)
    """Copies of the stream in a NATS cluster."""

    listen: str = "127.0.0.1:0"
    """host:port to serve on."""

    issuer: str
    """Address of the OpenID Connect issuer, exactly as in the tokens."""

    audience: str = "archipel"
    """Audience that an access token must name."""

    groups_claim: str = "groups"
    """Claim that holds names such as bodies/62528/elected."""

    checkpoint_dir: Path = Path("var/checkpoints")
    """Folder, outside the database, of the signing key and the signed checkpoints of the journal."""

    checkpoint_seconds: float = Field(default=10.0, gt=0)
    """Seconds between two checkpoints of a journal that grew."""

    request_retention_days: int = Field(default=30, ge=1)
    """Days for which the answer to a request_id is remembered."""

    alarm_seconds: float = Field(default=15.0, gt=0)
    """Most seconds between two looks at what comes due by itself."""

    rate_factor: float = Field(default=1.0, ge=0)
    """Multiplies what one caller may do in a minute (access.py); a load test sets more, 0 limits nothing."""

    drain_seconds: float = Field(default=10.0, ge=0)
    """Seconds that running calls get to finish after SIGTERM."""

    otlp_endpoint: str = ""
    """OTLP/gRPC address of a collector, e.g. http://localhost:4317; empty: no export."""

    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""
