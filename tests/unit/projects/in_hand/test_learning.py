"""What a project teaches: evaluated by its owner, reopened at R1 without moving, and days given back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from chassis.domain import Forbidden, InvalidInput, Refused, beginning_of_day, paris_day
from services.projects.domain import days, handover
from services.projects.domain.capacity_credit import CapacityCredit, credits_of, with_credits
from services.projects.domain.drafting import Draft
from services.projects.domain.events import ProjectEvaluated, ReturnClauseReached, ReviewDue
from services.projects.domain.learning import EvaluationClass, EvaluationOutcome, Learning
from services.projects.domain.project import Project
from services.projects.domain.states import State
from services.projects.domain.subsidiarity.decision import OwnerKind
from services.projects.domain.subsidiarity.facts import (
    Capacity,
    Evidence,
    Initiator,
    Nature,
    ProjectFacts,
    ScaleCriterion,
    Skill,
)
from services.projects.domain.tenure import ReturnClause, Tenure
from tests.fixtures.projects.handing_over import LOOS_VOTES, PROJECT, evaluation, offer, wish
from tests.fixtures.projects.territory import CALL, GRENAY, LOOS, NOW, TODAY, castors, reference

REFERENCE = reference()
REVIEWED = NOW + timedelta(days=700)


def owned(written: Draft | None = None, expected: str = "") -> Project:
    project = Project.draft(PROJECT, written or castors(), REFERENCE, NOW)
    project.submit(REFERENCE, NOW)
    project.propose(REFERENCE, NOW)
    project.accept(project.accepting_body, LOOS_VOTES, NOW, expected)
    project.pass_deadlines(NOW + timedelta(days=120))
    assert project.state is State.ACCEPTED
    project.recorded.clear()
    return project


def experiment() -> Project:
    """Kept in the commune as an experiment, although the scale criterion is shown."""
    shown = Evidence(ScaleCriterion.BASIN_MARKET, "Étude 2026-04")
    facts = replace(castors().facts, experiment=True, evidence=(shown,))
    return owned(castors(facts=facts))


def test_the_review_date_of_the_decision_runs_once_it_is_final() -> None:
    project = owned(expected="Vingt logements.")
    assert project.decision is not None
    assert project.learning.expected_results == "Vingt logements."
    assert project.learning.review_date == project.decision.review_date
    assert project.learning.review_date is not None


def test_expected_results_that_cannot_be_shown_are_told_with_the_rest() -> None:
    with pytest.raises(InvalidInput) as refusal:
        owned(expected="x" * 2_001)
    assert [fault.field for fault in refusal.value.faults] == ["expected_results"]


def test_the_review_comes_due_once() -> None:
    project = owned()
    assert project.learning.review_date is not None
    begins = beginning_of_day(project.learning.review_date)
    assert project.next_deadline() == begins
    project.pass_deadlines(begins - timedelta(microseconds=1))
    assert project.recorded == []
    project.pass_deadlines(begins)
    project.pass_deadlines(begins + timedelta(days=1))
    project.pass_deadlines(NOW)
    assert project.recorded == [ReviewDue()]
    assert project.learning.review_due
    assert project.next_deadline() is None


def test_a_return_clause_comes_due_once_and_is_the_earlier_deadline() -> None:
    clause = ReturnClause(LOOS, date(2027, 1, 1))
    tenure, learning = Tenure(return_clause=clause), Learning(review_date=date(2028, 1, 1))
    due = datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert days.next_day(tenure, learning) == due
    tenure, learning, events = days.come(tenure, learning, due)
    assert events == (ReturnClauseReached(),)
    assert tenure.return_clause == replace(clause, reached=True)
    assert days.come(tenure, learning, due) == (tenure, learning, ())


def test_an_evaluation_that_confirms_keeps_the_decision_and_moves_the_review_on() -> None:
    project = owned()
    project.pass_deadlines(REVIEWED + timedelta(days=3_000))
    before = project.decision
    handover.evaluate(project, evaluation(), REFERENCE, REVIEWED)
    assert project.recorded[-1] == ProjectEvaluated()
    assert (project.decision, project.learning.reassessment) == (before, None)
    assert project.learning.evaluations == (evaluation(),)
    assert not project.learning.review_due
    anew = REFERENCE.decide(project.written.facts, paris_day(REVIEWED))
    assert before is not None
    assert anew.review_date != before.review_date
    assert project.learning.review_date == anew.review_date


def test_reopening_asks_the_charter_anew_and_moves_nothing() -> None:
    project = experiment()
    assert project.tenure.owner == LOOS
    reopened = evaluation(outcome=EvaluationOutcome.REOPEN)
    handover.evaluate(project, reopened, REFERENCE, REVIEWED, experiment_ended=True)
    anew = project.learning.reassessment
    assert anew is not None
    assert anew.owner.body == CALL
    assert (project.tenure.owner, project.epoch) == (LOOS, 1)
    assert project.decision is not None
    assert project.decision.owner.body == LOOS
    assert not project.written.facts.experiment


def test_a_transfer_answers_what_the_evaluation_reopened() -> None:
    project = experiment()
    reopened = evaluation(outcome=EvaluationOutcome.REOPEN)
    handover.evaluate(project, reopened, REFERENCE, REVIEWED, experiment_ended=True)
    handover.offer_transfer(project, LOOS, offer(), REFERENCE, REVIEWED)
    handover.transfer(project, wish(), "artois", REFERENCE, REVIEWED)
    assert project.decision is not None
    assert project.learning.reassessment is None
    assert project.learning.review_date == project.decision.review_date
    assert project.learning.evaluations == (reopened,)


def test_an_experiment_that_goes_on_keeps_the_project_where_it_is_when_reopened() -> None:
    project = experiment()
    reopened = evaluation(outcome=EvaluationOutcome.REOPEN)
    handover.evaluate(project, reopened, REFERENCE, REVIEWED)
    assert project.learning.reassessment is not None
    assert project.learning.reassessment.owner.body == LOOS


def test_only_the_owner_evaluates_and_only_what_is_decided() -> None:
    with pytest.raises(Forbidden) as refusal:
        handover.evaluate(owned(), evaluation(body=GRENAY), REFERENCE, REVIEWED)
    assert refusal.value.reason == "NOT_THE_OWNER"
    draft = Project.draft(PROJECT, castors(), REFERENCE, NOW)
    with pytest.raises(Refused) as refused:
        handover.evaluate(draft, evaluation(), REFERENCE, REVIEWED)
    assert refused.value.reason == "STATE_FORBIDS"


def test_the_lead_evaluates_what_inhabitants_own() -> None:
    facts = ProjectFacts(
        "7575", (LOOS,), Nature.MICRO_PROJECT, cost=Decimal(500), initiator=Initiator.INHABITANTS
    )
    project = owned(castors(facts=facts))
    assert project.decision is not None
    assert project.decision.owner.kind is OwnerKind.INHABITANTS
    assert (project.tenure.owner, project.tenure.chain[0].owner) == ("", "")
    with pytest.raises(Forbidden):
        handover.evaluate(project, evaluation(body=CALL), REFERENCE, REVIEWED)
    handover.evaluate(project, evaluation(), REFERENCE, REVIEWED)
    assert project.learning.is_experience


def test_an_evaluation_tells_all_its_faults_at_once() -> None:
    bad = evaluation(found=EvaluationClass.FAILED_WITH_LESSONS, results="")
    with pytest.raises(InvalidInput) as refusal:
        handover.evaluate(owned(), bad, REFERENCE, REVIEWED, experiment_ended=True)
    assert [(fault.field, fault.reason) for fault in refusal.value.faults] == [
        ("results", "REQUIRED"),
        ("lessons", "REQUIRED"),
        ("experiment_ended", "NOT_REOPENED"),
    ]


def test_who_failed_without_lessons_need_not_write_any() -> None:
    project = owned()
    handover.evaluate(project, evaluation(found=EvaluationClass.FAILED), REFERENCE, REVIEWED)
    assert project.learning.is_experience


# --- an experiment that failed with lessons costs no capacity -------------------------------------------

LESSONS = EvaluationClass.FAILED_WITH_LESSONS


def given_back(found: EvaluationClass = LESSONS, *, declared: bool = True) -> tuple[CapacityCredit, ...]:
    """Loos needed 40 days of engineering and had 25 of its own."""
    facts = replace(castors().facts, experiment=declared)
    with_figures = reference({LOOS: Capacity({Skill.ENGINEERING: Decimal(25)})})
    decision = with_figures.decide(facts, TODAY)
    assert decision.owner.body == LOOS
    return credits_of(PROJECT, facts, decision, found, TODAY)


def test_the_days_that_the_owner_put_in_come_back_for_a_year() -> None:
    credit = CapacityCredit(
        PROJECT, LOOS, Skill.ENGINEERING, Decimal(25), TODAY, TODAY.replace(year=TODAY.year + 1)
    )
    assert given_back() == (credit,)


def test_an_experiment_that_succeeded_or_was_none_gives_nothing_back() -> None:
    assert given_back(EvaluationClass.SUCCEEDED) == ()
    assert given_back(EvaluationClass.FAILED) == ()
    assert given_back(declared=False) == ()


def test_days_given_back_count_from_their_day_until_a_year_later() -> None:
    known = {LOOS: Capacity({Skill.ENGINEERING: Decimal(10)}), CALL: Capacity(None)}
    (credit,) = given_back()

    def free(day: date) -> Decimal | None:
        return with_credits(known, [credit], day)[LOOS].free(Skill.ENGINEERING)

    assert free(TODAY - timedelta(days=1)) == 10
    assert free(TODAY) == 35
    assert free(credit.until - timedelta(days=1)) == 35
    assert free(credit.until) == 10


def test_a_body_without_figures_still_has_enough() -> None:
    (credit,) = given_back()
    assert with_credits({LOOS: Capacity(None)}, [credit], TODAY)[LOOS].free(Skill.ENGINEERING) is None
    assert with_credits({}, [credit], TODAY) == {}


def test_decisions_count_the_days_that_came_back() -> None:
    poor = reference({LOOS: Capacity({Skill.ENGINEERING: Decimal(15)})})
    richer = replace(poor, credits=given_back(), _grounds={})
    assert [gap.missing_days for gap in poor.decide(castors().facts, TODAY).gaps] == [Decimal(25)]
    assert richer.decide(castors().facts, TODAY).gaps == ()
    a_year_later = TODAY.replace(year=TODAY.year + 1)
    assert [gap.missing_days for gap in richer.decide(castors().facts, a_year_later).gaps] == [Decimal(25)]


def test_a_leap_day_comes_back_until_the_twenty_eighth() -> None:
    facts = replace(castors().facts, experiment=True)
    decision = REFERENCE.decide(facts, TODAY)
    (credit,) = credits_of(PROJECT, facts, decision, LESSONS, date(2028, 2, 29))
    assert credit.until == date(2029, 2, 28)
