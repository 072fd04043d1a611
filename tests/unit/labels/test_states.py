from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import product

import pytest

from chassis.domain import Refused
from services.labels.domain.application import Application
from services.labels.domain.decision import Outcome
from services.labels.domain.opinion import Advice, Opinion
from services.labels.domain.states import (
    DECIDED,
    ROLES,
    STATE_TITLES,
    STEPS,
    ApplicationState,
    Verb,
    Who,
    next_state,
)
from tests.unit.labels.builders import CHAIR, JUROR, NOON, TODAY, marked, project, proposal, sheet, stars

ALLOWED = {(state, verb): step for state, row in STEPS.items() for verb, step in row.items()}

ACTS: dict[Verb, Callable[[Application], None]] = {
    Verb.DECLARE_INTERESTS: lambda subject: subject.declare_interests(
        JUROR, False, "", stars(), project(), NOON
    ),
    Verb.MARK_CRITERIA: lambda subject: subject.mark_criteria(
        JUROR, sheet(energy=3, team=3), stars(), project(), NOON
    ),
    Verb.GIVE_OPINION: lambda subject: subject.give_opinion(
        Opinion("quality", Advice.FAVOURABLE, "", TODAY), CHAIR, stars(), project(owner=""), NOON
    ),
    Verb.AWARD: lambda subject: _decide(subject, Outcome.AWARDED),
    Verb.DEFER: lambda subject: _decide(subject, Outcome.DEFERRED),
    Verb.REFUSE: lambda subject: _decide(subject, Outcome.REFUSED),
    Verb.WITHDRAW: lambda subject: subject.withdraw(NOON),
}


def _decide(subject: Application, outcome: Outcome) -> None:
    wanted = proposal(outcome, reason="Parce que.", demands=("Revoir.",), support_days=Decimal(5))
    subject.decide(wanted, CHAIR, stars(), project(owner=""), {}, NOON)


@pytest.mark.parametrize(("state", "verb"), list(product(ApplicationState, Verb)))
def test_each_verb_follows_the_table_in_each_state(state: ApplicationState, verb: Verb) -> None:
    subject = marked(sheet(energy=3, team=3), sheet(energy=3, team=3))
    subject.give_opinion(
        Opinion("technical", Advice.FAVOURABLE, "", TODAY), CHAIR, stars(), project(owner=""), NOON
    )
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


def test_the_table_has_a_row_for_every_state_and_leads_to_each() -> None:
    assert set(STEPS) == set(ApplicationState)
    assert {step.next for step in ALLOWED.values()} | {ApplicationState.SUBMITTED} == set(ApplicationState)
    assert {verb for _, verb in ALLOWED} == set(Verb)


def test_a_decided_or_withdrawn_application_never_changes_again() -> None:
    final = [*DECIDED, ApplicationState.WITHDRAWN]
    assert all(STEPS[state] == {} for state in final)


def test_everybody_in_the_table_has_a_role() -> None:
    assert set(ROLES) == set(Who)


def test_the_refusal_says_state_and_act_in_french() -> None:
    with pytest.raises(Refused) as refused:
        next_state(ApplicationState.AWARDED, Verb.WITHDRAW)
    assert str(refused.value.text) == "On ne peut pas retirer cette candidature : elle est labellisée."


def test_every_state_has_a_french_title() -> None:
    assert set(STATE_TITLES) == set(ApplicationState)
