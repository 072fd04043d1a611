from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chassis.domain import Caller, Forbidden, InvalidInput, Mandate, Refused
from services.labels.domain.application import Application
from services.labels.domain.decision import BodyVotes, Outcome, last_valid_day
from services.labels.domain.events import ApplicationAwarded, ApplicationDeferred, ApplicationRefused
from services.labels.domain.marks import Mark
from services.labels.domain.opinion import Advice, Opinion
from services.labels.domain.states import ApplicationState
from tests.unit.labels.builders import (
    CALL,
    CHAIR,
    GRENAY,
    LIEVIN,
    LOOS,
    NOON,
    POLE,
    TODAY,
    marked,
    project,
    proposal,
    reasons,
    sheet,
    stars,
)

GOOD = (sheet(energy=3, team=2), sheet(energy=3, team=2))


def ready(*sheets: tuple[Mark, ...]) -> Application:
    """Two sheets and the opinion that the grid requires."""
    subject = marked(*(sheets or GOOD))
    subject.give_opinion(
        Opinion("technical", Advice.FAVOURABLE, "", TODAY), CHAIR, stars(), project(owner=""), NOON
    )
    return subject


def decide(
    subject: Application, chair: Caller = CHAIR, outcome: Outcome | None = Outcome.AWARDED, **changes: Any
) -> None:
    ref = project(owner=changes.pop("owner", ""), **changes.pop("ref", {}))
    lent = changes.pop("lent", {})
    subject.decide(proposal(outcome, **changes), chair, stars(), ref, lent, NOON)


def faults_of(outcome: Outcome | None = Outcome.AWARDED, **changes: Any) -> set[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        decide(ready(), outcome=outcome, **changes)
    return reasons(refused.value.faults)


def test_an_award_has_a_stage_and_validity_dates() -> None:
    subject = ready()
    decide(subject)
    assert subject.state is ApplicationState.AWARDED
    assert subject.award is not None
    assert (subject.award.stage, subject.award.stage_title) == ("one", "Une étoile")
    assert (subject.award.valid_from, subject.award.valid_to) == (TODAY, date(2030, 10, 14))
    assert subject.recorded[-1] == ApplicationAwarded()


def test_a_decision_keeps_votes_and_quorum() -> None:
    subject = ready()
    decide(subject, votes=(BodyVotes(POLE, 2, 1, 0), BodyVotes(CALL, 1, 0, 4)))
    assert subject.decision is not None
    assert (subject.decision.in_favour, subject.decision.against, subject.decision.abstentions) == (3, 1, 4)
    assert (subject.decision.present, subject.decision.quorum, subject.decision.committee) == (8, 3, "final")


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2026, 3, 1), date(2030, 2, 28)), (date(2024, 2, 29), date(2028, 2, 28))],
)
def test_an_award_ends_on_the_eve_of_its_anniversary(first: date, last: date) -> None:
    assert last_valid_day(first, 4) == last


def test_an_award_won_on_29_february_ends_on_28_february_of_a_common_year() -> None:
    assert last_valid_day(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_a_deferral_asks_for_something_and_for_booked_days() -> None:
    subject = ready()
    decide(
        subject, outcome=Outcome.DEFERRED, demands=("Chiffrer l’entretien.", " "), support_days=Decimal(12)
    )
    assert subject.state is ApplicationState.DEFERRED
    assert subject.decision is not None
    assert subject.decision.demands == ("Chiffrer l’entretien.",)
    assert subject.decision.support_days == Decimal(12)
    assert subject.award is None
    assert subject.recorded[-1] == ApplicationDeferred()


def test_only_a_deferral_keeps_demands_and_days() -> None:
    subject = ready()
    decide(subject, demands=("Chiffrer.",), support_days=Decimal(3))
    assert subject.decision is not None
    assert (subject.decision.demands, subject.decision.support_days) == ((), None)


def test_a_refusal_says_why() -> None:
    assert faults_of(Outcome.REFUSED, reason=" ") == {("reason", "REASON_MISSING")}
    subject = ready()
    decide(subject, outcome=Outcome.REFUSED, reason="Hors sujet.")
    assert subject.state is ApplicationState.REFUSED
    assert subject.recorded[-1] == ApplicationRefused()


@pytest.mark.parametrize(
    ("outcome", "changes", "faults"),
    [
        (None, {}, {("outcome", "OUTCOME_MISSING")}),
        (Outcome.AWARDED, {"stage": "nine"}, {("stage", "STAGE_UNKNOWN")}),
        (Outcome.AWARDED, {"on": TODAY + timedelta(days=1)}, {("date", "DATE_ABSURD")}),
        (Outcome.AWARDED, {"on": TODAY - timedelta(days=1)}, {("date", "DATE_ABSURD")}),
        (Outcome.REFUSED, {"reason": "x" * 5_001}, {("reason", "TOO_LONG")}),
        (
            Outcome.DEFERRED,
            {"demands": (" ",), "support_days": Decimal(0)},
            {("demands", "DEMANDS_MISSING"), ("support_days", "SUPPORT_DAYS_MISSING")},
        ),
        (
            Outcome.DEFERRED,
            {"demands": ("x" * 5_001,), "support_days": Decimal(10_001)},
            {("demands", "TOO_LONG"), ("support_days", "SUPPORT_DAYS_MISSING")},
        ),
        (
            Outcome.AWARDED,
            {"votes": (BodyVotes(POLE, 3, 0, 0), BodyVotes(POLE, -1, 0, 0), BodyVotes(LIEVIN, 1, 0, 0))},
            {
                ("votes[1].body", "BODY_TWICE"),
                ("votes[1]", "NEGATIVE_VOTES"),
                ("votes[2].body", "NOT_A_MEMBER"),
            },
        ),
    ],
)
def test_each_fault_of_a_proposal_names_its_field(
    outcome: Outcome | None, changes: dict[str, Any], faults: set[tuple[str, str]]
) -> None:
    assert faults_of(outcome, **changes) == faults


def test_a_body_does_not_vote_on_its_own_project() -> None:
    votes = (BodyVotes(POLE, 4, 0, 0), BodyVotes(LOOS, 1, 0, 0))
    assert faults_of(votes=votes) == {("votes[1].body", "VOTES_ON_OWN_PROJECT")}
    assert faults_of(votes=(BodyVotes(CALL, 4, 0, 0),), owner=CALL) == {
        ("votes[0].body", "VOTES_ON_OWN_PROJECT")
    }


@pytest.mark.parametrize("body", [LOOS, GRENAY])
def test_who_represents_a_body_at_stake_does_not_preside(body: str) -> None:
    chair = Caller("double", frozenset({Mandate(POLE, "elected"), Mandate(body, "elected")}))
    with pytest.raises(Forbidden, match="CHAIR_CONCERNED"):
        decide(ready(), chair)


def test_a_decision_waits_for_the_marks_of_enough_jurors() -> None:
    with pytest.raises(Refused, match="JURORS_MISSING") as refused:
        decide(ready(GOOD[0]))
    assert refused.value.metadata == {"minimum": "2", "marked": "1"}


def test_a_decision_waits_for_the_opinion_that_the_grid_requires() -> None:
    with pytest.raises(Refused, match="OPINION_MISSING") as refused:
        decide(marked(*GOOD))
    assert refused.value.metadata == {"committee": "technical"}


def test_without_quorum_nothing_is_decided_and_abstentions_count_for_it() -> None:
    subject = ready()
    with pytest.raises(Refused, match="QUORUM_NOT_REACHED") as refused:
        decide(subject, votes=(BodyVotes(POLE, 2, 0, 0),))
    assert refused.value.metadata == {"quorum": "3", "present": "2"}
    assert subject.state is ApplicationState.IN_INSTRUCTION
    decide(subject, votes=(BodyVotes(POLE, 1, 0, 2),))


def test_a_tie_carries_nothing() -> None:
    with pytest.raises(Refused, match="NO_MAJORITY"):
        decide(ready(), votes=(BodyVotes(POLE, 2, 2, 3),))


def test_a_stage_needs_its_score_and_its_threshold_is_enough() -> None:
    just = (sheet(energy=1, team=2), sheet(energy=1, team=2))  # (1 + 2) / 8 = 37.50
    decide(ready(*just))
    low = (sheet(energy=1, team=1), sheet(energy=1, team=2))  # 31.25
    subject = ready(*low)
    with pytest.raises(Refused, match="SCORE_TOO_LOW") as refused:
        decide(subject)
    assert refused.value.metadata == {"stage": "one", "threshold": "35", "score": "31.25"}
    assert subject.award is None
    assert subject.decision is None
    decide(ready((*sheet(energy=3, team=2),), sheet(energy=3, team=2)), stage="two")  # exactly 62.50


def test_a_mandatory_criterion_must_reach_its_own_minimum() -> None:
    uneven = (sheet(energy=3, team=4), sheet(energy=2, team=4))
    with pytest.raises(Refused, match="MANDATORY_CRITERION_TOO_LOW") as refused:
        decide(ready(*uneven), stage="two")
    assert refused.value.metadata["criterion"] == "energy"
    decide(ready(*uneven), stage="one")
