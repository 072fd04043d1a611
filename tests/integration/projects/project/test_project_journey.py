"""A project's way over the wire: from a draft to an owner's acceptance, alone and several together."""

from __future__ import annotations

from google.protobuf.field_mask_pb2 import FieldMask
from sqlalchemy import event

from archipel.engineering.v1 import engineering_pb2 as days
from archipel.engineering.v1.events_pb2 import CapacityPublished
from archipel.projects.v1 import consent_pb2, events_pb2
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as pb
from archipel.projects.v1 import subsidiarity_pb2 as sub
from archipel.projects.v1.subsidiarity_pb2_grpc import SubsidiarityServiceStub
from chassis.testing.waiting import eventually
from tests.integration.projects.project.world import (
    CALL,
    GRENAY,
    HENIN,
    LIEVIN,
    LOOS,
    POLE,
    World,
    body,
    castors,
    euros,
    today,
    vote,
)


async def test_a_project_of_one_commune_goes_from_draft_to_acceptance(world: World) -> None:
    draft = await world.created()
    assert (draft.state, draft.home_node, draft.epoch) == (pb.PROJECT_STATE_DRAFT, "test", 1)
    assert draft.etag
    assert not draft.HasField("decision")

    update = pb.UpdateProjectRequest(
        project=pb.Project(name=draft.name, etag=draft.etag, summary="Vingt logements."),
        update_mask=FieldMask(paths=["summary"]),
    )
    updated = await world.do("manager", "UpdateProject", update)
    assert (updated.summary, updated.title) == ("Vingt logements.", draft.title)

    submit = pb.SubmitProjectRequest(name=draft.name, etag=updated.etag)
    proposed = await world.do("mayor", "SubmitProject", submit)
    assert proposed.state == pb.PROJECT_STATE_PROPOSED
    decision = proposed.decision
    assert (decision.owner.kind, decision.owner.body) == (sub.OWNER_KIND_BODY, body(LOOS))
    assert {"R0", "R1", "R2", "R3", "R4", "R5", "R9", "R10"} <= {rule.id for rule in decision.rules}
    assert decision.charter_version
    assert 0 < len(decision.explanation.split()) < 200
    assert set(proposed.concerned_bodies) == {body(LOOS), body(CALL), body(POLE)}

    accept = pb.AcceptOwnershipRequest(
        name=draft.name, etag=proposed.etag, body=body(LOOS), deliberation=vote()
    )
    running = await world.do("mayor", "AcceptOwnership", accept)
    assert (running.state, running.acceptance) == (pb.PROJECT_STATE_OPINIONS_RUNNING, vote())
    assert [opinion.body for opinion in running.opinions] == [body(CALL)]
    accepted = await world.agreed(running)
    assert accepted.state == pb.PROJECT_STATE_ACCEPTED
    assert await world.do("", "GetProject", pb.GetProjectRequest(name=draft.name)) == accepted


async def test_events_carry_the_whole_project_and_whom_it_concerns(world: World) -> None:
    project = await world.accepted()
    drafted, submitted, agreed, accepted = await world.events_of(project)
    assert [envelope.type.rpartition(".")[2] for envelope in (drafted, submitted, agreed, accepted)] == [
        "ProjectDrafted",
        "ProjectSubmitted",
        "OpinionGiven",
        "OwnershipAccepted",
    ]
    assert list(drafted.audience) == [LOOS]
    assert set(submitted.audience) == {LOOS, CALL, POLE}
    assert set(agreed.audience) == {LOOS, CALL, POLE}
    assert (agreed.actor, agreed.body) == ("president", CALL)
    assert list(accepted.audience) == []
    assert {(envelope.actor, envelope.body) for envelope in (drafted, submitted, accepted)} == {
        ("mayor", LOOS)
    }
    assert events_pb2.OwnershipAccepted.FromString(accepted.data).project == project
    first = events_pb2.ProjectDrafted.FromString(drafted.data).project
    assert (first.state, first.etag, first.home_node) == (pb.PROJECT_STATE_DRAFT, '"1-1"', "test")


async def test_several_communes_submit_together_and_each_confirms_for_itself(world: World) -> None:
    project = await world.submitted(GRENAY, LIEVIN)
    assert project.state == pb.PROJECT_STATE_AWAITING_PARTNERS
    for person, code in (("grenay", GRENAY), ("lievin", LIEVIN)):
        confirm = pb.ConfirmParticipationRequest(name=project.name, etag=project.etag, body=body(code))
        project = await world.do(person, "ConfirmParticipation", confirm)
    assert project.state == pb.PROJECT_STATE_PROPOSED
    assert {invited.answer for invited in project.participants} == {pb.ANSWER_CONFIRMED}
    types = [envelope.type.rpartition(".")[2] for envelope in await world.events_of(project)]
    assert types[1:] == [
        "ParticipationAsked",
        "ParticipationConfirmed",
        "ParticipationConfirmed",
        "ProjectSubmitted",
    ]
    before = (await world.events_of(project))[3]
    shown = events_pb2.ParticipationConfirmed.FromString(before.data)
    assert (shown.body, shown.project.state) == (body(LIEVIN), pb.PROJECT_STATE_AWAITING_PARTNERS)
    assert not shown.project.HasField("decision")


async def test_after_a_decline_the_lead_draws_the_works_area_anew(world: World) -> None:
    project = await world.submitted(GRENAY)
    decline = pb.DeclineParticipationRequest(name=project.name, etag=project.etag, body=body(GRENAY))
    project = await world.do("grenay", "DeclineParticipation", decline)
    assert project.state == pb.PROJECT_STATE_AWAITING_PARTNERS
    changed = castors()
    changed.name, changed.etag = project.name, project.etag
    update = pb.UpdateProjectRequest(
        project=changed, update_mask=FieldMask(paths=["participants", "facts.works_area"])
    )
    project = await world.do("mayor", "UpdateProject", update)
    assert project.state == pb.PROJECT_STATE_DRAFT
    project = await world.do("mayor", "SubmitProject", pb.SubmitProjectRequest(name=project.name))
    assert project.state == pb.PROJECT_STATE_PROPOSED


async def test_a_contested_project_is_not_accepted_and_may_be_withdrawn(world: World) -> None:
    project = await world.submitted()
    contest = pb.ContestDecisionRequest(
        name=project.name,
        etag=project.etag,
        body=body(CALL),
        ground=consent_pb2.CONTEST_GROUND_SCALE,
        text="Le bassin entier est concerné.",
    )
    project = await world.do("president", "ContestDecision", contest)
    assert project.state == pb.PROJECT_STATE_CONTESTED
    accept = pb.AcceptOwnershipRequest(name=project.name, body=body(LOOS), deliberation=vote())
    refused = await world.refused("mayor", "AcceptOwnership", accept)
    assert (refused.reason, refused.metadata["allowed"]) == ("STATE_FORBIDS", "contest,convene,withdraw")
    project = await world.do("mayor", "WithdrawProject", pb.WithdrawProjectRequest(name=project.name))
    assert project.state == pb.PROJECT_STATE_WITHDRAWN


async def test_inhabitants_own_what_their_fund_pays_and_upper_levels_are_not_told(world: World) -> None:
    fund = facts.ProjectFacts(
        competence="7575",
        nature=facts.NATURE_MICRO_PROJECT,
        works_area=[body(LOOS)],
        cost=euros(800),
        initiator=facts.INITIATOR_INHABITANTS,
    )
    project = await world.submitted(facts=fund, title="Fête des voisins")
    assert project.decision.owner.kind == sub.OWNER_KIND_INHABITANTS
    assert list(project.concerned_bodies) == [body(LOOS)]
    accept = pb.AcceptOwnershipRequest(name=project.name, body=body(LOOS), deliberation=vote())
    assert (await world.do("mayor", "AcceptOwnership", accept)).state == pb.PROJECT_STATE_ACCEPTED


async def test_a_project_that_nobody_may_own_says_the_ways_out(world: World) -> None:
    plan = facts.ProjectFacts(
        competence="1035",
        nature=facts.NATURE_INVESTMENT,
        works_area=[body(LOOS), body(HENIN)],
        cost=euros(90_000),
    )
    project = await world.submitted(facts=plan, participants=[pb.Participant(body=body(HENIN))])
    confirm = pb.ConfirmParticipationRequest(name=project.name, body=body(HENIN))
    project = await world.do("henin", "ConfirmParticipation", confirm)
    assert project.state == pb.PROJECT_STATE_WITHOUT_OWNER
    assert project.decision.owner.kind == sub.OWNER_KIND_NOBODY
    assert project.decision.blocked.ways_out
    accept = pb.AcceptOwnershipRequest(name=project.name, body=body(LOOS), deliberation=vote())
    refused = await world.refused("mayor", "AcceptOwnership", accept)
    assert (refused.reason, refused.metadata["state"]) == ("STATE_FORBIDS", "without_owner")


async def test_the_history_tells_what_happened_page_by_page(world: World) -> None:
    project = await world.accepted()
    told: list[tuple[str, str, str]] = []
    token = ""
    for _ in range(4):
        page = await world.do(
            "mayor",
            "ListProjectHistory",
            pb.ListProjectHistoryRequest(name=project.name, page_size=1, page_token=token),
        )
        told += [(entry.type, entry.actor, entry.body) for entry in page.entries]
        token = page.next_page_token
    assert told == [
        ("ProjectDrafted", "people/mayor", body(LOOS)),
        ("ProjectSubmitted", "people/mayor", body(LOOS)),
        ("OpinionGiven", "people/president", body(CALL)),
        ("OwnershipAccepted", "people/mayor", body(LOOS)),
    ]
    assert token == ""


async def test_lists_go_page_by_page_newest_first(world: World) -> None:
    made = [(await world.created()).name for _ in range(3)]
    found: list[str] = []
    token = ""
    while True:
        request = pb.ListProjectsRequest(page_size=2, page_token=token, state=pb.PROJECT_STATE_DRAFT)
        page = await world.do("mayor", "ListProjects", request)
        found += [project.name for project in page.projects]
        token = page.next_page_token
        if not token:
            break
    assert found == sorted(found, reverse=True)
    assert set(made) <= set(found)
    assert len(found) == len(set(found))


async def test_free_days_that_engineering_publishes_count_in_the_next_decision(world: World) -> None:
    capacity = days.Capacity(
        name=f"capacities/{LOOS}",
        body=body(LOOS),
        free_days=[days.SkillDays(skill=facts.SKILL_ENGINEERING, days="5")],
    )
    await world.publish("engineering", f"capacities/{LOOS}", 1, CapacityPublished(capacity=capacity))
    question = sub.EvaluateSubsidiarityRequest(facts=castors().facts)
    client = world.client("mayor")
    stub = SubsidiarityServiceStub(client.channel)

    async def missing() -> list[tuple[int, str]]:
        decision = await client.call(stub.EvaluateSubsidiarity, question)
        return [(gap.skill, gap.missing_days) for gap in decision.gaps]

    async def short_of_days() -> bool:
        return await missing() == [(facts.SKILL_ENGINEERING, "35")]

    assert await eventually(short_of_days)
    await world.publish(
        "engineering",
        f"capacities/{LOOS}",
        2,
        CapacityPublished(
            capacity=days.Capacity(
                body=body(LOOS), free_days=[days.SkillDays(skill=facts.SKILL_ENGINEERING, days="400")]
            )
        ),
    )

    async def enough() -> bool:
        return not await missing()

    assert await eventually(enough)


async def test_a_question_to_the_charter_records_nothing(world: World) -> None:
    before = await world.journal_rows()
    client = world.client("nobody_in_particular")
    stub = SubsidiarityServiceStub(client.channel)
    decision = await client.call(
        stub.EvaluateSubsidiarity, sub.EvaluateSubsidiarityRequest(facts=castors().facts)
    )
    assert (decision.owner.body, decision.date.year) == (body(LOOS), today().year)
    assert await world.journal_rows() == before


OF_A_COMMAND = ("SELECT projects.id", "INSERT INTO journal", "UPDATE projects", "INSERT INTO requests")
OF_REFERENCE_DATA = ("SELECT territories", "SELECT competences", "SELECT holdings", "SELECT reference_marks")


async def test_a_submission_is_four_statements(world: World) -> None:
    """Read, journal, update, answer: what a command costs the database is counted, not hoped."""
    await world.submitted()
    draft = await world.created()
    statements: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        statements.append(" ".join(statement.split()[:3]))

    engine = world.service.foundation.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        await world.do("mayor", "SubmitProject", pb.SubmitProjectRequest(name=draft.name, etag=draft.etag))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    own = [line for line in statements if line.startswith(OF_A_COMMAND)]
    assert [line.split()[0] for line in own] == ["SELECT", "INSERT", "UPDATE", "INSERT"]
    assert not [line for line in statements if line.startswith(OF_REFERENCE_DATA)]
