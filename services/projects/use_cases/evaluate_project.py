"""The owner says what came of its project, and whether the decision stands or is reopened at R1."""

from dataclasses import dataclass

from chassis.domain import Caller, paris_day
from services.projects.domain.capacity_credit import credits_of
from services.projects.domain.handover import evaluate
from services.projects.domain.learning import Evaluation, EvaluationClass, EvaluationOutcome
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.use_cases.known_project import held_project
from services.projects.use_cases.learning_ports import LearningUnit


@dataclass(frozen=True)
class EvaluateProject:
    """`body` is the owner, or the lead where no body owns."""

    project_id: str
    etag: str
    body: str
    found: EvaluationClass
    results: str
    lessons: str
    outcome: EvaluationOutcome
    experiment_ended: bool = False


async def evaluate_project(command: EvaluateProject, caller: Caller, unit: LearningUnit) -> Project:
    """Raise NotFound, Forbidden, Stale, Refused by the state, InvalidInput with all faults."""
    roles = ROLES[Verb.EVALUATE]
    project = await held_project(command.project_id, command.etag, command.body, caller, unit, roles)
    now = unit.clock.now()
    said = Evaluation(command.found, command.results, command.lessons, command.outcome, now, command.body)
    facts, decision = project.written.facts, project.decision
    evaluate(project, said, await unit.reference(), now, experiment_ended=command.experiment_ended)
    await unit.projects.save(project)
    assert decision is not None
    await unit.credits.add(credits_of(project.id, facts, decision, command.found, paris_day(now)))
    return project
