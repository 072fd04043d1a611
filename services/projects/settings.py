"""Every setting of the projects service."""

from pathlib import Path

from pydantic import Field

from chassis.settings import ServiceSettings


class ProjectsSettings(ServiceSettings):
    """What every service has, and the charter."""

    charter: Path = Field(default=Path("charters/artois-1.yaml"))
    """File of the voted charter in force (YAML)."""

    homes: dict[str, str] = Field(default_factory=dict)
    """Code of a body → name of its node, where that is not this one (JSON). A project that is transferred
    to such a body has its home there from then on.
    """
