from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chassis.domain import Caller, Forbidden, InvalidInput, Mandate, Refused
from services.labels.convert.events import application_audience
from services.labels.domain.events import ApplicationSubmitted
from services.labels.domain.states import ApplicationState
from tests.unit.labels.builders import (
    CALL,
    CHAIR,
    GRENAY,
    LOOS,
    MAYOR,
    POLE,
    application,
    campaign,
    project,
    reasons,
    stars,
)


def test_the_lead_applies_and_the_grid_that_applies_is_frozen() -> None:
    subject = application()
    assert subject.state is ApplicationState.SUBMITTED
    assert subject.framework == stars().ref
    assert subject.applicable == ("energy", "team")
    assert subject.project_title == "Rénovation groupée de la cité des Castors"
    assert subject.recorded == [ApplicationSubmitted()]


def test_an_equipment_is_asked_about_its_soil() -> None:
    assert application(project=project(facts={"equipment": "true"})).applicable == ("energy", "soil", "team")


def test_the_owner_applies_once_it_accepted_and_not_before() -> None:
    assert application(applicant=CALL, project=project(state="accepted")).applicant == CALL
    with pytest.raises(Forbidden, match="NOT_THE_PROJECTS_BODY"):
        application(applicant=CALL)


def test_a_participant_or_a_stranger_does_not_apply() -> None:
    with pytest.raises(Forbidden, match="NOT_THE_PROJECTS_BODY"):
        application(applicant=GRENAY)


def test_the_body_that_labels_does_not_apply_to_itself() -> None:
    with pytest.raises(Refused, match="OWN_CAMPAIGN"):
        application(applicant=POLE, project=project(lead=POLE))


@pytest.mark.parametrize("state", ["draft", "awaiting_partners", "withdrawn"])
def test_a_project_that_is_not_submitted_cannot_apply(state: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        application(project=project(state=state))
    assert reasons(refused.value.faults) == {("project", "PROJECT_NOT_READY")}


def test_a_project_that_is_not_ready_and_an_empty_statement_are_said_together() -> None:
    with pytest.raises(InvalidInput) as refused:
        application(project=project(state="withdrawn"), statement=" ")
    assert reasons(refused.value.faults) == {
        ("project", "PROJECT_NOT_READY"),
        ("statement", "STATEMENT_MISSING"),
    }


def test_a_statement_is_5_000_characters_at_most() -> None:
    assert len(application(statement="x" * 5_000).statement) == 5_000
    with pytest.raises(InvalidInput, match="TOO_LONG"):
        application(statement="x" * 5_001)


@pytest.mark.parametrize(
    ("now", "accepted"),
    [
        # Midnight in Paris is 22:00 or 23:00 in UTC of the day before.
        (datetime(2026, 8, 31, 21, 59, tzinfo=UTC), False),
        (datetime(2026, 8, 31, 22, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), False),
    ],
)
def test_the_campaign_is_open_by_the_day_in_paris(now: datetime, accepted: bool) -> None:
    subject = campaign(opens=date(2026, 9, 1), closes=date(2026, 11, 30))
    if accepted:
        assert application(campaign=subject, now=now).created == now
    else:
        with pytest.raises(Refused, match="CAMPAIGN_NOT_OPEN"):
            application(campaign=subject, now=now)


@pytest.mark.parametrize(
    ("caller", "seen"),
    [
        (MAYOR, True),
        (CHAIR, True),
        (Caller("observer", frozenset({Mandate(POLE, "observer")})), True),
        (Caller("neighbour", frozenset({Mandate(GRENAY, "elected")})), False),
        (Caller(), False),
    ],
)
def test_before_the_award_the_applicant_and_the_labelling_body_see_it(caller: Any, seen: bool) -> None:
    assert application().may_be_seen_by(caller) is seen


def test_a_body_that_may_see_the_project_sees_its_application_before_the_award() -> None:
    observer = Caller("observer", frozenset({Mandate(CALL, "observer")}))
    assert not application().may_be_seen_by(observer)
    told = application(project=project(concerned=frozenset({LOOS, CALL, POLE})))
    assert told.may_be_seen_by(observer)
    assert application_audience(told) == sorted([POLE, LOOS, CALL])


def test_an_award_is_public_unless_the_project_is_restricted() -> None:
    awarded = application()
    awarded.state = ApplicationState.AWARDED
    hidden = application(project=project(restricted=True))
    hidden.state = ApplicationState.AWARDED
    assert awarded.may_be_seen_by(Caller())
    assert not hidden.may_be_seen_by(Caller())
