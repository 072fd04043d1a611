"""Guiding principles from comparable experiences, and the lots of programmes, in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.domain import Caller, Forbidden, InvalidInput, Refused, Stale, uuid7
from services.projects.domain.capacity_credit import CapacityCredit
from services.projects.domain.consent import Deliberation
from services.projects.domain.drafting import Draft
from services.projects.domain.learning import EvaluationClass, EvaluationOutcome
from services.projects.domain.principle import Principle
from services.projects.domain.project import Project
from services.projects.domain.states import State
from services.projects.domain.subsidiarity.facts import Nature
from services.projects.domain.wish_states import PrincipleState
from services.projects.use_cases.adopt_principle import AdoptPrinciple, adopt_principle
from services.projects.use_cases.create_project import CreateProject, create_project
from services.projects.use_cases.evaluate_project import EvaluateProject, evaluate_project
from services.projects.use_cases.list_experiences import ListExperiences, list_experiences
from services.projects.use_cases.list_principles import ListPrinciples, list_principles
from services.projects.use_cases.list_projects import ListProjects, list_projects
from services.projects.use_cases.propose_principle import ProposePrinciple, propose_principle
from services.projects.use_cases.withdraw_principle import WithdrawPrinciple, withdraw_principle
from tests.fixtures.projects.handing_over import LOOS_VOTES
from tests.fixtures.projects.memory import MemoryUnit
from tests.fixtures.projects.territory import (
    CALL,
    HENIN,
    LIEVIN,
    LOOS,
    MAYOR_OF_LOOS,
    NOW,
    POLE,
    PRESIDENT_OF_CALL,
    TODAY,
    caller,
    castors,
    reference,
)

VOTE = Deliberation(TODAY, "2026-11-060")
NOBODY = Caller()


async def owned(unit: MemoryUnit, written: Draft | None = None) -> Project:
    """A project of Loos whose decision is final."""
    project = Project.draft(str(uuid7()), written or castors(), reference(), NOW)
    project.submit(reference(), NOW)
    project.propose(reference(), NOW)
    project.accept(project.accepting_body, LOOS_VOTES, NOW)
    project.pass_deadlines(NOW + timedelta(days=120))
    assert project.state is State.ACCEPTED
    await unit.projects.add(project)
    return project


async def experience(unit: MemoryUnit, written: Draft | None = None) -> Project:
    """The same, evaluated."""
    project = await owned(unit, written)
    return await evaluate_project(evaluating(project), MAYOR_OF_LOOS, unit)


def evaluating(project: Project, found: EvaluationClass = EvaluationClass.SUCCEEDED) -> EvaluateProject:
    outcome = EvaluationOutcome.CONFIRM
    return EvaluateProject(project.id, project.etag, LOOS, found, "Vingt logements.", "Leçon.", outcome)


def drawn_from(*projects: Project, body: str = CALL, **changes: str) -> ProposePrinciple:
    said = {"title": "Une porte par quartier", "text": "Chaque rénovation a un interlocuteur connu."}
    return ProposePrinciple(
        **{**said, **changes}, body=body, projects=tuple(project.id for project in projects)
    )


async def proposed(unit: MemoryUnit) -> Principle:
    made = [await experience(unit) for _ in range(3)]
    return await propose_principle(drawn_from(*made), PRESIDENT_OF_CALL, unit)


async def refused(unit: MemoryUnit, *projects: Project) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refusal:
        await propose_principle(drawn_from(*projects), PRESIDENT_OF_CALL, unit)
    return [(fault.field, fault.reason) for fault in refusal.value.faults]


async def test_three_comparable_experiences_give_a_principle_that_is_voted() -> None:
    unit = MemoryUnit()
    principle = await proposed(unit)
    assert (principle.state, principle.competence, len(principle.projects)) == (
        PrincipleState.PROPOSED,
        "6520",
        3,
    )
    command = AdoptPrinciple(principle.id, principle.etag, CALL, VOTE)
    adopted = await adopt_principle(command, PRESIDENT_OF_CALL, unit)
    assert (adopted.state, adopted.deliberation) == (PrincipleState.ADOPTED, VOTE)
    withdrawn = await withdraw_principle(
        WithdrawPrinciple(adopted.id, adopted.etag, CALL), PRESIDENT_OF_CALL, unit
    )
    assert withdrawn.state is PrincipleState.WITHDRAWN


async def test_two_experiences_or_the_same_one_three_times_are_too_few() -> None:
    unit = MemoryUnit()
    one, two = await experience(unit), await experience(unit)
    assert await refused(unit, one, two) == [("projects", "TOO_FEW")]
    assert await refused(unit, one, two, one) == [("projects", "TOO_FEW")]


async def test_experiences_are_evaluated_comparable_and_seen_by_who_draws_from_them() -> None:
    unit = MemoryUnit()
    one, two = await experience(unit), await experience(unit)
    assert await refused(unit, one, two, await owned(unit)) == [("projects[2]", "NOT_EVALUATED")]
    other = castors(facts=replace(castors().facts, competence="1035"))
    assert await refused(unit, one, two, await experience(unit, other)) == [("projects[2]", "NOT_COMPARABLE")]
    hidden = await create_project(CreateProject(castors()), MAYOR_OF_LOOS, unit)
    assert await refused(unit, one, two, hidden) == [("projects[2]", "UNKNOWN_PROJECT")]


async def test_a_principle_without_words_is_told_so_with_the_rest() -> None:
    unit = MemoryUnit()
    one = await experience(unit)
    with pytest.raises(InvalidInput) as refusal:
        await propose_principle(drawn_from(one, title="", text=""), PRESIDENT_OF_CALL, unit)
    assert [fault.field for fault in refusal.value.faults] == ["title", "text", "projects"]


async def test_only_elected_people_of_an_agglomeration_or_the_pole_propose() -> None:
    unit = MemoryUnit()
    made = [await experience(unit) for _ in range(3)]
    for who, body, reason in (
        (MAYOR_OF_LOOS, LOOS, "LEVEL_CANNOT_PROPOSE"),
        (caller(CALL, "project_manager"), CALL, "ROLE_MISSING"),
        (MAYOR_OF_LOOS, CALL, "ROLE_MISSING"),
    ):
        with pytest.raises(Forbidden) as refusal:
            await propose_principle(drawn_from(*made, body=body), who, unit)
        assert refusal.value.reason == reason
    assert (await propose_principle(drawn_from(*made, body=POLE), caller(POLE), unit)).body == POLE


async def test_only_the_body_that_proposed_votes_and_takes_back_what_it_has_read() -> None:
    unit = MemoryUnit()
    principle = await proposed(unit)
    with pytest.raises(Forbidden) as refusal:
        await adopt_principle(AdoptPrinciple(principle.id, "", POLE, VOTE), caller(POLE), unit)
    assert refusal.value.reason == "NOT_THE_PROPOSER"
    with pytest.raises(Forbidden):
        await withdraw_principle(WithdrawPrinciple(principle.id, "", POLE), caller(POLE), unit)
    with pytest.raises(Stale):
        await adopt_principle(AdoptPrinciple(principle.id, '"1-9"', CALL, VOTE), PRESIDENT_OF_CALL, unit)
    late = Deliberation(TODAY + timedelta(days=2), "2026-1")
    with pytest.raises(InvalidInput):
        await adopt_principle(AdoptPrinciple(principle.id, "", CALL, late), PRESIDENT_OF_CALL, unit)


async def test_a_principle_that_was_taken_back_stays_so() -> None:
    unit = MemoryUnit()
    principle = await proposed(unit)
    await withdraw_principle(WithdrawPrinciple(principle.id, "", CALL), PRESIDENT_OF_CALL, unit)
    with pytest.raises(Refused) as refusal:
        await adopt_principle(AdoptPrinciple(principle.id, "", CALL, VOTE), PRESIDENT_OF_CALL, unit)
    assert refusal.value.reason == "STATE_FORBIDS"


async def test_everybody_reads_principles_by_competence_and_state() -> None:
    unit = MemoryUnit()
    first, second = await proposed(unit), await proposed(unit)
    page = await list_principles(ListPrinciples(1), NOBODY, unit)
    assert ([each.id for each in page.items], page.after) == ([second.id], (second.id,))
    rest = await list_principles(ListPrinciples(1, second.id), NOBODY, unit)
    assert [each.id for each in rest.items] == [first.id]
    assert (await list_principles(ListPrinciples(9, competence="1035"), NOBODY, unit)).items == ()
    adopted = ListPrinciples(9, state=PrincipleState.ADOPTED)
    assert (await list_principles(adopted, NOBODY, unit)).items == ()


async def test_experiences_are_what_was_evaluated_and_may_be_seen() -> None:
    unit = MemoryUnit()
    await owned(unit)
    public = await experience(unit)
    restricted = await experience(unit, castors(restricted=True))
    seen = await list_experiences(ListExperiences(9, competence="6520"), NOBODY, unit)
    assert [project.id for project in seen.items] == [public.id]
    seen = await list_experiences(ListExperiences(9), MAYOR_OF_LOOS, unit)
    assert [project.id for project in seen.items] == [restricted.id, public.id]
    assert (await list_experiences(ListExperiences(9, competence="1035"), MAYOR_OF_LOOS, unit)).items == ()


async def test_an_experiment_that_failed_with_lessons_gives_its_days_back_once() -> None:
    unit = MemoryUnit()
    written = castors(facts=replace(castors().facts, experiment=True))
    project = await owned(unit, written)
    again = evaluating(project, EvaluationClass.FAILED_WITH_LESSONS)
    evaluated = await evaluate_project(again, MAYOR_OF_LOOS, unit)
    first = dict(unit.store.in_hand.credits)
    assert [type(credit) for credit in first.values()] == [CapacityCredit]
    unit.clock.instant += timedelta(days=30)
    await evaluate_project(replace(again, etag=evaluated.etag), MAYOR_OF_LOOS, unit)
    assert unit.store.in_hand.credits == first


# --- lots ----------------------------------------------------------------------------------------------


async def test_a_lot_names_its_programme_and_is_listed_under_it() -> None:
    unit = MemoryUnit()
    programme = await owned(unit)
    lot = await create_project(CreateProject(castors(part_of=programme.id)), MAYOR_OF_LOOS, unit)
    assert lot.written.part_of == programme.id
    found = await list_projects(ListProjects(9, part_of=programme.id), MAYOR_OF_LOOS, unit)
    assert [project.id for project in found.items] == [lot.id]


async def lot_refused(unit: MemoryUnit, part_of: str, lead: str = LOOS) -> str:
    facts = replace(castors().facts, works_area=(lead,))
    draft = castors(part_of=part_of, lead=lead, facts=facts)
    with pytest.raises(InvalidInput) as refusal:
        await create_project(CreateProject(draft), caller(lead), unit)
    (fault,) = refusal.value.faults
    assert fault.field == "project.part_of"
    return fault.reason


async def test_a_lot_belongs_to_a_programme_that_its_lead_has_a_part_in() -> None:
    unit = MemoryUnit()
    programme = await owned(unit)
    assert await lot_refused(unit, programme.id, HENIN) == "BODY_NOT_CONCERNED"
    assert await lot_refused(unit, "0190a000-0000-7000-8000-000000000000") == "UNKNOWN_PROJECT"
    hidden = await create_project(CreateProject(castors()), MAYOR_OF_LOOS, unit)
    assert await lot_refused(unit, hidden.id, LIEVIN) == "UNKNOWN_PROJECT"


async def test_a_lot_belongs_to_no_lot_and_to_nothing_but_a_programme() -> None:
    unit = MemoryUnit()
    programme = await owned(unit)
    lot = await create_project(CreateProject(castors(part_of=programme.id)), MAYOR_OF_LOOS, unit)
    assert await lot_refused(unit, lot.id) == "NOT_A_PROGRAMME"
    plain = castors(facts=replace(castors().facts, nature=Nature.INVESTMENT))
    investment = await create_project(CreateProject(plain), MAYOR_OF_LOOS, unit)
    assert await lot_refused(unit, investment.id) == "NOT_A_PROGRAMME"


async def test_a_lot_belongs_to_no_programme_that_was_withdrawn() -> None:
    unit = MemoryUnit()
    programme = await create_project(CreateProject(castors()), MAYOR_OF_LOOS, unit)
    programme.withdraw(NOW)
    await unit.projects.save(programme)
    assert await lot_refused(unit, programme.id) == "PROGRAMME_WITHDRAWN"
