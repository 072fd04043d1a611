"""A verdict says the owner and the roles of the decision, also when many projects share one ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.projects.domain.subsidiarity.facts import (
    Initiator,
    Nature,
    Party,
    PartyKind,
    ProjectFacts,
    Register,
    Skill,
)
from services.projects.domain.subsidiarity.ground import Ground
from tests.unit.projects.subsidiarity.artois import CALL, CHARTER, DIRECTORY, LENS, LOOS, SHIPPED, TODAY
from tests.unit.projects.subsidiarity.generated_worlds import (
    DAYS,
    EVIDENCE,
    PATIENT,
    SKILLS,
    World,
    worlds,
)
from tests.unit.projects.subsidiarity.layered import lower, own_rule


def other_values(world: World) -> Mapping[str, st.SearchStrategy[object]]:
    """Fact → values that it may take instead."""
    areas = st.lists(st.sampled_from(world.communes), max_size=3).map(tuple)
    parties = st.builds(Party, st.sampled_from(PartyKind), st.sampled_from(["", "Maisons & Cités"]))
    return {
        "competence": st.sampled_from(["7555", "1035", "6510", "9999"]),
        "works_area": areas,
        "impact_area": areas,
        "nature": st.sampled_from(Nature),
        "cost": st.sampled_from(["0", "1000", "1000.01", "30000.01", "50000.01"]).map(Decimal),
        "asset_owner": st.none() | parties,
        "initiator": st.none() | st.sampled_from(Initiator),
        "experiment": st.booleans(),
        "origin": st.just("") | st.sampled_from(world.communes),
        "programme": st.booleans(),
        "two_sided_charter": st.booleans(),
        "partners": st.lists(parties, max_size=2).map(tuple),
        "equipment": st.none() | st.booleans(),
        "needs_involvement": st.booleans(),
        "person_days": st.dictionaries(st.sampled_from(SKILLS), DAYS),
        "label": st.sampled_from(["", "euralens", "TETE"]),
        "communes_with_same_need": st.integers(0, 3),
        "evidence": st.lists(EVIDENCE, max_size=2, unique_by=lambda each: each.criterion).map(tuple),
        "duplicate_of": st.sampled_from(["", "projects/42"]),
        "lots": st.sampled_from([(), ("Lot 1",), ("Lot 1", "Lot 2")]),
    }


@PATIENT
@given(worlds(), st.data())
def test_projects_that_differ_in_one_fact_share_a_ground_and_each_has_its_own_verdict(
    world: World, data: st.DataObject
) -> None:
    shared = world.ground()
    values = other_values(world)
    assert set(values) == set(ProjectFacts.__dataclass_fields__)
    projects = [world.facts]
    for _ in range(8):
        name = data.draw(st.sampled_from(sorted(values)))
        before = data.draw(st.sampled_from(projects))
        projects.append(replace(before, **{name: data.draw(values[name])}))  # type: ignore[arg-type]
    agreed = data.draw(st.sampled_from(["", *(body.code for body in world.bodies)]))
    for facts in projects:
        for owner in ("", agreed):
            verdict = shared.verdict(facts, agreed_owner=owner)
            decision = world.ground().decide(facts, agreed_owner=owner)
            assert (verdict.owner, verdict.roles) == (decision.owner, decision.roles)


def test_a_rule_of_its_own_may_ask_what_no_other_rule_asks() -> None:
    """Two projects that the rules of the engine cannot tell apart, and the pact's own rule can."""
    apart = {
        "project.person_days > 20.0": {"person_days": {Skill.ENERGY: Decimal(21)}},
        "project.cost >= 2.0": {"cost": Decimal(2)},
        "project.nature == 'event'": {"nature": Nature.EVENT},
        "project.initiator == 'pole'": {"initiator": Initiator.POLE},
        "project.experiment": {"experiment": True},
        "project.programme": {"programme": True},
        "project.lots > 1": {"lots": ("a", "b")},
        "project.equipment": {"equipment": True},
        "project.needs_involvement": {"needs_involvement": True},
        "project.label == 'tete'": {"label": "TETE"},
        "project.communes_with_same_need == 1": {"communes_with_same_need": 1},
        "project.two_sided_charter": {"two_sided_charter": True},
        "project.origin == '62498'": {"origin": LENS},
        "'62498' in project.impact_area": {"impact_area": (LENS,)},
        "project.communes_reached == 2": {"impact_area": (LENS,)},
        "'farmers' in project.partners": {"partners": (Party(PartyKind.FARMERS),)},
        "project.asset_owner == 'farmers'": {"asset_owner": Party(PartyKind.FARMERS)},
        "project.competence == '7575'": {"competence": "7575"},
    }
    gives = {"role": "labeller", "to": "agglomerations"}
    for when, facts in apart.items():
        pact = lower(CALL, rules={"CALL-1": own_rule(when=when, gives=gives)})
        ground = Ground(DIRECTORY, Register(SHIPPED), {}, CHARTER, TODAY, (pact,))
        plain = ProjectFacts("7560", (LOOS,))
        other = replace(plain, **facts)  # type: ignore[arg-type]
        for each in (plain, other, plain):
            assert ground.verdict(each).roles == ground.decide(each).roles, when
        assert ground.verdict(plain).roles != ground.verdict(other).roles, when
