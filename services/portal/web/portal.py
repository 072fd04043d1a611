"""Everything that a page may need, made once in the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Clock
from chassis.incidents import Incidents
from chassis.rates import Rates
from chassis.standing import Standing
from chassis.telemetry import Telemetry
from services.portal.clients.reference import Vocabulary
from services.portal.clients.services import Services
from services.portal.live import Hub
from services.portal.sign_in.endings import Endings
from services.portal.sign_in.kept_forms import KeptForms
from services.portal.sign_in.logout_tokens import LogoutTokens
from services.portal.sign_in.provider import Provider
from services.portal.sign_in.sealing import Sealer
from services.portal.sign_in.sessions import Sessions
from services.portal.storage.directory import Directory
from services.portal.storage.reading import Reading


@dataclass(frozen=True)
class Limits:
    """How often one may do something within a minute, and whose word about the browser's address counts."""

    sign_in: int = 60
    """From one address: many people sit behind that of a town hall."""
    logout: int = 600
    """From one address: the provider tells of all ends from the same one."""
    reports: int = 30
    """Of one browser about the content policy."""
    posts: int = 300
    """Forms of one person."""
    trusted_proxies: str = ""
    """Addresses or networks, separated by commas, whose X-Forwarded-For is believed; empty: nobody's."""


@dataclass(frozen=True)
class Portal:
    """The parts of a running portal."""

    public_url: str
    issuer: str
    call_seconds: float
    clock: Clock
    telemetry: Telemetry
    services: Services
    reading: Reading
    directory: Directory
    vocabulary: Vocabulary
    provider: Provider
    sealer: Sealer
    sessions: Sessions
    endings: Endings
    logout_tokens: LogoutTokens
    kept_forms: KeptForms
    standing: Standing
    incidents: Incidents
    rates: Rates
    limits: Limits
    hub: Hub

    @property
    def secure(self) -> bool:
        """Cookies go over https alone when that is how the portal is reached."""
        return self.public_url.startswith("https://")
