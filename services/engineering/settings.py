"""Every variable that this service reads; it has none of its own beside those of all services."""

from __future__ import annotations

from chassis.settings import ServiceSettings


class EngineeringSettings(ServiceSettings):
    """ARCHIPEL_<FIELD> in the environment."""
