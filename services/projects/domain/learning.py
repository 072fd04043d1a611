"""What a project teaches: expected results, review date, evaluations (rule R11). A frozen value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from chassis.domain import Fault, beginning_of_day, msg
from services.projects.domain.subsidiarity.decision import Decision
from services.projects.domain.writing import text_faults

LONGEST_EXPECTED = 2_000
LONGEST_FINDING = 5_000


class EvaluationClass(StrEnum):
    SUCCEEDED = "succeeded"
    ADAPTED = "adapted"
    FAILED_WITH_LESSONS = "failed_with_lessons"
    FAILED = "failed"


class EvaluationOutcome(StrEnum):
    CONFIRM = "confirm"
    """The decision stands."""
    REOPEN = "reopen"
    """The charter is asked again, from R1; ownership moves only by a transfer."""


@dataclass(frozen=True)
class Evaluation:
    """What the owner found, once results could be seen. `body` is the code of who evaluated."""

    found: EvaluationClass
    results: str
    lessons: str
    outcome: EvaluationOutcome
    time: datetime
    body: str


@dataclass(frozen=True)
class Learning:
    """`review_date` is a day in Paris; `reassessment` is what the charter says anew of a project in hand,
    after its evaluation, and moves nothing.
    """

    expected_results: str = ""
    review_date: date | None = None
    review_due: bool = False
    """The review date has come, and nobody evaluated since."""
    evaluations: tuple[Evaluation, ...] = ()
    reassessment: Decision | None = None

    @property
    def is_experience(self) -> bool:
        """Whether others can learn from it: it was evaluated."""
        return bool(self.evaluations)

    def expecting(self, expected_results: str) -> Learning:
        """What the owner wants to have reached at the review; an empty text changes nothing."""
        return replace(self, expected_results=expected_results or self.expected_results)

    def begun(self, decision: Decision) -> Learning:
        """The decision is final: its review date runs, and what was asked anew before it is answered."""
        return replace(self, review_date=decision.review_date, review_due=False, reassessment=None)

    def evaluated(self, evaluation: Evaluation, anew: Decision) -> Learning:
        """One evaluation more. The review date moves on to that of the charter asked anew, whose answer
        is kept when the decision is reopened.
        """
        reopened = evaluation.outcome is EvaluationOutcome.REOPEN
        return replace(
            self,
            evaluations=(*self.evaluations, evaluation),
            review_date=anew.review_date,
            review_due=False,
            reassessment=anew if reopened else None,
        )

    def next_deadline(self) -> datetime | None:
        """When the review comes due, if it has not yet."""
        return None if self.review_date is None or self.review_due else beginning_of_day(self.review_date)

    def is_review_due(self, now: datetime) -> bool:
        """Whether the review date has come, and nobody was told yet."""
        deadline = self.next_deadline()
        return deadline is not None and now >= deadline

    def with_review_due(self) -> Learning:
        return replace(self, review_due=True)


def expected_faults(expected_results: str) -> list[Fault]:
    """What is wrong with the results that an owner expects."""
    return text_faults("expected_results", expected_results, LONGEST_EXPECTED, lines=True)


def evaluation_faults(evaluation: Evaluation, *, experiment_ended: bool) -> list[Fault]:
    """What is wrong with an evaluation: who says that a project failed with lessons says which."""
    with_lessons = evaluation.found is EvaluationClass.FAILED_WITH_LESSONS
    faults = [
        *text_faults("results", evaluation.results, LONGEST_FINDING, required=True, lines=True),
        *text_faults("lessons", evaluation.lessons, LONGEST_FINDING, required=with_lessons, lines=True),
    ]
    if experiment_ended and evaluation.outcome is not EvaluationOutcome.REOPEN:
        text = msg(
            "Une expérimentation ne prend fin que si la décision est rouverte : choisissez « rouvrir »."
        )
        faults.append(Fault("experiment_ended", "NOT_REOPENED", text))
    return faults
