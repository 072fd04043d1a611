"""What a project teaches: the domain's learning ↔ the fields of the wire's project."""

from __future__ import annotations

from datetime import UTC

from archipel.projects.v1 import ownership_pb2, projects_pb2
from chassis.wire import date_from_wire, date_to_wire, time_to_wire
from services.projects.convert.decisions import decision_from_proto, decision_to_proto
from services.projects.convert.enums import EVALUATION_CLASS, EVALUATION_OUTCOME
from services.projects.convert.facts import body_name
from services.projects.domain.learning import Evaluation, Learning


def write_learning(learning: Learning, message: projects_pb2.Project) -> None:
    """Fill the fields of a project's message that tell what was learned."""
    message.expected_results = learning.expected_results
    if (day := date_to_wire(learning.review_date)) is not None:
        message.review_date.CopyFrom(day)
    message.review_due = learning.review_due
    message.evaluations.extend(_evaluation_to_proto(each) for each in learning.evaluations)
    if learning.reassessment is not None:
        message.reassessment.CopyFrom(decision_to_proto(learning.reassessment))


def learning_from_proto(message: projects_pb2.Project) -> Learning:
    """The learning of a project that this service wrote itself: it is taken as it stands."""
    return Learning(
        expected_results=message.expected_results,
        review_date=date_from_wire(message.review_date, "review_date", []),
        review_due=message.review_due,
        evaluations=tuple(_evaluation(each) for each in message.evaluations),
        reassessment=decision_from_proto(message.reassessment) if message.HasField("reassessment") else None,
    )


def _evaluation_to_proto(evaluation: Evaluation) -> ownership_pb2.Evaluation:
    return ownership_pb2.Evaluation(
        results=evaluation.results,
        lessons=evaluation.lessons,
        outcome=EVALUATION_OUTCOME.to_wire(evaluation.outcome),
        time=time_to_wire(evaluation.time),
        body=body_name(evaluation.body),
        **{"class": EVALUATION_CLASS.to_wire(evaluation.found)},
    )


def _evaluation(message: ownership_pb2.Evaluation) -> Evaluation:
    return Evaluation(
        found=EVALUATION_CLASS.stored(getattr(message, "class")),
        results=message.results,
        lessons=message.lessons,
        outcome=EVALUATION_OUTCOME.stored(message.outcome),
        time=message.time.ToDatetime(tzinfo=UTC),
        body=message.body.removeprefix("territories/"),
    )
