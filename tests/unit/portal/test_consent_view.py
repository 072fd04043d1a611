"""Answers that are alike are told together; what is still awaited comes first."""

from __future__ import annotations

from datetime import date

from google.type.date_pb2 import Date

from archipel.projects.v1.consent_pb2 import (
    OPINION_KIND_CONSENT,
    OPINION_KIND_LONE_COMMUNE,
    OPINION_VALUE_AWAITED,
    OPINION_VALUE_FAVOURABLE,
)
from archipel.projects.v1.projects_pb2 import Project
from archipel.projects.v1.subsidiarity_pb2 import Decision, Due
from services.portal.views.consent_view import Said, dues_of, opinions_of
from tests.unit.portal.territory import CALL, GRENAY, LOOS

DUE, LAST_DAY = Date(year=2026, month=12, day=26), date(2026, 12, 26)


def test_bodies_that_are_asked_the_same_until_the_same_day_are_told_together() -> None:
    made = Project()
    for code, kind, value in (
        (GRENAY, OPINION_KIND_CONSENT, OPINION_VALUE_FAVOURABLE),
        (LOOS, OPINION_KIND_CONSENT, OPINION_VALUE_AWAITED),
        (CALL, OPINION_KIND_CONSENT, OPINION_VALUE_AWAITED),
        ("62510", OPINION_KIND_LONE_COMMUNE, OPINION_VALUE_AWAITED),
    ):
        made.opinions.add(body=f"territories/{code}", kind=kind, value=value, due=DUE)
    assert opinions_of(made) == [
        Said(Due.ACT_CONSENT, (LOOS, CALL), LAST_DAY),
        Said(Due.ACT_OPINION, ("62510",), LAST_DAY),
        Said(Due.ACT_CONSENT, (GRENAY,), LAST_DAY, OPINION_VALUE_FAVOURABLE),
    ]
    assert [said.is_awaited for said in opinions_of(made)] == [True, True, False]


def test_what_one_body_wrote_is_told_apart() -> None:
    made = Project()
    for text in ("Oui.", ""):
        made.opinions.add(body=f"territories/{LOOS}", value=OPINION_VALUE_FAVOURABLE, text=text)
    assert len(opinions_of(made)) == 2


def test_a_decision_that_is_not_taken_yet_says_what_it_would_wait_for() -> None:
    decision = Decision(
        due=[
            Due(party=CALL, act=Due.ACT_CONSENT, until=DUE),
            Due(party=LOOS, act=Due.ACT_ACCEPT),
        ]
    )
    assert dues_of(decision) == [
        Said(Due.ACT_ACCEPT, (LOOS,), None),
        Said(Due.ACT_CONSENT, (CALL,), LAST_DAY),
    ]
