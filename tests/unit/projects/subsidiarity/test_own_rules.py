"""Rules that a charter adds: a role, or something to agree; never the owner."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from services.projects.domain.subsidiarity.decision import Role
from services.projects.domain.subsidiarity.facts import Nature, ProjectFacts, Register
from services.projects.domain.subsidiarity.ground import Ground
from tests.unit.projects.subsidiarity.artois import CALL, CHARTER, GRENAY, LIEVIN, LOOS, PMA, TODAY, rule
from tests.unit.projects.subsidiarity.generated_worlds import PATIENT, World, own_rules, worlds
from tests.unit.projects.subsidiarity.layered import ground, lower, own_rule


def test_a_rule_of_a_pact_gives_a_role_and_names_what_is_to_agree() -> None:
    rules = {
        "CALL-1": own_rule(
            when="owner.level == 'commune' && project.cost >= 100.0",
            gives={"role": "co_funder", "to": "agglomerations"},
            asks="Convention à signer.",
        )
    }
    pact = ground(lower(CALL, rules=rules))
    met = pact.decide(ProjectFacts("7575", (LOOS,), cost=Decimal(100)))
    assert met.roles_of(CALL) == {Role.CO_FUNDER}
    assert met.conditions == ("Convention à signer.",)
    assert rule(met, "CALL-1").fired
    assert rule(met, "CALL-1").because == "Ce que disent les gens."
    assert rule(met, "CALL-1").source == "Délibération 12"
    unmet = pact.decide(ProjectFacts("7575", (LOOS,), cost=Decimal("99.99")))
    assert (unmet.roles_of(CALL), unmet.conditions) == (frozenset(), ())
    assert not rule(unmet, "CALL-1").fired


@pytest.mark.parametrize(
    ("to", "parties"),
    [
        ("communes", {LOOS, LIEVIN}),
        ("origin", {GRENAY}),
        ("agglomerations", set()),
        ("pole", {PMA}),
    ],
)
def test_a_rule_of_its_own_gives_to_whom_it_says_and_never_to_the_owner(to: str, parties: set[str]) -> None:
    here = ground(lower(CALL, rules={"CALL-1": own_rule(gives={"role": "informed", "to": to})}))
    decision = here.decide(ProjectFacts("7555", (LOOS, LIEVIN), origin=GRENAY))
    assert decision.owner.body == CALL
    assert set(decision.parties(Role.INFORMED)) == parties


def test_a_rule_of_its_own_tells_no_upper_level_of_a_micro_project() -> None:
    rules = {
        f"CALL-{to}": own_rule(gives={"role": "informed", "to": to}) for to in ("agglomerations", "pole")
    }
    here = ground(lower(CALL, rules=rules))
    micro = here.decide(ProjectFacts("7555", (LOOS,), nature=Nature.MICRO_PROJECT))
    assert {role.party for role in micro.roles} == {LOOS}
    assert not any(result.fired for result in micro.rules if result.id.startswith("CALL"))


def test_a_rule_of_its_own_is_not_asked_where_nobody_owns() -> None:
    here = ground(lower(CALL, rules={"CALL-1": own_rule(asks="Avis.")}))
    blocked = here.decide(ProjectFacts("7575", (LOOS, LIEVIN)))
    assert blocked.conditions == ()
    assert not rule(blocked, "CALL-1").fired


@PATIENT
@given(worlds(), own_rules("A"), own_rules("C"))
def test_no_rule_of_a_charters_own_ever_changes_the_owner(
    world: World, of_pact: dict[str, Any], of_commune: dict[str, Any]
) -> None:
    pact = lower("A0", rules=of_pact)
    choice = lower("C00", rules=of_commune, layer="commune")
    plain = Ground(world.directory, Register(world.holdings), world.capacities, CHARTER, TODAY)
    more = replace(plain, lower=(pact, choice))
    before, after = plain.decide(world.facts), more.decide(world.facts)
    assert after.owner == before.owner
    assert set(before.roles) <= set(after.roles)
    assert after.blocked == before.blocked
    assert after.return_to == before.return_to
    assert len(after.explanation.split()) < 200
