"""The settings that every service has. Read once, in a composition root, and passed on as values."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Self

from pydantic import Field, FilePath, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class TlsSettings(BaseSettings):
    """Mutual TLS between the parts of a node: all three files, or none where the network is the boundary."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="ARCHIPEL_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    tls_certificate: FilePath | None = None
    """PEM file of the certificate that this part shows, as a service and as a client."""

    tls_key: FilePath | None = None
    """PEM file of its key."""

    tls_ca: FilePath | None = None
    """PEM file of the authority whose certificates it believes; nobody else is let in."""

    @model_validator(mode="after")
    def whole_or_none(self) -> Self:
        given = [name for name in TlsSettings.model_fields if getattr(self, name)]
        if given and len(given) < len(TlsSettings.model_fields):
            missing = ", ".join(sorted(TlsSettings.model_fields.keys() - set(given)))
            raise ValueError(f"mutual TLS takes three files: {missing} missing beside {', '.join(given)}")
        return self


class ServiceSettings(TlsSettings):
    """Every variable is named ARCHIPEL_<FIELD> in the environment."""

    node: str = Field(default="artois", pattern=r"^[a-z0-9-]{1,40}$")
    """Name of this node, from the directory of nodes; part of every event subject."""

    database_url: SecretStr
    """SQLAlchemy URL of the service's own database: postgresql+asyncpg://…"""

    database_pool: int = Field(default=10, ge=2, le=100)
    """Connections kept to the database, besides two for the relay."""

    nats_url: SecretStr
    """Address of NATS, with its credentials: nats://user:password@host:port, the user being named as the
    service; tls:// with the certificates below.
    """

    tls_peers: str = "portal"
    """Names, separated by commas, one of which a caller's certificate must carry (its SAN)."""

    stream_max_bytes: int = Field(default=1024**3, ge=1024**2)
    """Size in bytes at which the service's stream refuses more events (they stay in the journal)."""

    stream_replicas: int = Field(default=1, ge=1, le=5)
    """Copies of the stream in a NATS cluster."""

    listen: str = "127.0.0.1:0"
    """host:port to serve on."""

    health_listen: str = ""
    """host:port that answers the health check alone, without TLS, for probes that show no certificate; empty:
    none, the check is answered on `listen` like everything else.
    """

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
