"""Every setting of the projects service."""

from pathlib import Path

from pydantic import Field

from chassis.settings import ServiceSettings


class ProjectsSettings(ServiceSettings):
    """What every service has, and the charter."""

    charter: Path = Field(default=Path("charters/artois-1.yaml"))
    """File of the voted charter in force (YAML)."""
