"""A dry run says what a real run would do, adds it up, and tells what causes it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.projects.domain.dry_run import Cause, Change, DryRun, Subject
from services.projects.domain.dry_run_tally import Move, Tally
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.standing import standing, standing_of
from services.projects.domain.subsidiarity.book import CharterBook
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.decision import Decision, OwnerKind, Role
from services.projects.domain.subsidiarity.facts import (
    Holding,
    Level,
    Mode,
    ProjectFacts,
    Register,
    ScaleCriterion,
    Skill,
)
from services.projects.domain.what_if import Tried, tried_ground
from tests.unit.projects.subsidiarity.artois import (
    CALL,
    CALL_COMMUNES,
    CHARTER,
    DIRECTORY,
    LOOS,
    SHIPPED,
    TODAY,
    has,
    needs,
    shown,
)
from tests.unit.projects.subsidiarity.generated_worlds import CODE, DAYS, PATIENT, SKILLS, World, worlds

FOOD = "7555"
REFERENCE = ReferenceData(DIRECTORY, Register(SHIPPED), {}, frozenset({FOOD}), CharterBook((CHARTER,)))
MARKET = ProjectFacts(FOOD, (LOOS,), evidence=(shown(ScaleCriterion.MUTUALISATION_GAIN, gain="0.16"),))
"""Rises to the agglomeration by a gain of 16 %, one percent above the threshold in force."""


def stricter(gain: str = "0.20") -> Charter:
    """The next version, with another threshold."""
    parameters = replace(CHARTER.parameters, mutualisation_gain=Decimal(gain))
    return replace(CHARTER, version="next", parameters=parameters)


def subject(facts: ProjectFacts, decision: Decision, number: int = 0, agreed: str = "") -> Subject:
    stands = standing(decision.owner, decision.roles)
    return Subject(f"p-{number}", f"Projet {number}", facts, stands, agreed)


def tried(charter: Charter, facts: ProjectFacts = MARKET) -> tuple[Change | None, Tally]:
    run = DryRun(tried_ground(REFERENCE, TODAY, Tried(charter)), REFERENCE.ground(TODAY))
    return run.replay(subject(facts, REFERENCE.decide(facts, TODAY))), run.tally


def test_a_stricter_threshold_brings_a_project_back_to_its_commune() -> None:
    change, tally = tried(stricter())
    assert change is not None
    assert (change.owner_before, change.owner_after, change.cause) == (CALL, LOOS, Cause.DRAFT)
    assert f"{LOOS}: co_owner" in change.roles_lost
    assert (tally.replayed, tally.owner_changes, tally.role_changes) == (1, 1, 1)


def test_the_same_charter_changes_nothing() -> None:
    change, tally = tried(replace(CHARTER, version="same"))
    assert change is None
    assert (tally.replayed, tally.owner_changes, tally.role_changes) == (1, 0, 0)


def test_projects_days_and_euros_move_with_the_owner() -> None:
    facts = replace(MARKET, cost=Decimal("80000.50"), person_days=needs(engineering=12, food=3))
    _, tally = tried(stricter(), facts)
    owned = {body: (move.before.projects, move.after.projects) for body, move in tally.bodies.items()}
    assert owned == {CALL: (1, 0), LOOS: (0, 1)}
    gained = tally.bodies[LOOS].after
    assert (gained.days, gained.cost) == (Decimal(15), Decimal("80000.50"))
    assert tally.levels[Level.COMMUNE].after == gained


def test_a_register_that_is_tried_is_the_only_one() -> None:
    taken = Register([Holding(CALL, FOOD, Mode.MANDATORY)])
    plain = ProjectFacts(FOOD, (LOOS,))
    run = DryRun(tried_ground(REFERENCE, TODAY, Tried(register=taken)), REFERENCE.ground(TODAY))
    change = run.replay(subject(plain, REFERENCE.decide(plain, TODAY)))
    assert change is not None
    assert change.owner_after == CALL


def test_free_days_that_are_tried_are_the_only_ones() -> None:
    needy = ProjectFacts(FOOD, (LOOS,), person_days=needs(engineering=9))
    few = {LOOS: has(engineering=1), CALL: has(engineering=2)}
    run = DryRun(tried_ground(REFERENCE, TODAY, Tried(capacities=few)), REFERENCE.ground(TODAY))
    change = run.replay(subject(needy, REFERENCE.decide(needy, TODAY)))
    assert change is not None
    assert change.roles_gained or change.owner_after != LOOS


def test_what_changed_since_the_decision_is_not_the_drafts_doing() -> None:
    before = REFERENCE.decide(MARKET, TODAY)
    since = ReferenceData(
        DIRECTORY, Register([]), {}, frozenset({FOOD}), CharterBook((CHARTER,))
    )  # the agglomeration has lost the competence
    same = DryRun(tried_ground(since, TODAY, Tried(CHARTER)), since.ground(TODAY))
    change = same.replay(subject(MARKET, before))
    assert change is not None
    assert (change.owner_after, change.cause) == (LOOS, Cause.SINCE)


def test_a_transferred_project_keeps_the_owner_that_was_agreed() -> None:
    run = DryRun(tried_ground(REFERENCE, TODAY, Tried(stricter())), REFERENCE.ground(TODAY))
    agreed = REFERENCE.ground(TODAY).decide(MARKET, agreed_owner=CALL)
    change = run.replay(subject(MARKET, agreed, agreed=CALL))
    assert change is None or change.owner_after == CALL


def test_a_draft_of_a_lower_layer_lies_over_the_poles_charter() -> None:
    layer = type(CHARTER.layer).AGGLOMERATION
    pact = replace(
        stricter("0.20"), id="pacte", layer=layer, body=CALL, changed=frozenset({"mutualisation_gain"})
    )
    change, _ = tried(pact)
    assert change is not None
    assert change.owner_after == LOOS


def drawn_charter() -> st.SearchStrategy[Charter]:
    figures = st.fixed_dictionaries(
        {
            "mutualisation_gain": st.sampled_from(["0", "0.15", "0.40", "1"]).map(Decimal),
            "informed_above": st.sampled_from([0, 50_000, 10**9]).map(Decimal),
            "micro_project_up_to": st.sampled_from([0, 1_000, 90_000]).map(Decimal),
            "two_sided_charter_up_to": st.sampled_from([0, 30_000, 90_000]).map(Decimal),
            "labels_of_others": st.sampled_from([(), ("euralens",), ("TETE",)]),
        }
    )
    return figures.map(
        lambda drawn: replace(CHARTER, version="next", parameters=replace(CHARTER.parameters, **drawn))
    )


def reference_of(world: World) -> ReferenceData:
    book = CharterBook((CHARTER,))
    return ReferenceData(world.directory, Register(world.holdings), world.capacities, frozenset({CODE}), book)


@PATIENT
@given(st.lists(worlds(), min_size=1, max_size=3), drawn_charter())
def test_a_dry_run_says_what_the_real_run_then_does(drawn: list[World], charter: Charter) -> None:
    for number, world in enumerate(drawn):
        reference = reference_of(world)
        before = reference.decide(world.facts, TODAY)
        run = DryRun(tried_ground(reference, TODAY, Tried(charter)), reference.ground(TODAY))
        change = run.replay(subject(world.facts, before, number))

        adopted = replace(
            reference, book=CharterBook((CHARTER, replace(charter, in_force_from=TODAY))), _grounds={}
        )
        after = adopted.decide(world.facts, TODAY)
        assert after.charter_version == "next"
        was, becomes = standing(before.owner, before.roles), standing(after.owner, after.roles)
        if change is None:
            assert was == becomes
            continue
        assert (change.owner_before, change.owner_after) == (was.owner, becomes.owner)
        assert set(change.roles_lost) == {f"{party}: {role}" for party, role in was.roles - becomes.roles}
        assert set(change.roles_gained) == {f"{party}: {role}" for party, role in becomes.roles - was.roles}
        assert change.cause is Cause.DRAFT


@PATIENT
@given(worlds(), st.lists(st.dictionaries(st.sampled_from(SKILLS), DAYS), min_size=2, max_size=6))
def test_projects_that_share_a_verdict_would_be_decided_alike(
    world: World, needed: list[dict[Skill, Decimal]]
) -> None:
    ground = reference_of(world).ground(TODAY)
    for days in needed:
        facts = replace(world.facts, person_days=days)
        decision = ground.decide(facts)
        assert standing_of(ground.verdict(facts)) == standing(decision.owner, decision.roles)


@PATIENT
@given(worlds())
def test_no_guarantee_breaks_under_the_shipped_charter(world: World) -> None:
    reference = reference_of(world)
    ground = reference.ground(TODAY)
    run = DryRun(ground, ground)
    run.replay(subject(world.facts, reference.decide(world.facts, TODAY)))
    assert run.tally.broken == {}


@PATIENT
@given(st.lists(worlds(), min_size=1, max_size=4), st.integers(0, 4))
def test_totals_do_not_depend_on_how_projects_are_shared_out(drawn: list[World], cut: int) -> None:
    runs = [
        DryRun(tried_ground(reference_of(w), TODAY, Tried(stricter())), reference_of(w).ground(TODAY))
        for w in drawn
    ]
    for number, (run, world) in enumerate(zip(runs, drawn, strict=True)):
        run.replay(subject(world.facts, reference_of(world).decide(world.facts, TODAY), number))
    forwards, backwards = Tally(), Tally()
    for run in runs[:cut] + runs[cut:]:
        forwards.merge(run.tally)
    for run in reversed(runs):
        backwards.merge(run.tally)
    assert forwards == backwards
    assert forwards.replayed == len(drawn)
    assert totals(forwards.levels.values(), "before") == totals(forwards.levels.values(), "after")


def totals(moves: object, side: str) -> tuple[object, ...]:
    owned = [getattr(move, side) for move in moves]  # type: ignore[attr-defined]  # values of a dict of moves
    return (
        sum(each.projects for each in owned),
        sum(each.days for each in owned),
        sum(each.cost for each in owned),
    )


def test_owners_outside_the_levels_are_counted_apart() -> None:
    tally = Tally()
    tally.count(None, "", Level.COMMUNE, LOOS, Decimal(2), Decimal(10))
    assert tally.levels[None].before.projects == 1
    assert list(tally.bodies) == [LOOS]
    assert tally.bodies[LOOS] == Move(after=tally.levels[Level.COMMUNE].after)


def test_the_example_of_a_broken_guarantee_is_the_first_by_id_in_any_order() -> None:
    one, other = Tally(), Tally()
    one.broke("G1", "b")
    other.broke("G1", "a")
    other.broke("G1", "c")
    one.merge(other)
    assert (one.broken["G1"].projects, one.broken["G1"].example) == (3, "a")


def test_roles_of_the_owner_itself_are_not_compared() -> None:
    decision = REFERENCE.decide(ProjectFacts(FOOD, (LOOS,)), TODAY)
    assert decision.parties(Role.OWNER) == (LOOS,)
    assert all(role is not Role.OWNER for _, role in standing(decision.owner, decision.roles).roles)
    assert standing(decision.owner, decision.roles).kind is OwnerKind.BODY
    assert len(CALL_COMMUNES) > 1
