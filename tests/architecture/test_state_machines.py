"""Every state machine is total: a row for each state, a way to each state, a title for each state."""

from __future__ import annotations

import pytest

from node.docs import MACHINES, Machine

each = pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.title)


@each
def test_every_state_has_a_row_and_a_title(machine: Machine) -> None:
    assert set(machine.steps) == set(machine.states)
    assert set(machine.states) <= set(machine.titles)


@each
def test_every_step_leads_to_states_of_the_same_machine(machine: Machine) -> None:
    for arrow in machine.arrows():
        assert arrow.next, arrow
        assert set(arrow.next) <= set(machine.states), arrow


@each
def test_every_state_can_be_reached_from_the_first(machine: Machine) -> None:
    reached = {machine.first}
    while more := {to for arrow in machine.arrows() if arrow.state in reached for to in arrow.next} - reached:
        reached |= more
    assert reached == set(machine.states)


@each
def test_every_step_says_who_may_take_it(machine: Machine) -> None:
    for arrow in machine.arrows():
        assert arrow.who, arrow
        assert machine.roles_of(arrow) or {str(who) for who in arrow.who} <= {"project", "clock"}, arrow
