"""Buttons are offered to those for whom the services have a verb, and to nobody else."""

from __future__ import annotations

import pytest

from archipel.projects.v1.consent_pb2 import (
    OPINION_KIND_LONE_COMMUNE,
    OPINION_VALUE_AWAITED,
    OPINION_VALUE_DEEMED_FAVOURABLE,
    OPINION_VALUE_FAVOURABLE,
    OPINION_VALUE_UNFAVOURABLE,
)
from archipel.projects.v1.ownership_pb2 import TransferWish, WishState
from archipel.projects.v1.projects_pb2 import Answer, Project, ProjectState
from archipel.projects.v1.subsidiarity_pb2 import OwnerKind
from services.portal.views.project_acts import Acts, Step, acts_on, steps
from tests.unit.portal.territory import CALL, GRENAY, LOOS

DRAFT = ProjectState.PROJECT_STATE_DRAFT
AWAITING = ProjectState.PROJECT_STATE_AWAITING_PARTNERS
PROPOSED = ProjectState.PROJECT_STATE_PROPOSED
RUNNING = ProjectState.PROJECT_STATE_OPINIONS_RUNNING
WITHOUT_OWNER = ProjectState.PROJECT_STATE_WITHOUT_OWNER
ACCEPTED = ProjectState.PROJECT_STATE_ACCEPTED
CONTESTED = ProjectState.PROJECT_STATE_CONTESTED
CONCILIATION = ProjectState.PROJECT_STATE_CONCILIATION
WITHDRAWN = ProjectState.PROJECT_STATE_WITHDRAWN
ALL_STATES = [value for value in ProjectState.values() if value]


def name(code: str) -> str:
    return f"territories/{code}"


def project(state: ProjectState.ValueType, owner: str = LOOS) -> Project:
    """Grenay is invited, and the CALL is asked for its consent."""
    made = Project(name="projects/1", lead=name(LOOS), state=state)
    made.participants.add(body=name(GRENAY), answer=Answer.ANSWER_AWAITED)
    made.concerned_bodies.extend(name(code) for code in (LOOS, GRENAY, CALL))
    if state not in (DRAFT, AWAITING):
        made.decision.owner.kind = OwnerKind.OWNER_KIND_BODY
        made.decision.owner.body = name(owner)
    if state in (CONTESTED, CONCILIATION):
        made.conciliations.add(body=name(CALL))
    if state == ACCEPTED:
        made.owner = name(owner)
    return made


def asked(state: ProjectState.ValueType, body: str, value: int = OPINION_VALUE_AWAITED) -> Project:
    made = project(state)
    made.opinions.add(body=name(body), value=value)  # type: ignore[arg-type]  # a number of the wire
    return made


def wish(
    body: str, *, offer: str = "", state: WishState.ValueType = WishState.WISH_STATE_STANDING
) -> TransferWish:
    return TransferWish(name="wishes/7", body=name(body), offer=offer, state=state)


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


@pytest.mark.parametrize("state", [PROPOSED, RUNNING])
@pytest.mark.parametrize("value", [OPINION_VALUE_AWAITED, OPINION_VALUE_FAVOURABLE])
def test_a_body_that_is_asked_may_answer_and_change_its_mind_until_the_decision_is_final(
    state: ProjectState.ValueType, value: int
) -> None:
    made = asked(state, CALL, value)
    assert acts_on(made, CALL, elected) == Acts(opines_for=CALL, contests_for=CALL)
    assert acts_on(made, GRENAY, elected) == Acts(contests_for=GRENAY)
    made.state = ACCEPTED
    assert not acts_on(made, CALL, elected).opines_for


def test_whose_day_passed_in_silence_has_given_its_consent() -> None:
    made = asked(RUNNING, CALL, OPINION_VALUE_DEEMED_FAVOURABLE)
    assert acts_on(made, CALL, elected) == Acts(contests_for=CALL)


def test_against_the_opinion_of_the_lone_commune_the_owner_accepts_again_by_two_thirds() -> None:
    made = asked(RUNNING, GRENAY, OPINION_VALUE_UNFAVOURABLE)
    made.opinions[0].kind = OPINION_KIND_LONE_COMMUNE
    made.acceptance.reference = "1"
    assert acts_on(made, LOOS, elected).accepts_for == LOOS
    made.acceptance.votes_for, made.acceptance.votes_cast = 65, 100
    assert acts_on(made, LOOS, elected).accepts_for == LOOS
    made.acceptance.votes_for, made.acceptance.votes_cast = 2, 3
    assert not acts_on(made, LOOS, elected).accepts_for


def test_the_named_body_alone_convenes_and_concludes() -> None:
    assert acts_on(project(CONTESTED), CALL, elected) == Acts(convenes_for=CALL, contests_for=CALL)
    assert acts_on(project(CONCILIATION), CALL, elected) == Acts(concludes_for=CALL)
    assert acts_on(project(CONTESTED), GRENAY, elected) == Acts(contests_for=GRENAY)
    assert not acts_on(project(CONCILIATION), GRENAY, elected).any


def test_the_lead_may_put_its_project_right_during_the_conciliation() -> None:
    assert acts_on(project(CONCILIATION), LOOS, elected) == Acts(edit=True, withdraw=True)
    assert acts_on(project(CONCILIATION), LOOS, manager) == Acts(edit=True)


def test_a_body_that_is_not_concerned_may_only_look() -> None:
    assert not acts_on(project(PROPOSED), "62510", elected).any
    assert not acts_on(project(ACCEPTED), "62510", elected).any


def test_the_owner_offers_and_evaluates_and_others_may_wish() -> None:
    assert acts_on(project(ACCEPTED), LOOS, elected) == Acts(offers_for=LOOS, evaluates_for=LOOS)
    assert acts_on(project(ACCEPTED), CALL, elected) == Acts(wishes_for=CALL)


def test_an_offer_is_answered_by_the_body_that_it_names() -> None:
    made = project(ACCEPTED)
    made.offer.to = name(CALL)
    assert acts_on(made, CALL, elected) == Acts(takes_offer_for=CALL)
    assert acts_on(made, GRENAY, elected) == Acts(wishes_for=GRENAY)


def test_a_standing_wish_may_be_taken_back_and_the_owner_may_say_no() -> None:
    wishes = [wish(CALL)]
    assert acts_on(project(ACCEPTED), CALL, elected, wishes) == Acts(own_wish="7")
    assert acts_on(project(ACCEPTED), LOOS, elected, wishes).wishes_to_answer == ("7",)


def test_a_wish_that_answers_an_offer_awaits_nobody() -> None:
    assert acts_on(project(ACCEPTED), LOOS, elected, [wish(CALL, offer="1")]).wishes_to_answer == ()


def test_a_wish_that_is_over_leaves_room_for_another() -> None:
    over = [wish(CALL, state=WishState.WISH_STATE_LAPSED)]
    assert acts_on(project(ACCEPTED), CALL, elected, over) == Acts(wishes_for=CALL)


def test_what_inhabitants_own_is_evaluated_by_the_lead_and_moves_to_nobody() -> None:
    made = project(ACCEPTED)
    made.owner = ""
    assert acts_on(made, LOOS, elected) == Acts(evaluates_for=LOOS)
    assert not acts_on(made, CALL, elected).any


def test_lots_are_proposed_once_a_programme_is_submitted() -> None:
    for state in ALL_STATES:
        made = project(state)
        made.facts.programme = True
        open_ = state not in (DRAFT, AWAITING, WITHDRAWN)
        assert acts_on(made, GRENAY, elected).adds_lot == open_
        assert acts_on(made, GRENAY, manager).adds_lot == open_
        assert not acts_on(made, "62510", elected).adds_lot
        assert not acts_on(project(state), GRENAY, elected).adds_lot


@pytest.mark.parametrize("body", [LOOS, GRENAY, CALL])
def test_nothing_is_offered_once_it_is_withdrawn(body: str) -> None:
    assert not acts_on(project(WITHDRAWN), body, elected).any


@pytest.mark.parametrize("state", ALL_STATES)
def test_who_has_no_role_or_acts_for_nobody_may_only_look(state: ProjectState.ValueType) -> None:
    assert not acts_on(project(state), LOOS, nothing).any
    assert not acts_on(project(state), "", elected).any


@pytest.mark.parametrize(
    ("state", "third", "marks"),
    [
        (DRAFT, "decision", ["now", "", "", ""]),
        (AWAITING, "decision", ["done", "now", "", ""]),
        (PROPOSED, "decision", ["done", "done", "now", ""]),
        (WITHOUT_OWNER, "without_owner", ["done", "done", "stopped", ""]),
        (CONTESTED, "contested", ["done", "done", "stopped", ""]),
        (CONCILIATION, "conciliation", ["done", "done", "now", ""]),
        (WITHDRAWN, "decision", ["done", "done", "stopped", ""]),
        (ACCEPTED, "decision", ["done", "done", "done", "done"]),
    ],
)
def test_the_steps_say_where_a_project_stands(
    state: ProjectState.ValueType, third: str, marks: list[str]
) -> None:
    keys = ["draft", "partners", third, "accepted"]
    assert steps(project(state)) == [Step(key, mark) for key, mark in zip(keys, marks, strict=True)]


def test_opinions_are_a_step_where_somebody_is_asked() -> None:
    running = [Step("draft", "done"), Step("partners", "done"), Step("decision", "done")]
    running += [Step("opinions", "now"), Step("accepted", "")]
    assert steps(asked(RUNNING, CALL)) == running
    assert [step.mark for step in steps(asked(ACCEPTED, CALL))] == ["done"] * 5


def test_an_acceptance_that_must_be_voted_again_is_a_step_too() -> None:
    assert steps(project(RUNNING))[-2].mark == "now"


def test_a_project_of_one_commune_has_no_step_for_partners() -> None:
    alone = project(PROPOSED)
    del alone.participants[:]
    assert [step.key for step in steps(alone)] == ["draft", "decision", "accepted"]
