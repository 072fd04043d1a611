"""What funding reads in the events of projects."""

from collections.abc import Iterable
from decimal import Decimal

from archipel.projects.v1 import projects_pb2, subsidiarity_pb2, territories_pb2
from archipel.projects.v1.project_facts_pb2 import ProjectFacts
from services.funding.convert import enums
from services.funding.domain.bodies import Body, Level
from services.funding.domain.financing import Nature
from services.funding.domain.project_ref import ProjectRef, ProjectStage

STAGES = {
    projects_pb2.PROJECT_STATE_PROPOSED: ProjectStage.SUBMITTED,
    projects_pb2.PROJECT_STATE_WITHOUT_OWNER: ProjectStage.SUBMITTED,
    projects_pb2.PROJECT_STATE_OPINIONS_RUNNING: ProjectStage.SUBMITTED,
    projects_pb2.PROJECT_STATE_CONTESTED: ProjectStage.SUBMITTED,
    projects_pb2.PROJECT_STATE_CONCILIATION: ProjectStage.SUBMITTED,
    projects_pb2.PROJECT_STATE_ACCEPTED: ProjectStage.ACCEPTED,
    projects_pb2.PROJECT_STATE_WITHDRAWN: ProjectStage.WITHDRAWN,
}
"""States in which a project concerns funding; a draft and its invitations do not."""


def ref_from_project(project: projects_pb2.Project, audience: Iterable[str]) -> ProjectRef | None:
    """What funding keeps of a project; None while it is a draft, or when it never left that state."""
    stage = STAGES.get(project.state)
    if stage is None or not project.HasField("decision"):
        return None
    owner, facts = project.decision.owner, project.facts
    nature = enums.NATURE_FROM_WIRE.get(facts.nature, Nature.APPROACH)
    return ProjectRef(
        id=_last(project.name),
        title=project.title,
        owner=_last(owner.body) if owner.kind == subsidiarity_pb2.OWNER_KIND_BODY else "",
        cost=_euros(facts),
        nature=nature,
        equipment=facts.equipment if facts.HasField("equipment") else nature is Nature.INVESTMENT,
        stage=stage,
        audience=frozenset(audience),
        synthetic=project.synthetic,
        coordinated=any(
            held.role == subsidiarity_pb2.ROLE_LEAD_COORDINATOR for held in project.decision.roles
        ),
    )


def body_from_territory(territory: territories_pb2.Territory) -> Body:
    """A level that this version does not know counts as a syndicate: it needs a legal basis."""
    return Body(
        code=territory.code or _last(territory.name),
        level=enums.LEVEL_FROM_WIRE.get(territory.level, Level.SYNDICATE),
        title=territory.title,
        members_of=frozenset(_last(name) for name in territory.members_of),
    )


def _euros(facts: ProjectFacts) -> Decimal:
    """The projects service has already checked it: euros, whole cents, not negative."""
    return Decimal(facts.cost.units) + Decimal(facts.cost.nanos) / 1_000_000_000


def _last(name: str) -> str:
    return name.rpartition("/")[2]
