"""Use cases in memory: who may, in which order one is refused, and what is written down."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from chassis.domain import Caller, Fault, Forbidden, InvalidInput, NotFound, Refused, Stale, end_of_day, msg
from services.projects.domain.consent import ContestAnswer, ContestGround, Deliberation
from services.projects.domain.consent_round import OpinionValue
from services.projects.domain.drafting import Draft
from services.projects.domain.project import Project
from services.projects.domain.states import State
from services.projects.domain.subsidiarity.facts import Capacity, ProjectFacts, Skill
from services.projects.use_cases.accept_ownership import AcceptOwnership, accept_ownership
from services.projects.use_cases.conclude_conciliation import ConcludeConciliation, conclude_conciliation
from services.projects.use_cases.confirm_participation import ConfirmParticipation, confirm_participation
from services.projects.use_cases.contest_decision import ContestDecision, contest_decision
from services.projects.use_cases.convene_conciliation import ConveneConciliation, convene_conciliation
from services.projects.use_cases.create_project import CreateProject, create_project
from services.projects.use_cases.decline_participation import DeclineParticipation, decline_participation
from services.projects.use_cases.evaluate_subsidiarity import EvaluateSubsidiarity, evaluate_subsidiarity
from services.projects.use_cases.get_project import GetProject, get_project
from services.projects.use_cases.give_opinion import GiveOpinion, give_opinion
from services.projects.use_cases.list_project_history import ListProjectHistory, list_project_history
from services.projects.use_cases.list_projects import ListProjects, list_projects
from services.projects.use_cases.pass_deadlines import pass_deadlines
from services.projects.use_cases.record_capacity import RecordCapacity, record_capacity
from services.projects.use_cases.submit_project import SubmitProject, submit_project
from services.projects.use_cases.update_project import UpdateProject, update_project
from services.projects.use_cases.withdraw_project import WithdrawProject, withdraw_project
from tests.fixtures.projects.memory import MemoryUnit
from tests.fixtures.projects.territory import (
    CALL,
    GRENAY,
    HENIN,
    LENS,
    LIEVIN,
    LOOS,
    MAYOR_OF_GRENAY,
    MAYOR_OF_LIEVIN,
    MAYOR_OF_LOOS,
    NOW,
    POLE,
    PRESIDENT_OF_CALL,
    TODAY,
    caller,
    castors,
    together,
)

VOTE = Deliberation(TODAY, "2026-11-042")
NOBODY = Caller()


async def created(unit: MemoryUnit, written: Draft | None = None) -> Project:
    return await create_project(CreateProject(written or castors()), MAYOR_OF_LOOS, unit)


async def submitted(unit: MemoryUnit, written: Draft | None = None) -> Project:
    project = await created(unit, written)
    return await submit_project(SubmitProject(project.id, project.etag), MAYOR_OF_LOOS, unit)


async def agreed(unit: MemoryUnit, project: Project) -> Project:
    """Everybody whom the decision waits for consents."""
    for opinion in project.consent.opinions:
        command = GiveOpinion(project.id, project.etag, opinion.body, OpinionValue.FAVOURABLE)
        project = await give_opinion(command, caller(opinion.body), unit)
    return project


async def accepted(unit: MemoryUnit) -> Project:
    """Submitted, agreed to by everybody and accepted by its owner: final."""
    project = await agreed(unit, await submitted(unit))
    return await accept_ownership(AcceptOwnership(project.id, "", LOOS, VOTE), MAYOR_OF_LOOS, unit)


def types(unit: MemoryUnit, project: Project) -> list[str]:
    return [entry.type for entry in unit.store.journal[project.id]]


@pytest.mark.parametrize("role", ["elected", "project_manager"])
async def test_the_elected_and_the_project_manager_of_the_lead_draft(role: str) -> None:
    unit = MemoryUnit()
    project = await create_project(CreateProject(castors()), caller(LOOS, role), unit)
    assert (project.state, project.version, types(unit, project)) == (State.DRAFT, 1, ["ProjectDrafted"])


@pytest.mark.parametrize("who", [MAYOR_OF_GRENAY, caller(LOOS, "observer"), PRESIDENT_OF_CALL, NOBODY])
async def test_nobody_else_drafts_for_a_body(who: Caller) -> None:
    unit = MemoryUnit()
    with pytest.raises(Forbidden) as refusal:
        await create_project(CreateProject(castors()), who, unit)
    assert refusal.value.metadata == {"body": LOOS, "roles": "elected,project_manager"}
    assert not unit.store.projects


async def test_a_draft_without_a_readable_lead_is_told_all_its_faults() -> None:
    draft = castors(lead="", title="", unread=(Fault("project.lead", "NAME_MALFORMED", msg("…")),))
    with pytest.raises(InvalidInput) as refusal:
        await create_project(CreateProject(draft), MAYOR_OF_LOOS, MemoryUnit())
    assert [fault.field for fault in refusal.value.faults] == ["project.lead", "project.title"]


async def test_an_update_changes_only_what_the_mask_names() -> None:
    unit = MemoryUnit()
    project = await created(unit)
    changes = replace(castors(title="Neuf"), summary="Tout neuf")
    command = UpdateProject(project.id, project.etag, changes, ("title",))
    updated = await update_project(command, caller(LOOS, "project_manager"), unit)
    assert (updated.written.title, updated.written.summary) == ("Neuf", "")
    assert types(unit, project) == ["ProjectDrafted", "ProjectUpdated"]


async def test_an_unknown_field_in_the_mask_is_refused() -> None:
    unit = MemoryUnit()
    project = await created(unit)
    with pytest.raises(InvalidInput) as refusal:
        await update_project(UpdateProject(project.id, "", castors(), ("state",)), MAYOR_OF_LOOS, unit)
    assert refusal.value.faults[0].field == "update_mask"


async def test_a_stale_etag_is_refused() -> None:
    unit = MemoryUnit()
    project = await created(unit)
    seen = project.etag
    await update_project(
        UpdateProject(project.id, seen, castors(title="Neuf"), ("title",)), MAYOR_OF_LOOS, unit
    )
    with pytest.raises(Stale):
        await submit_project(SubmitProject(project.id, seen), MAYOR_OF_LOOS, unit)


async def test_an_owner_does_not_accept_what_it_has_not_read() -> None:
    unit = MemoryUnit()
    project = await submitted(unit)
    contest = ContestDecision(project.id, "", CALL, ContestGround.SCALE, "Le bassin.")
    await contest_decision(contest, PRESIDENT_OF_CALL, unit)
    with pytest.raises(Stale):
        await accept_ownership(AcceptOwnership(project.id, project.etag, LOOS, VOTE), MAYOR_OF_LOOS, unit)


async def test_a_project_manager_drafts_and_does_not_submit() -> None:
    unit = MemoryUnit()
    project = await created(unit)
    with pytest.raises(Forbidden) as refusal:
        await submit_project(SubmitProject(project.id, ""), caller(LOOS, "project_manager"), unit)
    assert refusal.value.metadata["roles"] == "elected"


async def test_a_submission_alone_is_one_event() -> None:
    unit = MemoryUnit()
    project = await submitted(unit)
    assert project.state is State.PROPOSED
    assert types(unit, project) == ["ProjectDrafted", "ProjectSubmitted"]


async def test_the_last_confirmation_proposes_the_decision() -> None:
    unit = MemoryUnit()
    project = await submitted(unit, together(GRENAY, LIEVIN))
    assert project.state is State.AWAITING_PARTNERS
    project = await confirm_participation(
        ConfirmParticipation(project.id, project.etag, GRENAY), MAYOR_OF_GRENAY, unit
    )
    assert project.state is State.AWAITING_PARTNERS
    project = await confirm_participation(
        ConfirmParticipation(project.id, project.etag, LIEVIN), MAYOR_OF_LIEVIN, unit
    )
    assert project.state is State.PROPOSED
    assert types(unit, project) == [
        "ProjectDrafted",
        "ParticipationAsked",
        "ParticipationConfirmed",
        "ParticipationConfirmed",
        "ProjectSubmitted",
    ]


async def test_a_commune_confirms_for_itself_alone() -> None:
    unit = MemoryUnit()
    project = await submitted(unit, together(GRENAY, LIEVIN))
    with pytest.raises(Forbidden):
        await confirm_participation(ConfirmParticipation(project.id, "", LIEVIN), MAYOR_OF_GRENAY, unit)
    with pytest.raises(Forbidden):
        await confirm_participation(ConfirmParticipation(project.id, "", GRENAY), MAYOR_OF_LOOS, unit)


async def test_the_last_answer_decides_even_when_it_declines() -> None:
    unit = MemoryUnit()
    project = await submitted(unit, castors(participants=(GRENAY,)))
    project = await decline_participation(
        DeclineParticipation(project.id, project.etag, GRENAY), MAYOR_OF_GRENAY, unit
    )
    assert project.state is State.PROPOSED


async def test_the_owner_accepts_the_others_agree_and_everybody_sees_it() -> None:
    unit = MemoryUnit()
    project = await submitted(unit)
    accepted = await accept_ownership(
        AcceptOwnership(project.id, project.etag, LOOS, VOTE), MAYOR_OF_LOOS, unit
    )
    assert accepted.state is State.OPINIONS_RUNNING
    with pytest.raises(NotFound):
        await get_project(GetProject(project.id), NOBODY, unit)
    accepted = await agreed(unit, accepted)
    assert accepted.state is State.ACCEPTED
    assert (await get_project(GetProject(project.id), NOBODY, unit)).acceptance == VOTE


async def test_a_body_does_not_act_for_another() -> None:
    unit = MemoryUnit()
    project = await submitted(unit)
    with pytest.raises(Forbidden) as refusal:
        await accept_ownership(AcceptOwnership(project.id, "", LOOS, VOTE), PRESIDENT_OF_CALL, unit)
    assert refusal.value.reason == "ROLE_MISSING"
    with pytest.raises(Forbidden):
        await contest_decision(
            ContestDecision(project.id, "", LOOS, ContestGround.SCALE, "…"), PRESIDENT_OF_CALL, unit
        )
    with pytest.raises(Forbidden):
        await withdraw_project(WithdrawProject(project.id, ""), PRESIDENT_OF_CALL, unit)


async def test_a_body_along_the_chain_contests() -> None:
    unit = MemoryUnit()
    project = await submitted(unit)
    command = ContestDecision(project.id, project.etag, CALL, ContestGround.SCALE, "Le bassin.")
    contested = await contest_decision(command, PRESIDENT_OF_CALL, unit)
    assert contested.state is State.CONTESTED
    assert [(each.body, each.ground) for each in contested.contests] == [(CALL, ContestGround.SCALE)]


async def test_a_contest_is_convened_answered_and_decided_anew() -> None:
    unit = MemoryUnit()
    project = await submitted(unit)
    contest = ContestDecision(project.id, project.etag, CALL, ContestGround.SCALE, "Le bassin.", ("Étude",))
    project = await contest_decision(contest, PRESIDENT_OF_CALL, unit)
    convene = ConveneConciliation(project.id, project.etag, CALL)
    with pytest.raises(Forbidden):
        await convene_conciliation(convene, MAYOR_OF_LOOS, unit)
    project = await convene_conciliation(convene, PRESIDENT_OF_CALL, unit)
    answers = (ContestAnswer(upheld=False, text="Non."),)
    conclude = ConcludeConciliation(project.id, project.etag, CALL, answers, "Entendu.")
    with pytest.raises(Forbidden):
        await conclude_conciliation(conclude, MAYOR_OF_LOOS, unit)
    project = await conclude_conciliation(conclude, PRESIDENT_OF_CALL, unit)
    assert project.decision is not None
    assert (project.state, project.decision.number) == (State.PROPOSED, 2)
    assert types(unit, project)[2:] == [
        "DecisionContested",
        "ConciliationConvened",
        "ConciliationConcluded",
    ]


async def test_deadlines_pass_for_whoever_rings_first_and_once() -> None:
    unit = MemoryUnit()
    project = await submitted(unit)
    await accept_ownership(AcceptOwnership(project.id, "", LOOS, VOTE), MAYOR_OF_LOOS, unit)
    await pass_deadlines(project.id, unit)
    assert types(unit, project)[-1] == "OwnershipAccepted"
    last_day = max(opinion.due for opinion in project.consent.opinions)
    unit.clock.instant = end_of_day(last_day)
    await pass_deadlines(project.id, unit)
    await pass_deadlines(project.id, unit)
    unit.clock.instant = NOW
    await pass_deadlines(project.id, unit)
    assert types(unit, project)[2:] == ["OwnershipAccepted", "OpinionsDeemed"]
    assert (await get_project(GetProject(project.id), NOBODY, unit)).state is State.ACCEPTED


Attempt = Callable[[str, MemoryUnit], Awaitable[object]]

ATTEMPTS: dict[str, Attempt] = {
    "get": lambda id_, unit: get_project(GetProject(id_), MAYOR_OF_LIEVIN, unit),
    "history": lambda id_, unit: list_project_history(ListProjectHistory(id_, 10), MAYOR_OF_LIEVIN, unit),
    "update": lambda id_, unit: update_project(UpdateProject(id_, "", castors(), ()), MAYOR_OF_LIEVIN, unit),
    "submit": lambda id_, unit: submit_project(SubmitProject(id_, ""), MAYOR_OF_LIEVIN, unit),
    "confirm": lambda id_, unit: confirm_participation(
        ConfirmParticipation(id_, "", LIEVIN), MAYOR_OF_LIEVIN, unit
    ),
    "decline": lambda id_, unit: decline_participation(
        DeclineParticipation(id_, "", LIEVIN), MAYOR_OF_LIEVIN, unit
    ),
    "accept": lambda id_, unit: accept_ownership(
        AcceptOwnership(id_, "", LIEVIN, VOTE), MAYOR_OF_LIEVIN, unit
    ),
    "contest": lambda id_, unit: contest_decision(
        ContestDecision(id_, "", LIEVIN, ContestGround.SCALE, "…"), MAYOR_OF_LIEVIN, unit
    ),
    "give_opinion": lambda id_, unit: give_opinion(
        GiveOpinion(id_, "", LIEVIN, OpinionValue.FAVOURABLE), MAYOR_OF_LIEVIN, unit
    ),
    "convene": lambda id_, unit: convene_conciliation(
        ConveneConciliation(id_, "", LIEVIN), MAYOR_OF_LIEVIN, unit
    ),
    "conclude": lambda id_, unit: conclude_conciliation(
        ConcludeConciliation(id_, "", LIEVIN, ()), MAYOR_OF_LIEVIN, unit
    ),
    "withdraw": lambda id_, unit: withdraw_project(WithdrawProject(id_, ""), MAYOR_OF_LIEVIN, unit),
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
async def test_a_draft_does_not_exist_for_others_whatever_they_try(attempt: Attempt) -> None:
    unit = MemoryUnit()
    project = await created(unit, together(LIEVIN))
    with pytest.raises(NotFound):
        await attempt(project.id, unit)


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
async def test_an_unknown_project_is_not_found(attempt: Attempt) -> None:
    with pytest.raises(NotFound):
        await attempt("0190a000-0000-7000-8000-000000000000", MemoryUnit())


async def test_an_invited_commune_sees_the_project_once_it_is_asked() -> None:
    unit = MemoryUnit()
    project = await submitted(unit, together(GRENAY))
    assert (await get_project(GetProject(project.id), MAYOR_OF_GRENAY, unit)).id == project.id
    for stranger in (MAYOR_OF_LIEVIN, PRESIDENT_OF_CALL, caller(POLE, "observer"), NOBODY):
        with pytest.raises(NotFound):
            await get_project(GetProject(project.id), stranger, unit)


async def test_a_list_shows_what_the_caller_may_see_newest_first() -> None:
    unit = MemoryUnit()
    draft = await created(unit)
    proposed = await submitted(unit)
    final = await accepted(unit)

    async def seen(who: Caller, **filters: object) -> list[str]:
        page = await list_projects(ListProjects(10, **filters), who, unit)  # type: ignore[arg-type]
        return [project.id for project in page.items]

    # Ids made in one millisecond have no order among themselves but that of their random part.
    assert await seen(MAYOR_OF_LOOS) == sorted((final.id, proposed.id, draft.id), reverse=True)
    assert await seen(PRESIDENT_OF_CALL) == sorted((final.id, proposed.id), reverse=True)
    assert await seen(MAYOR_OF_LIEVIN) == await seen(NOBODY) == [final.id]
    assert await seen(MAYOR_OF_LOOS, state=State.DRAFT) == [draft.id]
    assert set(await seen(MAYOR_OF_LOOS, body=CALL)) == {final.id, proposed.id}
    assert await seen(MAYOR_OF_LOOS, body=HENIN) == []


async def test_pages_follow_one_another_without_gap_or_repetition() -> None:
    unit = MemoryUnit()
    ids = [(await created(unit)).id for _ in range(5)]
    seen: list[str] = []
    before = ""
    for size in (2, 2, 1):
        page = await list_projects(ListProjects(2, before=before), MAYOR_OF_LOOS, unit)
        assert len(page.items) == size
        seen += [project.id for project in page.items]
        before = page.after[0] if page.after else ""
    assert (seen, before) == (sorted(ids, reverse=True), "")


async def test_the_history_tells_what_happened_oldest_first() -> None:
    unit = MemoryUnit()
    project = await submitted(unit)
    first = await list_project_history(ListProjectHistory(project.id, 1), MAYOR_OF_LOOS, unit)
    assert [entry.type for entry in first.items] == ["ProjectDrafted"]
    assert first.after == ("1",)
    rest = await list_project_history(ListProjectHistory(project.id, 1, after=1), MAYOR_OF_LOOS, unit)
    assert [entry.type for entry in rest.items] == ["ProjectSubmitted"]
    assert rest.after is None


async def test_free_days_published_by_engineering_count_in_the_next_decision() -> None:
    unit = MemoryUnit()
    await record_capacity(RecordCapacity(LOOS, Capacity(person_days={Skill.ENGINEERING: Decimal(5)})), unit)
    project = await submitted(unit)
    assert project.decision is not None
    assert [(gap.skill, gap.missing_days) for gap in project.decision.gaps] == [(Skill.ENGINEERING, 35)]


async def test_an_evaluation_records_nothing_and_tells_all_faults() -> None:
    unit = MemoryUnit()
    decision = await evaluate_subsidiarity(
        EvaluateSubsidiarity(castors().facts, date(2030, 1, 1)), MAYOR_OF_LOOS, unit
    )
    assert (decision.owner.body, decision.date) == (LOOS, date(2030, 1, 1))
    assert not unit.store.projects
    wrong = ProjectFacts("9999", (), cost=Decimal(-1))
    with pytest.raises(InvalidInput) as refusal:
        await evaluate_subsidiarity(EvaluateSubsidiarity(wrong), MAYOR_OF_LOOS, unit)
    assert [fault.field for fault in refusal.value.faults] == [
        "facts.competence",
        "facts.cost",
        "facts.works_area",
    ]


async def test_what_the_state_forbids_is_refused_with_what_remains_possible() -> None:
    unit = MemoryUnit()
    project = await submitted(unit)
    with pytest.raises(Refused) as refusal:
        await submit_project(SubmitProject(project.id, project.etag), MAYOR_OF_LOOS, unit)
    assert refusal.value.metadata["allowed"] == "accept,give_opinion,contest,withdraw"
    withdrawn = await withdraw_project(WithdrawProject(project.id, project.etag), MAYOR_OF_LOOS, unit)
    assert withdrawn.state is State.WITHDRAWN


async def test_a_neighbour_that_is_not_concerned_does_not_contest_what_is_public() -> None:
    unit = MemoryUnit()
    project = await accepted(unit)
    with pytest.raises(Refused):
        await contest_decision(
            ContestDecision(project.id, "", LENS, ContestGround.COST, "…"), caller(LENS), unit
        )
