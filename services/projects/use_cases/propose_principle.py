"""Draw a guiding principle from three comparable experiences or more."""

from dataclasses import dataclass

from chassis.domain import Caller, Fault, Hidden, NotFound, msg, raise_faults, uuid7
from services.projects.domain.principle import MOST_EXPERIENCES, Principle, must_propose
from services.projects.domain.project import Project
from services.projects.domain.wish_states import ROLES, Who
from services.projects.use_cases.known_project import visible_project
from services.projects.use_cases.learning_ports import LearningUnit


@dataclass(frozen=True)
class ProposePrinciple:
    """`projects` are the ids of the experiences, `body` who proposes."""

    body: str
    title: str
    text: str
    projects: tuple[str, ...]


async def propose_principle(command: ProposePrinciple, caller: Caller, unit: LearningUnit) -> Principle:
    """Raise Forbidden unless an elected of an agglomeration or the pole proposes, InvalidInput with all that
    is wrong: experiences that the caller may not see are unknown to them.
    """
    caller.must_hold(command.body, *ROLES[Who.PROPOSER])
    must_propose(command.body, (await unit.reference()).directory)
    experiences: list[Project] = []
    faults: list[Fault] = []
    # One more than allowed is enough to be told that there are too many.
    for index, project_id in enumerate(command.projects[: MOST_EXPERIENCES + 1]):
        try:
            experiences.append(await visible_project(project_id, caller, unit))
        except NotFound as unknown:
            text = msg("Ce projet est inconnu : choisissez-le parmi les expériences.")
            hidden = unknown.metadata["resource"] if isinstance(unknown, Hidden) else ""
            faults.append(Fault(f"projects[{index}]", "UNKNOWN_PROJECT", text, hidden))
    raise_faults(faults)
    made = Principle.proposed(
        str(uuid7()), command.title, command.text, command.body, experiences, unit.clock.now()
    )
    await unit.principles.add(made)
    return made
