"""What funding keeps of a project: the copy from which a plan is opened and kept in step."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid5

from chassis.domain import Caller
from services.funding.domain.financing import Nature

PLANS = UUID("6b7f3f2c-0d0e-5a55-9a63-3f2f4b5c8a10")
"""Namespace of plan ids: one project, one plan, the same id on every replay."""


class ProjectStage(StrEnum):
    """As far as funding cares: a draft is none of its business, and is never kept."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ProjectRef:
    """`id` is the UUID. `owner` is the code of the body that owns it, empty when that is no body.
    `cost` in euros before tax, zero when unknown. `audience` holds the codes of the bodies that may
    see the project, and is empty when everybody may.
    """

    id: str
    title: str
    owner: str
    cost: Decimal
    nature: Nature
    equipment: bool
    stage: ProjectStage
    audience: frozenset[str]
    synthetic: bool = False
    coordinated: bool = False
    """The decision names a lead coordinator for its field (L1111-9)."""

    @property
    def plan_id(self) -> str:
        return plan_id_of(self.id)

    @property
    def public(self) -> bool:
        return not self.audience

    @property
    def calls_for_a_plan(self) -> bool:
        """An investment or an equipment, owned by a body."""
        alive = self.stage is not ProjectStage.WITHDRAWN
        return alive and bool(self.owner) and (self.nature is Nature.INVESTMENT or self.equipment)

    def visible_to(self, caller: Caller) -> bool:
        return self.public or bool(self.audience & caller.bodies)


def plan_id_of(project_id: str) -> str:
    """The id of the one plan of a project."""
    return str(uuid5(PLANS, project_id))
