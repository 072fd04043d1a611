"""Every value of the wire has words, in the two languages."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper

from archipel.engineering.v1.engineering_pb2 import RequestState
from archipel.funding.v1.checks_pb2 import Outcome as CheckOutcome
from archipel.funding.v1.lines_pb2 import LineKind, LineState, PaymentKind, SubsidySource
from archipel.labels.v1.applications_pb2 import Advice, ApplicationState, Outcome
from archipel.labels.v1.labels_pb2 import CampaignState
from archipel.projects.v1.consent_pb2 import ConciliatorKind, ContestGround, OpinionValue
from archipel.projects.v1.ownership_pb2 import (
    EvaluationClass,
    EvaluationOutcome,
    TransferReason,
    WishState,
)
from archipel.projects.v1.project_facts_pb2 import Initiator, Nature, PartyKind, ScaleCriterion, Skill
from archipel.projects.v1.projects_pb2 import Answer, ProjectState
from archipel.projects.v1.subsidiarity_pb2 import Due, Role
from archipel.projects.v1.territories_pb2 import Level
from chassis.domain import Text
from services.portal import consumers
from services.portal.storage.awaiting import ROLES
from services.portal.views import project_words, words

TABLES = [
    (Level, words.LEVEL),
    (ProjectState, words.PROJECT_STATE),
    (ProjectState, words.PROJECT_TONE),
    (Nature, words.NATURE),
    (Initiator, words.INITIATOR),
    (PartyKind, words.PARTY_KIND),
    (Skill, words.SKILL),
    (ScaleCriterion, words.CRITERION),
    (Role, words.ROLE),
    (ContestGround, project_words.GROUND),
    (OpinionValue, project_words.OPINION),
    (OpinionValue, project_words.OPINION_TONE),
    (ConciliatorKind, project_words.CONCILIATOR),
    (Due.Act, project_words.DUE_ACT),
    (TransferReason, project_words.TRANSFER_REASON),
    (WishState, project_words.WISH_STATE),
    (WishState, project_words.WISH_TONE),
    (EvaluationClass, project_words.EVALUATION_TONE),
    (EvaluationOutcome, project_words.EVALUATION_OUTCOME),
    (Answer, words.ANSWER),
    (RequestState, words.REQUEST_STATE),
    (RequestState, words.REQUEST_TONE),
    (LineKind, words.LINE_KIND),
    (SubsidySource, words.SUBSIDY_SOURCE),
    (LineState, words.LINE_STATE),
    (LineState, words.LINE_TONE),
    (PaymentKind, words.PAYMENT_KIND),
    (CheckOutcome, words.CHECK_OUTCOME),
    (CheckOutcome, words.CHECK_TONE),
    (CampaignState, words.CAMPAIGN_STATE),
    (CampaignState, words.CAMPAIGN_TONE),
    (ApplicationState, words.APPLICATION_STATE),
    (ApplicationState, words.APPLICATION_TONE),
    (Outcome, words.OUTCOME),
    (Advice, words.ADVICE),
]


@pytest.mark.parametrize(
    ("enum", "table"), TABLES, ids=lambda value: getattr(value, "DESCRIPTOR", None) and ""
)
def test_every_value_of_the_wire_has_words(enum: EnumTypeWrapper, table: Mapping[int, Text | str]) -> None:
    assert set(table) == {value for value in enum.values() if value}


def test_every_event_of_a_project_has_words_in_its_history() -> None:
    of_projects = {
        message.__name__
        for message in consumers.PROJECTS
        if "project" in message.DESCRIPTOR.fields_by_name  # type: ignore[attr-defined]  # each is a message
    }
    assert set(project_words.HISTORY) == of_projects


def test_all_that_may_await_somebody_has_words() -> None:
    assert set(words.WAITING) == set(ROLES)
    of_projects = set(words.WAITING) - {"finish_draft", "serve", "plan", "grant", "mark"}
    assert set(words.AWAITED) == of_projects
