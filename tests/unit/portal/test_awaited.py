"""What a project waits for, in each of its states: from whom, and until when."""

from __future__ import annotations

from datetime import date

import pytest
from google.type.date_pb2 import Date

from archipel.projects.v1.consent_pb2 import (
    OPINION_KIND_CONSENT,
    OPINION_KIND_LONE_COMMUNE,
    OPINION_VALUE_AWAITED,
    OPINION_VALUE_FAVOURABLE,
    OPINION_VALUE_UNFAVOURABLE,
)
from archipel.projects.v1.projects_pb2 import Answer, Project, ProjectState
from archipel.projects.v1.subsidiarity_pb2 import OwnerKind
from services.portal.storage.awaited import Awaited, awaited
from tests.unit.portal.territory import CALL, GRENAY, LOOS

DUE, LAST_DAY = Date(year=2026, month=12, day=26), date(2026, 12, 26)


def name(code: str) -> str:
    return f"territories/{code}"


def project(state: ProjectState.ValueType, owner: str = LOOS) -> Project:
    made = Project(lead=name(LOOS), state=state)
    made.decision.owner.kind = OwnerKind.OWNER_KIND_BODY
    made.decision.owner.body = name(owner)
    return made


def test_a_draft_waits_for_its_lead() -> None:
    assert awaited(project(ProjectState.PROJECT_STATE_DRAFT)) == [Awaited("finish_draft", LOOS)]


def test_each_invited_commune_that_has_not_answered_is_awaited() -> None:
    made = project(ProjectState.PROJECT_STATE_AWAITING_PARTNERS)
    made.participants.add(body=name(GRENAY), answer=Answer.ANSWER_AWAITED)
    made.participants.add(body=name("62510"), answer=Answer.ANSWER_CONFIRMED)
    assert awaited(made) == [Awaited("confirm", GRENAY)]


def test_a_proposed_decision_waits_for_its_owner_and_for_each_opinion_that_is_due() -> None:
    made = project(ProjectState.PROJECT_STATE_PROPOSED)
    for code, kind, value in (
        (CALL, OPINION_KIND_CONSENT, OPINION_VALUE_AWAITED),
        (GRENAY, OPINION_KIND_LONE_COMMUNE, OPINION_VALUE_AWAITED),
        ("62510", OPINION_KIND_CONSENT, OPINION_VALUE_FAVOURABLE),
    ):
        made.opinions.add(body=name(code), kind=kind, value=value, due=DUE)
    opinions = [Awaited("consent", CALL, LAST_DAY), Awaited("opinion", GRENAY, LAST_DAY)]
    assert awaited(made) == [Awaited("accept", LOOS), *opinions]
    made.state = ProjectState.PROJECT_STATE_OPINIONS_RUNNING
    assert awaited(made) == opinions


def test_the_lead_accepts_for_inhabitants_and_nobody_where_there_is_no_owner() -> None:
    made = project(ProjectState.PROJECT_STATE_PROPOSED)
    made.decision.owner.kind, made.decision.owner.body = OwnerKind.OWNER_KIND_INHABITANTS, ""
    assert awaited(made) == [Awaited("accept", LOOS)]
    made.decision.owner.kind = OwnerKind.OWNER_KIND_NOBODY
    assert awaited(made) == []


@pytest.mark.parametrize(("votes_for", "missing"), [(0, True), (65, True), (67, False)])
def test_an_unfavourable_opinion_asks_for_two_thirds(votes_for: int, *, missing: bool) -> None:
    made = project(ProjectState.PROJECT_STATE_OPINIONS_RUNNING, CALL)
    made.opinions.add(body=name(LOOS), value=OPINION_VALUE_UNFAVOURABLE)
    made.acceptance.votes_for, made.acceptance.votes_cast = votes_for, 100 if votes_for else 0
    assert awaited(made) == ([Awaited("accept_again", CALL)] if missing else [])


def test_a_contest_waits_for_the_body_that_it_names_and_stops_all_else() -> None:
    made = project(ProjectState.PROJECT_STATE_CONTESTED)
    made.opinions.add(body=name(CALL), value=OPINION_VALUE_AWAITED, due=DUE)
    made.conciliations.add(body=name("62510")).close_time.seconds = 1
    made.conciliations.add(body=name(CALL))
    assert awaited(made) == [Awaited("convene", CALL)]
    made.state = ProjectState.PROJECT_STATE_CONCILIATION
    assert awaited(made) == [Awaited("conclude", CALL)]


def test_a_project_in_hand_waits_for_offers_returns_and_reviews() -> None:
    made = project(ProjectState.PROJECT_STATE_ACCEPTED)
    made.owner = name(LOOS)
    made.return_clause.due.CopyFrom(DUE)
    made.review_date.CopyFrom(DUE)
    assert awaited(made) == []
    made.offer.to = name(CALL)
    made.return_clause.reached = made.review_due = True
    assert awaited(made) == [
        Awaited("offer", CALL),
        Awaited("return", LOOS, LAST_DAY),
        Awaited("review", LOOS, LAST_DAY),
    ]


@pytest.mark.parametrize(
    "state", [ProjectState.PROJECT_STATE_WITHOUT_OWNER, ProjectState.PROJECT_STATE_WITHDRAWN]
)
def test_what_has_no_owner_or_is_over_waits_for_nobody(state: ProjectState.ValueType) -> None:
    assert awaited(project(state)) == []
