"""A decision replays to the same words from what its event keeps, whatever became of the territory since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given

from services.projects.convert.basis import basis_from_proto, basis_to_proto
from services.projects.domain.decision_basis import DecisionBasis, basis_of, replay
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.facts import (
    Body,
    Capacity,
    Directory,
    Holding,
    LentAgent,
    Level,
    Mode,
    Register,
    Skill,
)
from services.projects.domain.subsidiarity.ground import Ground
from services.projects.storage.charter_file import charter_from_text
from tests.fixtures.projects.charter_texts import ARTOIS, INFORMED_AT_ONCE, pact_text, pole_text
from tests.fixtures.projects.territory import BODIES, CALL, HOLDINGS, LOOS, POLE, TODAY, castors
from tests.unit.projects.subsidiarity.generated_worlds import PATIENT, World, worlds

FOUNDING = charter_from_text(ARTOIS)


def ground_of(world: World) -> Ground:
    return Ground(world.directory, Register(world.holdings), world.capacities, FOUNDING, TODAY)


def stored(basis: DecisionBasis) -> DecisionBasis:
    """As it comes back from the journal."""
    return basis_from_proto(basis_to_proto(basis), charter_from_text)


@PATIENT
@given(worlds())
def test_every_decision_replays_to_the_same_words_from_what_its_event_keeps(world: World) -> None:
    ground = ground_of(world)
    decision = ground.decide(world.facts)
    basis = stored(basis_of(ground, world.facts, decision))
    assert replay(basis, world.facts, decision) == decision


@PATIENT
@given(worlds())
def test_a_decision_after_a_transfer_replays_too(world: World) -> None:
    ground = ground_of(world)
    for body in world.bodies:
        decision = replace(ground.decide(world.facts, agreed_owner=body.code), number=2, due=())
        basis = stored(basis_of(ground, world.facts, decision, agreed_owner=body.code))
        assert replay(basis, world.facts, decision, agreed_owner=body.code) == decision


def test_only_what_the_decision_could_see_is_kept() -> None:
    more = tuple(
        Body(f"C{number}", Level.COMMUNE, f"Commune {number}", members_of=(CALL,)) for number in range(100)
    )
    lines = (*HOLDINGS, Holding(CALL, "7555", Mode.OPTIONAL), Holding("C5", "6520", Mode.COMMUNAL))
    capacities = {code: Capacity({Skill.ENGINEERING: Decimal(3)}) for code in (LOOS, CALL, "C7", "62427")}
    ground = Ground(Directory((*BODIES, *more)), Register(lines), capacities, FOUNDING, TODAY)
    facts = castors().facts
    basis = basis_of(ground, facts, ground.decide(facts))

    # Loos, the next communes of its agglomeration and of the pole, and all that stands above.
    assert [body.code for body in basis.bodies if body.level is Level.COMMUNE] == ["62386", "62427", LOOS]
    assert {CALL, POLE, "32"} <= {body.code for body in basis.bodies}
    assert {(line.body, line.competence) for line in basis.holdings} == {
        (CALL, "6520"),
        ("246200299", "6520"),
    }
    assert set(basis.capacities) == {LOOS, CALL, "62427"}


def test_another_charter_register_or_day_changes_nothing_of_an_old_decision() -> None:
    old = Ground(Directory(BODIES), Register(HOLDINGS), {}, FOUNDING, TODAY)
    facts = castors().facts
    decision = old.decide(facts)
    basis = stored(basis_of(old, facts, decision))

    newer: Charter = charter_from_text(pole_text(INFORMED_AT_ONCE))
    since = Ground(Directory(BODIES), Register(()), {}, newer, date(2030, 1, 1))
    assert since.decide(facts) != decision
    assert replay(basis, facts, decision) == decision


def test_the_pact_that_applied_is_kept_and_others_are_not() -> None:
    pacts = tuple(charter_from_text(pact_text(code)) for code in (CALL, "246200299"))
    ground = Ground(Directory(BODIES), Register(HOLDINGS), {}, FOUNDING, TODAY, pacts)
    facts = castors().facts
    decision = ground.decide(facts)
    assert f"pacte-{CALL}" in decision.charter_version
    basis = stored(basis_of(ground, facts, decision))
    assert [charter.id for charter in basis.charters][:2] == ["artois", f"pacte-{CALL}"]
    assert replay(basis, facts, decision) == decision


def test_a_decision_that_was_changed_by_hand_does_not_replay() -> None:
    ground = Ground(Directory(BODIES), Register(HOLDINGS), {}, FOUNDING, TODAY)
    facts = castors().facts
    decision = ground.decide(facts)
    basis = basis_of(ground, facts, decision)
    assert replay(basis, facts, replace(decision, explanation="Parce que.")) != replace(
        decision, explanation="Parce que."
    )


def test_the_whole_ground_is_kept_where_the_neighbourhood_alone_gives_other_words() -> None:
    # Who lends an agent is kept for its name; a region without its communes would lead everywhere.
    elsewhere = (
        Body("R2", Level.REGION, "Région voisine"),
        Body("Z", Level.COMMUNE, "Ailleurs", members_of=("R2",)),
    )
    lent = LentAgent("a1", "R2", frozenset({Skill.ENERGY}), Decimal(5))
    ground = Ground(
        Directory((*BODIES, *elsewhere)),
        Register(HOLDINGS),
        {POLE: Capacity(lent_agents=(lent,))},
        FOUNDING,
        TODAY,
    )
    facts = replace(castors().facts, competence="1035")
    decision = ground.decide(facts)
    basis = stored(basis_of(ground, facts, decision))
    assert "Z" in {body.code for body in basis.bodies}
    assert replay(basis, facts, decision) == decision
