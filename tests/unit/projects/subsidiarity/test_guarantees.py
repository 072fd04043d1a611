"""G1 to G5 and G7 to G10 of DOMAIN §3.3, over generated territories, registers and projects.

G6 (never final without the owner's acceptance and the opinions due) is a guarantee of consent.
"""

from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from services.projects.domain.subsidiarity.decision import Decision, OwnerKind, Role
from services.projects.domain.subsidiarity.evaluate import RULES
from services.projects.domain.subsidiarity.facts import (
    ENOUGH_AND_WILLING,
    Body,
    Level,
    Mode,
    Nature,
)
from tests.unit.projects.subsidiarity.artois import TODAY, rule
from tests.unit.projects.subsidiarity.generated_worlds import DAYS, PATIENT, SKILLS, World, worlds


def able(world: World, commune: str) -> set[str]:
    """Who is able in a commune, told once more and differently: body by body, from DOMAIN §3.1."""
    directory = world.directory
    here = [line for line in world.holdings if line.body == "unknown" or directory.covers(line.body, commune)]
    agglomeration = directory.above(commune, Level.AGGLOMERATION)
    pole_may = {Mode.METROPOLITAN_INTEREST, Mode.DELEGATED, Mode.BY_AGREEMENT, Mode.MANDATORY, Mode.OPTIONAL}
    pole_may |= {Mode.TRANSFERRED_TO_THIRD_BODY}
    alone = {line.body for line in here if line.mode is Mode.TRANSFERRED_TO_THIRD_BODY}
    shared = world.facts.nature is Nature.SHARED_SERVICE
    if alone and not shared:
        return alone - {"unknown"}
    known = [line for line in here if line.body != "unknown"]
    found = {line.body for line in known if line.mode is not Mode.COMMUNAL}
    found -= {"P"} - {line.body for line in known if line.mode in pole_may}
    above = {line.mode for line in known if line.body != commune}
    keeps = any(line.body == commune for line in known)
    if Mode.MANDATORY not in above and (Mode.OPTIONAL not in above or keeps):
        found.add(commune)
    if shared:
        found |= {commune} | ({agglomeration.code} if agglomeration else set())
    return found


def rank(decision: Decision) -> int | None:
    """None for nobody, third parties and inhabitants, who stand outside the order of levels."""
    return decision.owner.level.rank if decision.owner.level is not None else None


@PATIENT
@given(worlds())
def test_g1_the_owner_is_able_by_law_or_stands_outside_the_levels(world: World) -> None:
    decision = world.decide()
    if decision.owner.kind is OwnerKind.BODY:
        for commune in world.facts.works_area:
            assert decision.owner.body in able(world, commune)
    elif decision.owner.kind is OwnerKind.NOBODY:
        everywhere = set.intersection(*(able(world, commune) for commune in world.facts.works_area))
        assert not everywhere
        assert decision.blocked is not None
        assert decision.blocked.ways_out


@PATIENT
@given(worlds())
def test_g2_and_g3_every_rise_above_the_nearest_able_level_has_a_reason_that_is_cited(world: World) -> None:
    decision = world.decide()
    if decision.owner.kind is not OwnerKind.BODY:
        return
    everywhere = set.intersection(*(able(world, commune) for commune in world.facts.works_area))
    directory = world.directory
    levels = [body.level.rank for code in everywhere if (body := directory.body(code)) is not None]
    nearest = min(levels)
    found = rank(decision)
    assert found is not None
    assert found >= nearest
    if found == nearest:
        return
    scale, support = rule(decision, "R4"), rule(decision, "R5")
    assert scale.fired or support.fired
    if scale.fired:
        assert not world.facts.experiment
        assert any(piece.document and piece.document in scale.source for piece in world.facts.evidence)
    if decision.return_to:
        left = world.capacities.get(decision.return_to, ENOUGH_AND_WILLING)
        assert support.fired
        assert ("décline" in support.because) is not left.willing
        assert left.willing is ("il manque" in support.because)
        assert left.deliberation in support.because
        assert Role.CO_OWNER in decision.roles_of(decision.return_to)
        assert f"{decision.return_due:%d/%m/%Y}" in " ".join(decision.conditions)
    assert scale.fired or decision.return_to
    assert decision.date == TODAY
    assert f"{TODAY:%d/%m/%Y}" in decision.explanation


@PATIENT
@given(worlds())
def test_g2_a_nearer_level_that_is_willing_and_supported_owns_unless_a_criterion_is_shown(
    world: World,
) -> None:
    decision = world.decide(replace(world.facts, evidence=()))
    owner = rank(decision)
    if owner is None:
        return
    everywhere = set.intersection(*(able(world, commune) for commune in world.facts.works_area))
    bodies = [body for code in everywhere if (body := world.directory.body(code)) is not None]
    for body in bodies:
        if body.level.rank < owner:
            capacity = world.capacities.get(body.code, ENOUGH_AND_WILLING)
            assert not capacity.willing or not enough_days(world, body)


def enough_days(world: World, commune: Body) -> bool:
    """Whether a commune has its days with support: told once more, as a flow that no subset of skills breaks
    (Hall): what a set of skills lacks is at most what the agents of those skills have.
    """
    free = world.capacities.get(commune.code, ENOUGH_AND_WILLING).person_days
    if free is None or commune.level is not Level.COMMUNE:
        return True
    above = world.directory.above(commune.code, Level.AGGLOMERATION)
    lent = {} if above is None else world.capacities.get(above.code, ENOUGH_AND_WILLING).person_days
    if lent is None:
        return True
    none = Decimal(0)
    lacks = {
        skill: max(none, need - free.get(skill, none) - lent.get(skill, none))
        for skill, need in world.facts.person_days.items()
    }
    pole = world.directory.above(commune.code, Level.POLE)
    agents = world.capacities.get(pole.code, ENOUGH_AND_WILLING).lent_agents if pole is not None else ()
    return all(
        sum((lacks[skill] for skill in some), none)
        <= sum((agent.days for agent in agents if agent.skills & set(some)), none)
        for size in range(1, len(lacks) + 1)
        for some in combinations(lacks, size)
    )


@PATIENT
@given(worlds())
def test_g4_under_a_level_above_each_commune_of_the_works_has_a_role(world: World) -> None:
    decision = world.decide()
    if decision.owner.level not in (None, Level.COMMUNE):
        for commune in world.facts.works_area:
            assert decision.roles_of(commune)


@PATIENT
@given(worlds())
def test_g5_a_commune_with_a_gap_is_supported_or_told_what_is_missing(world: World) -> None:
    decision = world.decide()
    if decision.owner.level is not Level.COMMUNE or not decision.gaps:
        return
    helpers = {
        held.party
        for held in decision.roles
        if held.role in (Role.ENGINEERING_SUPPORT, Role.FACILITATION_SUPPORT)
    }
    assert helpers or any("Jours encore à trouver" in text for text in decision.conditions)


@PATIENT
@given(worlds(), DAYS)
def test_g7_more_capacity_of_the_commune_never_raises_the_owner(world: World, more: Decimal) -> None:
    before = rank(world.decide())
    richer = dict(world.capacities)
    for commune in world.facts.works_area:
        capacity = richer.get(commune, ENOUGH_AND_WILLING)
        if capacity.person_days is not None:
            grown = {skill: capacity.person_days.get(skill, Decimal(0)) + more for skill in SKILLS}
            richer[commune] = replace(capacity, person_days=grown)
    after = rank(replace(world, capacities=richer).decide())
    assert (before is None) == (after is None)
    assert before is None or after is None or after <= before


@PATIENT
@given(worlds(), st.data())
def test_g7_a_larger_works_area_never_lowers_the_owner(world: World, data: st.DataObject) -> None:
    more = data.draw(st.lists(st.sampled_from(world.communes), min_size=1))
    before = rank(world.decide())
    after = rank(world.decide(replace(world.facts, works_area=(*world.facts.works_area, *more))))
    assert before is None or after is None or after >= before


@PATIENT
@given(worlds(), st.randoms(use_true_random=False))
def test_g8_the_same_input_in_any_order_gives_the_same_words(world: World, random: object) -> None:
    works, lines = list(world.facts.works_area), list(world.holdings)
    random.shuffle(works)  # type: ignore[attr-defined]
    random.shuffle(lines)  # type: ignore[attr-defined]
    shuffled = replace(
        world, holdings=tuple(lines), facts=replace(world.facts, works_area=tuple(works)), bodies=world.bodies
    )
    assert shuffled.decide() == world.decide()


@PATIENT
@given(worlds())
def test_g9_every_support_of_the_pole_names_the_agents_or_says_that_they_are_still_to_be_named(
    world: World,
) -> None:
    decision = world.ground().decide(world.facts)
    support = decision.roles_of("P") & {Role.ENGINEERING_SUPPORT, Role.FACILITATION_SUPPORT}
    if not support:
        return
    words = rule(decision, "R9").because + " ".join(decision.conditions)
    agents = world.capacities.get("P", ENOUGH_AND_WILLING).lent_agents
    if world.facts.nature is Nature.SHARED_SERVICE and not agents:
        # Exchange and training, without a day lent.
        assert support == {Role.FACILITATION_SUPPORT}
        assert "encore à nommer" in words
    else:
        assert any(agent.id in words for agent in agents)
        bodies = [world.directory.body(agent.employer) for agent in agents if agent.id in words]
        assert all(body is not None for body in bodies)


@PATIENT
@given(worlds())
def test_g10_without_the_evidence_ownership_is_what_the_other_rules_say(world: World) -> None:
    without_evidence = world.decide(replace(world.facts, evidence=()))
    without_rule = world.decide(rules=tuple(numbered for numbered in RULES if numbered.id != "R4"))
    assert without_evidence.owner == without_rule.owner


@PATIENT
@given(worlds())
def test_every_decision_has_one_owner_listed_once_no_role_twice_and_few_words(world: World) -> None:
    decision = world.decide()
    owners = decision.parties(Role.OWNER)
    assert len(owners) == (0 if decision.owner.kind is OwnerKind.NOBODY else 1)
    held = [(role.party, role.role) for role in decision.roles]
    assert len(held) == len(set(held))
    assert 0 < len(decision.explanation.split()) < 200
    assert [result.id for result in decision.rules] == [f"R{number}" for number in range(12)]
    assert all(result.because and result.source for result in decision.rules)
    assert decision.owner.body not in {left.party for left in decision.not_chosen}
