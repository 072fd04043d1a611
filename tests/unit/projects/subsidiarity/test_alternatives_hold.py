"""What would change a decision, over generated worlds: every alternative holds, is the fewest, and a number
is the very threshold.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

from hypothesis import given

from services.projects.domain.subsidiarity.change.search import MOST, turns_of
from services.projects.domain.subsidiarity.change.turns import Sheets, Situation, Turn
from services.projects.domain.subsidiarity.decision import NOBODY, Owner
from services.projects.domain.subsidiarity.evaluate import found_owner, verdict
from services.projects.domain.subsidiarity.ground import Ground
from services.projects.domain.subsidiarity.sheet import Sheet
from tests.unit.projects.subsidiarity.changed_facts import State, one_step_nearer
from tests.unit.projects.subsidiarity.generated_worlds import PATIENT, World, worlds


def ground_of(world: World, state: State) -> Ground:
    return replace(world, capacities=dict(state.capacities), holdings=state.holdings).ground()


def start_of(world: World) -> State:
    return State(world.facts, world.capacities, world.holdings)


def owner_in(world: World, state: State) -> Owner:
    return ground_of(world, state).verdict(state.facts).owner


@PATIENT
@given(worlds())
def test_each_alternative_gives_the_owner_that_it_names_and_another_than_todays(world: World) -> None:
    start = start_of(world)
    decision = ground_of(world, start).decide(world.facts)
    for other in decision.what_would_change:
        assert other.owner not in (decision.owner, NOBODY)
        assert owner_in(world, start.after(*other.changes)) == other.owner
        assert other.text.endswith(".")
        assert "  " not in other.text


@PATIENT
@given(worlds())
def test_a_number_one_step_nearer_does_not_give_that_owner(world: World) -> None:
    start = start_of(world)
    for other in ground_of(world, start).decide(world.facts).what_would_change:
        for change in other.changes:
            nearer = one_step_nearer(change)
            if nearer is not None:
                rest = [each for each in other.changes if each != change]
                assert owner_in(world, start.after(*rest, nearer)) != other.owner


@PATIENT
@given(worlds())
def test_no_part_of_an_alternative_suffices(world: World) -> None:
    start = start_of(world)
    for other in ground_of(world, start).decide(world.facts).what_would_change:
        parts = chain.from_iterable(
            combinations(other.changes, size) for size in range(1, len(other.changes))
        )
        for part in parts:
            assert owner_in(world, start.after(*part)) != other.owner


@PATIENT
@given(worlds())
def test_at_most_five_are_told_the_fewest_facts_first_and_no_two_alike(world: World) -> None:
    decision = ground_of(world, start_of(world)).decide(world.facts)
    sizes = [len(other.changes) for other in decision.what_would_change]
    assert len(sizes) <= MOST
    assert sizes == sorted(sizes)
    facts = [(frozenset(c.fact for c in other.changes), other.owner) for other in decision.what_would_change]
    assert len(facts) == len(set(facts))


def owner_after(sheet: Sheet, turns: tuple[Turn, ...]) -> Owner:
    """Evaluated from the first rule on, with nothing taken over from another evaluation."""
    situation = Situation(sheet.facts, sheet.capacities)
    for turn in turns:
        situation = turn.apply(situation)
    fresh = Sheets(sheet).over(situation, sheet)
    return verdict(
        Sheet(
            fresh.facts,
            fresh.directory,
            fresh.register,
            fresh.capacities,
            fresh.charter,
            fresh.on,
        )
    ).owner


@PATIENT
@given(worlds())
def test_trying_every_one_and_every_two_of_the_same_turns_finds_nothing_smaller(world: World) -> None:
    ground = ground_of(world, start_of(world))
    told = ground.decide(world.facts).what_would_change
    sheet = ground.sheet(world.facts)
    today = found_owner(sheet)
    turns = tuple(turns_of(sheet))
    groups = chain(((turn,) for turn in turns), combinations(turns, 2))
    sizes = [
        sum(len(turn.changes) for turn in group)
        for group in groups
        if len(frozenset().union(*(turn.paths for turn in group))) == sum(len(t.changes) for t in group)
        and owner_after(sheet, group) not in (today, NOBODY)
    ]
    assert bool(sizes) == bool(told)
    if told:
        assert len(told[0].changes) == min(sizes)


@PATIENT
@given(worlds())
def test_ownership_that_was_agreed_follows_no_fact(world: World) -> None:
    ground = ground_of(world, start_of(world))
    for body in world.bodies:
        assert ground.decide(world.facts, agreed_owner=body.code).what_would_change == ()
