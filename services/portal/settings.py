"""Every variable of the portal, its unit and its default (prefix ARCHIPEL_)."""

from __future__ import annotations

from pydantic import Field, SecretStr

from chassis.settings import ServiceSettings


class PortalSettings(ServiceSettings):
    """The settings of every service, and those of what people see."""

    public_url: str = "http://127.0.0.1:8000"
    """Address at which browsers reach the portal, without a final slash. https:// makes cookies secure."""

    client_id: str = "archipel-portal"
    """Id of the portal at the OpenID Connect issuer."""

    client_secret: SecretStr = SecretStr("")
    """Secret of the portal at the issuer; empty for a public client."""

    scopes: str = "openid profile groups"
    """Scopes asked for at sign-in, separated by spaces."""

    name_claim: str = "name"
    """Claim of the ID token that holds the name to show."""

    secret_key: SecretStr
    """At least 32 characters; seals cookies, and the tokens kept in the portal's database."""

    session_hours: float = Field(default=12, gt=0, le=24)
    """Hours after which a person signs in again."""

    session_idle_hours: float = Field(default=2, gt=0, le=24)
    """Hours without a page opened or a form sent after which a person signs in again."""

    session_grace_seconds: float = Field(default=60, ge=5, le=600)
    """Seconds for which the former id of a session, replaced by a new one, is still taken."""

    logout_clients: str = "archipel-portal,archipel-cli"
    """Clients, separated by commas, of whose sessions' ends the issuer tells the portal."""

    sign_in_per_minute: int = Field(default=60, ge=1)
    """How often one address may begin or end a sign-in within a minute (times ARCHIPEL_RATE_FACTOR)."""

    logout_per_minute: int = Field(default=600, ge=1)
    """How often one address may sign out, or tell of a logout, within a minute."""

    posts_per_minute: int = Field(default=300, ge=1)
    """How many forms one person may send within a minute."""

    trusted_proxies: str = ""
    """Addresses or networks, separated by commas, of the proxies before the portal, whose X-Forwarded-For is
    believed. Empty: none, and every browser behind a proxy counts as one.
    """

    projects_address: str = "127.0.0.1:8101"
    """host:port of the projects service."""

    labels_address: str = "127.0.0.1:8102"
    """host:port of the labels service."""

    engineering_address: str = "127.0.0.1:8103"
    """host:port of the engineering service."""

    funding_address: str = "127.0.0.1:8104"
    """host:port of the funding service."""

    call_seconds: float = Field(default=5.0, gt=0)
    """Deadline of one call to a service, in seconds."""
