"""Faire le bilan d’un projet: what came of it, and whether the decision stands (rule R11)."""

from __future__ import annotations

from archipel.projects.v1.learning_service_pb2 import EvaluateProjectRequest
from archipel.projects.v1.ownership_pb2 import EvaluationClass, EvaluationOutcome
from archipel.projects.v1.projects_pb2 import Project
from chassis.domain import msg
from services.portal.pages.project_acts import Act, done_by
from services.portal.web.routing import post


async def evaluate(act: Act) -> Project | None:
    form = act.form
    class_ = form.option("class", EvaluationClass.values()[1:], msg("Dites si le projet a réussi."))
    outcome = form.option("outcome", EvaluationOutcome.values()[1:], msg("Dites si la décision reste bonne."))
    results = form.needed("results", msg("Dites ce que le projet a donné."))
    if form.faults:
        return None
    request = EvaluateProjectRequest(
        request_id=act.request_id,
        name=act.name,
        etag=act.etag,
        body=act.body,
        results=results,
        lessons=form.text("lessons"),
        outcome=EvaluationOutcome.ValueType(outcome),
        experiment_ended=bool(form.text("experiment_ended")),
        **{"class": EvaluationClass.ValueType(class_)},
    )
    return await act.calls.ask(act.calls.services.learning.EvaluateProject, request)


routes = [post("/projets/{id}/bilan", done_by(evaluate, "evaluate", "evaluated"))]
