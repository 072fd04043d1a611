"""Every setting of the projects service."""

from pathlib import Path

from pydantic import Field

from chassis.settings import ServiceSettings


class ProjectsSettings(ServiceSettings):
    """What every service has, and the charter."""

    charter: Path = Field(default=Path("charters/artois-1.yaml"))
    """File of the voted charter in force (YAML)."""

    delegation_months: int = Field(default=6, ge=1, le=12)
    """Most months for which a role may be lent. The law bounds neither the replacement of a mayor (L2122-17)
    nor delegated functions (L2122-18); a longer need is a role of one's own, which the identity provider
    gives.
    """

    person_retention_days: int = Field(default=1825, ge=0)
    """Days after which the name of somebody who was not seen is forgotten; 0: never."""

    simulation_retention_days: int = Field(default=90, ge=1)
    """Days for which a simulation is kept after it began."""

    homes: dict[str, str] = Field(default_factory=dict)
    """Code of a body → name of its node, where that is not this one (JSON). A project that is transferred
    to such a body has its home there from then on.
    """
