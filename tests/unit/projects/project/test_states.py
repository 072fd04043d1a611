"""The state machine as a table: nothing unreachable, nothing undecided, nothing that imposes."""

from itertools import product

import pytest

from chassis.domain import Refused
from services.projects.domain.states import ROLES, STATE_TITLES, STEPS, State, Verb, Who, possible, step


def test_every_state_has_a_row_and_a_title() -> None:
    assert set(STEPS) == set(State) == set(STATE_TITLES)


def test_every_state_is_reachable_from_a_draft() -> None:
    reached, todo = set(), {State.DRAFT}
    while todo:
        state = todo.pop()
        reached.add(state)
        todo |= {following for taken in STEPS[state].values() for following in taken.next} - reached
    assert reached == set(State)


def test_every_verb_is_possible_somewhere_and_has_its_roles() -> None:
    assert {verb for row in STEPS.values() for verb in row} == set(Verb) == set(ROLES)


@pytest.mark.parametrize(("state", "verb"), list(product(State, Verb)))
def test_every_pair_is_either_a_step_or_refused_with_what_remains_possible(state: State, verb: Verb) -> None:
    if verb in STEPS[state]:
        assert step(state, verb).next
        return
    with pytest.raises(Refused) as refusal:
        step(state, verb)
    assert refusal.value.reason == "STATE_FORBIDS"
    assert refusal.value.metadata == {
        "state": state.value,
        "verb": verb.value,
        "allowed": ",".join(possible(state)),
    }
    assert str(STATE_TITLES[state]) in str(refusal.value.text)


def test_a_project_becomes_accepted_by_its_owner_or_the_last_opinion_and_never_while_somebody_contests() -> (
    None
):
    ways_in = {
        (state, verb, taken.who)
        for state, row in STEPS.items()
        for verb, taken in row.items()
        if State.ACCEPTED in taken.next and state is not State.ACCEPTED
    }
    assert ways_in == {
        (State.PROPOSED, Verb.ACCEPT, Who.OWNER),
        (State.OPINIONS_RUNNING, Verb.ACCEPT, Who.OWNER),
        (State.OPINIONS_RUNNING, Verb.GIVE_OPINION, Who.ASKED),
        (State.OPINIONS_RUNNING, Verb.DEEM, Who.CLOCK),
    }


def test_nothing_leaves_an_accepted_or_withdrawn_project() -> None:
    assert {following for taken in STEPS[State.ACCEPTED].values() for following in taken.next} <= {
        State.ACCEPTED
    }
    assert not STEPS[State.WITHDRAWN]


def test_the_lead_may_withdraw_until_acceptance() -> None:
    assert {state for state in State if Verb.WITHDRAW in STEPS[state]} == set(State) - {
        State.ACCEPTED,
        State.WITHDRAWN,
    }


def test_only_drafting_is_open_to_project_managers_and_silence_is_nobodys() -> None:
    others = {verb: ROLES[verb] for verb in Verb if ROLES[verb] != ("elected",)}
    assert others == {Verb.UPDATE: ("elected", "project_manager"), Verb.DEEM: ()}


def test_nobody_is_told_to_let_a_deadline_pass() -> None:
    assert possible(State.OPINIONS_RUNNING) == [Verb.ACCEPT, Verb.GIVE_OPINION, Verb.CONTEST, Verb.WITHDRAW]
