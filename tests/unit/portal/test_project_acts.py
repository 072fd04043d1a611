"""Buttons are offered to those for whom the services have a verb, and to nobody else."""

from __future__ import annotations

import pytest

from archipel.projects.v1.projects_pb2 import Answer, Project, ProjectState
from archipel.projects.v1.subsidiarity_pb2 import OwnerKind
from services.portal.views.project_acts import Acts, Step, acts_on, steps
from tests.unit.portal.territory import CALL, GRENAY, LOOS

DRAFT = ProjectState.PROJECT_STATE_DRAFT
AWAITING = ProjectState.PROJECT_STATE_AWAITING_PARTNERS
PROPOSED = ProjectState.PROJECT_STATE_PROPOSED
WITHOUT_OWNER = ProjectState.PROJECT_STATE_WITHOUT_OWNER
ACCEPTED = ProjectState.PROJECT_STATE_ACCEPTED
CONTESTED = ProjectState.PROJECT_STATE_CONTESTED
WITHDRAWN = ProjectState.PROJECT_STATE_WITHDRAWN


def project(state: ProjectState.ValueType, owner: str = LOOS) -> Project:
    made = Project(name="projects/1", lead=f"territories/{LOOS}", state=state)
    made.participants.add(body=f"territories/{GRENAY}", answer=Answer.ANSWER_AWAITED)
    made.concerned_bodies.extend(f"territories/{code}" for code in (LOOS, GRENAY, CALL))
    if state not in (DRAFT, AWAITING):
        made.decision.owner.kind = OwnerKind.OWNER_KIND_BODY
        made.decision.owner.body = f"territories/{owner}"
    return made


def elected(body: str, *roles: str) -> bool:
    return "elected" in roles


def manager(body: str, *roles: str) -> bool:
    return "project_manager" in roles


def nothing(body: str, *roles: str) -> bool:
    return False


def test_the_elected_of_the_lead_may_edit_submit_and_withdraw_a_draft() -> None:
    assert acts_on(project(DRAFT), LOOS, elected) == Acts(edit=True, submit=True, withdraw=True)


def test_a_project_manager_of_the_lead_may_edit_a_draft_only() -> None:
    assert acts_on(project(DRAFT), LOOS, manager) == Acts(edit=True)


def test_an_invited_commune_may_answer_while_it_is_awaited() -> None:
    assert acts_on(project(AWAITING), GRENAY, elected) == Acts(answers_for=GRENAY)


def test_an_invited_commune_that_answered_is_not_asked_again() -> None:
    answered = project(AWAITING)
    answered.participants[0].answer = Answer.ANSWER_CONFIRMED
    assert not acts_on(answered, GRENAY, elected).any


def test_the_proposed_owner_may_accept_or_contest() -> None:
    assert acts_on(project(PROPOSED, owner=CALL), CALL, elected) == Acts(accepts_for=CALL, contests_for=CALL)


def test_the_lead_records_the_agreement_of_an_owner_that_is_no_body() -> None:
    made = project(PROPOSED)
    made.decision.owner.kind = OwnerKind.OWNER_KIND_INHABITANTS
    made.decision.owner.body = ""
    assert acts_on(made, LOOS, elected).accepts_for == LOOS


def test_a_body_that_is_not_concerned_may_only_look() -> None:
    assert not acts_on(project(PROPOSED), "62510", elected).any


@pytest.mark.parametrize("state", [ACCEPTED, WITHDRAWN])
@pytest.mark.parametrize("body", [LOOS, GRENAY, CALL])
def test_nothing_is_offered_once_it_is_over(state: ProjectState.ValueType, body: str) -> None:
    assert not acts_on(project(state), body, elected).any


@pytest.mark.parametrize("state", [value for value in ProjectState.values() if value])
def test_who_has_no_role_or_acts_for_nobody_may_only_look(state: ProjectState.ValueType) -> None:
    assert not acts_on(project(state), LOOS, nothing).any
    assert not acts_on(project(state), "", elected).any


@pytest.mark.parametrize(
    ("state", "marks"),
    [
        (DRAFT, ["now", "", "", ""]),
        (AWAITING, ["done", "now", "", ""]),
        (PROPOSED, ["done", "done", "now", ""]),
        (WITHOUT_OWNER, ["done", "done", "stopped", ""]),
        (CONTESTED, ["done", "done", "stopped", ""]),
        (WITHDRAWN, ["done", "done", "stopped", ""]),
        (ACCEPTED, ["done", "done", "done", "done"]),
    ],
)
def test_the_steps_say_where_a_project_stands(state: ProjectState.ValueType, marks: list[str]) -> None:
    keys = ["draft", "partners", "decision", "accepted"]
    assert steps(project(state)) == [Step(key, mark) for key, mark in zip(keys, marks, strict=True)]


def test_a_project_of_one_commune_has_no_step_for_partners() -> None:
    alone = project(PROPOSED)
    del alone.participants[:]
    assert [step.key for step in steps(alone)] == ["draft", "decision", "accepted"]
