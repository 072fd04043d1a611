"""Every variable that this service reads, beside those of all services."""

from __future__ import annotations

from pathlib import Path

from chassis.settings import ServiceSettings


class LabelsSettings(ServiceSettings):
    """ARCHIPEL_<FIELD> in the environment."""

    frameworks_dir: Path = Path("frameworks")
    """Folder whose files label-*.yaml are the grids that this node knows."""
