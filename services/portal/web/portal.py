"""Everything that a page may need, made once in the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Clock
from chassis.incidents import Incidents
from chassis.standing import Standing
from chassis.telemetry import Telemetry
from services.portal.clients.reference import Vocabulary
from services.portal.clients.services import Services
from services.portal.live import Hub
from services.portal.sign_in.provider import Provider
from services.portal.sign_in.sealing import Sealer
from services.portal.sign_in.sessions import Sessions
from services.portal.storage.directory import Directory
from services.portal.storage.reading import Reading


@dataclass(frozen=True)
class Portal:
    """The parts of a running portal."""

    public_url: str
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
    standing: Standing
    incidents: Incidents
    hub: Hub

    @property
    def secure(self) -> bool:
        """Cookies go over https alone when that is how the portal is reached."""
        return self.public_url.startswith("https://")
