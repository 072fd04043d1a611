"""The aggregate keeps to the table: in each state, each verb goes through or is refused, as it says there."""

from collections.abc import Callable
from itertools import product

import pytest

from chassis.domain import DomainError, Refused
from services.projects.domain.consent import ContestGround, Deliberation
from services.projects.domain.participation import Answer
from services.projects.domain.project import Project
from services.projects.domain.states import STEPS, State, Verb
from services.projects.domain.subsidiarity.facts import Nature, ProjectFacts
from tests.fixtures.projects.territory import (
    CALL,
    GRENAY,
    HENIN,
    LOOS,
    NOW,
    POLE,
    TODAY,
    castors,
    reference,
)

REFERENCE = reference()
VOTE = Deliberation(TODAY, "2026-11-042")
BLOCKED = castors(
    lead=POLE, participants=(GRENAY,), facts=ProjectFacts("1035", (LOOS, HENIN), Nature.INVESTMENT)
)


def draft() -> Project:
    return Project.draft("0190", castors(participants=(GRENAY,)), REFERENCE, NOW)


def awaiting() -> Project:
    project = draft()
    project.submit(REFERENCE, NOW)
    return project


def answered(answer: Answer, project: Project | None = None) -> Project:
    project = project or awaiting()
    if answer is Answer.CONFIRMED:
        project.confirm(GRENAY, NOW)
    else:
        project.decline(GRENAY, NOW)
    return project


def proposed(answer: Answer) -> Project:
    project = answered(answer)
    project.propose(REFERENCE, NOW)
    return project


def without_owner(answer: Answer) -> Project:
    project = Project.draft("0190", BLOCKED, REFERENCE, NOW)
    project.submit(REFERENCE, NOW)
    answered(answer, project)
    project.propose(REFERENCE, NOW)
    return project


def accepted(answer: Answer) -> Project:
    project = proposed(answer)
    project.accept(LOOS, VOTE, NOW)
    return project


def contested(answer: Answer) -> Project:
    project = proposed(answer)
    project.contest(CALL, ContestGround.SCALE, "Le bassin.", NOW)
    return project


def withdrawn(answer: Answer) -> Project:
    project = proposed(answer)
    project.withdraw(NOW)
    return project


MAKERS: dict[State, Callable[[Answer], Project]] = {
    State.DRAFT: lambda _: draft(),
    State.AWAITING_PARTNERS: lambda _: awaiting(),
    State.PROPOSED: proposed,
    State.WITHOUT_OWNER: without_owner,
    State.ACCEPTED: accepted,
    State.CONTESTED: contested,
    State.WITHDRAWN: withdrawn,
}

VERBS: dict[Verb, Callable[[Project], None]] = {
    Verb.UPDATE: lambda project: project.update(castors(title="Neuf"), REFERENCE, NOW),
    Verb.SUBMIT: lambda project: project.submit(REFERENCE, NOW),
    Verb.CONFIRM: lambda project: project.confirm(GRENAY, NOW),
    Verb.DECLINE: lambda project: project.decline(GRENAY, NOW),
    Verb.ACCEPT: lambda project: project.accept(LOOS, VOTE, NOW),
    Verb.CONTEST: lambda project: project.contest(LOOS, ContestGround.COST, "Trop cher.", NOW),
    Verb.WITHDRAW: lambda project: project.withdraw(NOW),
}


@pytest.mark.parametrize("answer", [Answer.CONFIRMED, Answer.DECLINED])
@pytest.mark.parametrize(("state", "verb"), list(product(State, Verb)))
def test_each_verb_does_in_each_state_what_the_table_says(state: State, verb: Verb, answer: Answer) -> None:
    project = MAKERS[state](answer)
    assert project.state is state
    if verb in STEPS[state]:
        VERBS[verb](project)
        # What follows by itself once all answers are in is the use case's to do.
        assert project.state in STEPS[state][verb].next
        return
    with pytest.raises(DomainError) as refusal:
        VERBS[verb](project)
    assert isinstance(refusal.value, Refused)
    assert refusal.value.reason == "STATE_FORBIDS"
    assert project.state is state
