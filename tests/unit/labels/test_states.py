from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import product

import pytest

from chassis.domain import Refused
from services.labels.domain.application import Application
from services.labels.domain.decision import Outcome
from services.labels.domain.opinion import Advice, Opinion
from services.labels.domain.states import ROLES, STEPS, ApplicationState, Verb, Who, next_state
from tests.unit.labels.builders import CHAIR, JUROR, NOON, TODAY, marked, project, proposal, sheet, stars

ALLOWED = {(step.state, step.verb): step for step in STEPS}

ACTS: dict[Verb, Callable[[Application], None]] = {
    Verb.DECLARE_INTERESTS: lambda subject: subject.declare_interests(
        JUROR, False, "", stars(), project(), NOON
    ),
    Verb.MARK_CRITERIA: lambda subject: subject.mark_criteria(
        JUROR, sheet(energy=3, team=3), stars(), project(), NOON
    ),
    Verb.GIVE_OPINION: lambda subject: subject.give_opinion(
        Opinion("quality", Advice.FAVOURABLE, "", TODAY), stars(), NOON
    ),
    Verb.AWARD: lambda subject: _decide(subject, Outcome.AWARDED),
    Verb.DEFER: lambda subject: _decide(subject, Outcome.DEFERRED),
    Verb.REFUSE: lambda subject: _decide(subject, Outcome.REFUSED),
    Verb.WITHDRAW: lambda subject: subject.withdraw(NOON),
}


def _decide(subject: Application, outcome: Outcome) -> None:
    wanted = proposal(outcome, reason="Parce que.", demands=("Revoir.",), support_days=Decimal(5))
    subject.decide(wanted, CHAIR, stars(), project(owner=""), NOON)


@pytest.mark.parametrize(("state", "verb"), list(product(ApplicationState, Verb)))
def test_each_verb_follows_the_table_in_each_state(state: ApplicationState, verb: Verb) -> None:
    subject = marked(sheet(energy=3, team=3), sheet(energy=3, team=3))
    subject.give_opinion(Opinion("technical", Advice.FAVOURABLE, "", TODAY), stars(), NOON)
    subject.recorded.clear()
    subject.state = state
    step = ALLOWED.get((state, verb))
    if step is None:
        with pytest.raises(Refused, match="STATE_FORBIDS"):
            ACTS[verb](subject)
        assert subject.state is state
        assert subject.recorded == []
    else:
        ACTS[verb](subject)
        assert subject.state is step.next
        assert len(subject.recorded) == 1


def test_no_step_stands_twice_in_the_table() -> None:
    assert len(ALLOWED) == len(STEPS)


def test_every_verb_is_reached_and_every_final_state_too() -> None:
    assert {step.verb for step in STEPS} == set(Verb)
    assert {step.next for step in STEPS} | {ApplicationState.SUBMITTED} == set(ApplicationState)


def test_a_decided_or_withdrawn_application_never_changes_again() -> None:
    final = set(ApplicationState) - {ApplicationState.SUBMITTED, ApplicationState.IN_INSTRUCTION}
    assert final.isdisjoint({step.state for step in STEPS})


def test_everybody_in_the_table_has_a_role() -> None:
    assert set(ROLES) == set(Who)


def test_the_refusal_says_state_and_act_in_french() -> None:
    with pytest.raises(Refused) as refused:
        next_state(ApplicationState.AWARDED, Verb.WITHDRAW)
    assert (
        str(refused.value.text) == "Cette candidature est labellisée : on ne peut pas retirer la candidature."
    )
