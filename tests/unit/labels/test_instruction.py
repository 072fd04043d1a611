from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chassis.domain import Caller, Forbidden, InvalidInput, Mandate, Refused
from services.labels.domain.application import Application
from services.labels.domain.events import (
    ApplicationInterestsDeclared,
    ApplicationMarked,
    ApplicationOpinionGiven,
)
from services.labels.domain.marks import Mark
from services.labels.domain.opinion import Advice, Opinion
from services.labels.domain.states import ApplicationState
from tests.unit.labels.builders import (
    CALL,
    CHAIR,
    GRENAY,
    JUROR,
    LOOS_JUROR,
    NOON,
    POLE,
    SECOND_JUROR,
    TODAY,
    application,
    marked,
    project,
    reasons,
    sheet,
    stars,
)


def declare(subject: Application, juror: Any, conflict: bool = False, text: str = "") -> None:
    subject.declare_interests(juror, conflict, text, stars(), project(), NOON)


def mark(subject: Application, juror: Any, marks: tuple[Mark, ...]) -> None:
    subject.mark_criteria(juror, marks, stars(), project(), NOON)


def opine(subject: Application, committee: str, **changes: Any) -> None:
    values: dict[str, Any] = {"advice": Advice.FAVOURABLE, "text": "", "on": TODAY}
    subject.give_opinion(
        Opinion(committee=committee, **{**values, **changes}), CHAIR, stars(), project(), NOON
    )


def test_the_first_statement_starts_the_instruction() -> None:
    subject = application()
    declare(subject, JUROR)
    assert subject.state is ApplicationState.IN_INSTRUCTION
    assert subject.recorded[-1] == ApplicationInterestsDeclared()


def test_a_juror_with_a_mandate_at_the_applicant_can_neither_deny_it_nor_mark() -> None:
    subject = application()
    with pytest.raises(Forbidden, match="CONFLICT_OF_INTEREST"):
        declare(subject, LOOS_JUROR)
    declare(subject, LOOS_JUROR, conflict=True, text="Je travaille à Loos.")
    with pytest.raises(Forbidden, match="CONFLICT_OF_INTEREST"):
        mark(subject, LOOS_JUROR, sheet(energy=4, team=4))


def test_a_juror_of_a_participating_commune_or_of_the_owner_has_the_same_conflict() -> None:
    for changes in ({"participants": frozenset({"62510"})}, {"owner": "62510"}):
        subject = application()
        with pytest.raises(Forbidden, match="CONFLICT_OF_INTEREST"):
            subject.declare_interests(SECOND_JUROR, False, "", stars(), project(**changes), NOON)


def test_the_applicant_stays_at_stake_when_the_decision_names_another_owner() -> None:
    subject = application(applicant=CALL, project=project(state="accepted"))
    agent = Caller("agent", frozenset({Mandate(POLE, "juror"), Mandate(CALL, "agent")}))
    with pytest.raises(Forbidden, match="CONFLICT_OF_INTEREST"):
        subject.declare_interests(agent, False, "", stars(), project(owner=GRENAY), NOON)


def test_a_mandate_won_after_the_statement_counts_too() -> None:
    subject = marked()
    with pytest.raises(Forbidden, match="CONFLICT_OF_INTEREST"):
        subject.mark_criteria(SECOND_JUROR, sheet(energy=4, team=4), stars(), project(owner="62510"), NOON)


def test_nobody_marks_before_having_declared() -> None:
    subject = application()
    declare(subject, JUROR)
    with pytest.raises(Refused, match="STATEMENT_MISSING"):
        mark(subject, SECOND_JUROR, sheet(energy=4, team=4))


def test_who_declared_a_conflict_does_not_mark() -> None:
    subject = application()
    declare(subject, JUROR, conflict=True, text="Mon entreprise fait les travaux.")
    with pytest.raises(Forbidden, match="CONFLICT_OF_INTEREST"):
        mark(subject, JUROR, sheet(energy=4, team=4))


def test_a_conflict_declared_late_takes_the_jurors_marks_away() -> None:
    subject = marked(sheet(energy=4, team=4), sheet(energy=2, team=2))
    assert subject.score is not None
    assert subject.score.value == Decimal(75)
    declare(subject, JUROR, conflict=True, text="On vient de m’embaucher.")
    assert [kept.juror for kept in subject.sheets] == [SECOND_JUROR.id]
    assert subject.score.value == Decimal(50)


def test_a_conflict_says_what_it_is() -> None:
    with pytest.raises(InvalidInput) as refused:
        declare(application(), JUROR, conflict=True, text=" ")
    assert reasons(refused.value.faults) == {("text", "REASON_MISSING")}
    with pytest.raises(InvalidInput, match="TOO_LONG"):
        declare(application(), JUROR, conflict=True, text="x" * 2_001)


def test_a_sheet_is_kept_in_the_order_of_the_grid_and_scored() -> None:
    subject = marked(sheet(team=2, energy=4))
    assert [given.criterion for given in subject.sheets[0].marks] == ["energy", "team"]
    assert subject.score is not None
    assert subject.score.value == Decimal(75)
    assert subject.recorded[-1] == ApplicationMarked()


def test_marking_again_replaces_the_sheet() -> None:
    subject = marked(sheet(energy=4, team=2))
    mark(subject, JUROR, sheet(energy=0, team=0))
    assert len(subject.sheets) == 1
    assert subject.score is not None
    assert subject.score.value == 0


def test_all_faults_of_a_sheet_come_at_once() -> None:
    marks = (
        Mark("energy", 5, "trop"),
        Mark("energy", 2, "encore"),
        Mark("soil", 2, "sols"),
        Mark("beauty", None, " "),
        Mark("energy", -1, "x" * 2_001),
    )
    with pytest.raises(InvalidInput) as refused:
        mark(marked(), JUROR, marks)
    assert reasons(refused.value.faults) == {
        ("marks[0].value", "OUT_OF_SCALE"),
        ("marks[1].criterion", "CRITERION_TWICE"),
        ("marks[2].criterion", "CRITERION_NOT_APPLICABLE"),
        ("marks[3].criterion", "CRITERION_UNKNOWN"),
        ("marks[3].value", "MARK_MISSING"),
        ("marks[3].reason", "REASON_MISSING"),
        ("marks[4].criterion", "CRITERION_TWICE"),
        ("marks[4].value", "OUT_OF_SCALE"),
        ("marks[4].reason", "TOO_LONG"),
        ("marks", "CRITERION_MISSING"),
    }


def test_an_empty_sheet_misses_every_criterion() -> None:
    with pytest.raises(InvalidInput) as refused:
        mark(marked(), JUROR, ())
    assert [fault.reason for fault in refused.value.faults] == ["CRITERION_MISSING", "CRITERION_MISSING"]


def test_committees_give_their_opinion_in_order() -> None:
    subject = marked()
    with pytest.raises(Refused, match="OPINION_OUT_OF_ORDER"):
        opine(subject, "quality")
    opine(subject, "technical")
    opine(subject, "quality", advice=Advice.RESERVED, text="À préciser.")
    assert [given.committee for given in subject.opinions] == ["technical", "quality"]
    assert subject.recorded[-1] == ApplicationOpinionGiven("quality")


def test_a_committee_speaks_once() -> None:
    subject = marked()
    opine(subject, "technical")
    with pytest.raises(Refused, match="OPINION_OUT_OF_ORDER"):
        opine(subject, "technical")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"committee": "final"}, ("opinion.committee", "COMMITTEE_UNKNOWN")),
        ({"advice": None, "text": "?"}, ("opinion.advice", "ADVICE_MISSING")),
        ({"advice": Advice.UNFAVOURABLE}, ("opinion.text", "REASON_MISSING")),
        ({"text": "x" * 5_001}, ("opinion.text", "TOO_LONG")),
        ({"on": TODAY + timedelta(days=1)}, ("opinion.date", "DATE_ABSURD")),
        ({"on": date(1899, 1, 1)}, ("opinion.date", "DATE_ABSURD")),
    ],
)
def test_each_fault_of_an_opinion_names_its_field(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        opine(marked(), **{"committee": "technical", **changes})
    assert reasons(refused.value.faults) == {fault}
