"""The aggregate keeps to the table: in each state, each verb goes through or is refused, as it says there."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest

from chassis.domain import DomainError, Refused
from services.projects.domain import handover
from services.projects.domain.consent import Contest, ContestAnswer, ContestGround, Deliberation
from services.projects.domain.consent_round import Opinion, OpinionKind, OpinionValue
from services.projects.domain.participation import Answer
from services.projects.domain.project import Project
from services.projects.domain.states import STEPS, State, Verb
from services.projects.domain.subsidiarity.facts import Nature, ProjectFacts
from tests.fixtures.projects.asking import CONSENT_DAYS, asking
from tests.fixtures.projects.handing_over import evaluation, offer, wish
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

REFERENCE = asking(reference(), consents=(CALL, POLE))
VOTE = Deliberation(TODAY, "2026-11-042")
LATER = NOW + timedelta(days=CONSENT_DAYS + 2)
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


def opinions_running(answer: Answer) -> Project:
    project = proposed(answer)
    project.accept(LOOS, VOTE, NOW)
    return project


def accepted(answer: Answer) -> Project:
    project = opinions_running(answer)
    project.pass_deadlines(LATER)
    return project


def contested(answer: Answer) -> Project:
    project = proposed(answer)
    project.contest(Contest(CALL, ContestGround.SCALE, "Le bassin.", NOW), REFERENCE)
    return project


def conciliation(answer: Answer) -> Project:
    project = contested(answer)
    project.convene(CALL, NOW)
    return project


def withdrawn(answer: Answer) -> Project:
    project = proposed(answer)
    project.withdraw(NOW)
    return project


def accept(project: Project) -> None:
    """Once more only against the opinion of the one commune concerned: here the pole speaks as it would."""
    if project.state is State.OPINIONS_RUNNING:
        against = Opinion(
            POLE, OpinionKind.LONE_COMMUNE, TODAY + timedelta(days=90), OpinionValue.UNFAVOURABLE
        )
        project.consent = project.consent.with_opinion(against)
    project.accept(LOOS, Deliberation(TODAY, "2026-11-043", votes_for=20, votes_cast=30), NOW)


def offered(project: Project) -> Project:
    """With an offer to the agglomeration, whatever the state allows."""
    project.tenure = project.tenure.offered(offer())
    return project


MAKERS: dict[State, Callable[[Answer], Project]] = {
    State.DRAFT: lambda _: draft(),
    State.AWAITING_PARTNERS: lambda _: awaiting(),
    State.PROPOSED: proposed,
    State.WITHOUT_OWNER: without_owner,
    State.ACCEPTED: accepted,
    State.CONTESTED: contested,
    State.WITHDRAWN: withdrawn,
    State.OPINIONS_RUNNING: opinions_running,
    State.CONCILIATION: conciliation,
}

VERBS: dict[Verb, Callable[[Project], None]] = {
    Verb.UPDATE: lambda project: project.update(
        castors(title="Neuf", participants=(GRENAY,)), REFERENCE, NOW
    ),
    Verb.SUBMIT: lambda project: project.submit(REFERENCE, NOW),
    Verb.CONFIRM: lambda project: project.confirm(GRENAY, NOW),
    Verb.DECLINE: lambda project: project.decline(GRENAY, NOW),
    Verb.ACCEPT: accept,
    Verb.GIVE_OPINION: lambda project: project.give_opinion(CALL, OpinionValue.FAVOURABLE, "", None, NOW),
    Verb.DEEM: lambda project: project.deem(LATER),
    Verb.CONTEST: lambda project: project.contest(
        Contest(LOOS, ContestGround.COST, "Trop cher.", NOW), REFERENCE
    ),
    Verb.CONVENE: lambda project: project.convene(CALL, NOW),
    Verb.CONCLUDE: lambda project: project.conclude(
        CALL, (ContestAnswer(upheld=False, text="Le bassin n’est pas en cause."),), "", REFERENCE, NOW
    ),
    Verb.WITHDRAW: lambda project: project.withdraw(NOW),
    Verb.OFFER: lambda project: handover.offer_transfer(project, LOOS, offer(), REFERENCE, NOW),
    Verb.WITHDRAW_OFFER: lambda project: handover.withdraw_offer(offered(project), LOOS, NOW),
    Verb.DECLINE_WISH: lambda project: handover.decline_wish(project, LOOS, wish(offer=""), "", NOW),
    Verb.TRANSFER: lambda project: handover.transfer(offered(project), wish(), "artois", REFERENCE, NOW),
    Verb.EVALUATE: lambda project: handover.evaluate(project, evaluation(), REFERENCE, NOW),
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
