"""What projects teach, over the wire: evaluations, guiding principles, days given back, lots."""

from __future__ import annotations

from typing import Any

import grpc
from google.protobuf.field_mask_pb2 import FieldMask

from archipel.engineering.v1 import engineering_pb2 as days
from archipel.engineering.v1.events_pb2 import CapacityPublished
from archipel.projects.v1 import events_pb2, ownership_pb2
from archipel.projects.v1 import learning_service_pb2 as learn
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as pb
from archipel.projects.v1 import subsidiarity_pb2 as sub
from archipel.projects.v1.subsidiarity_pb2_grpc import SubsidiarityServiceStub
from chassis.testing.waiting import eventually
from tests.integration.projects.project.handing_over import offering, owned_by, wishing
from tests.integration.projects.project.world import (
    CALL,
    HENIN,
    LIEVIN,
    LOOS,
    POLE,
    World,
    body,
    castors,
    vote,
)

SUCCEEDED = ownership_pb2.EVALUATION_CLASS_SUCCEEDED
FAILED_WITH_LESSONS = ownership_pb2.EVALUATION_CLASS_FAILED_WITH_LESSONS
CONFIRM = ownership_pb2.EVALUATION_OUTCOME_CONFIRM
REOPEN = ownership_pb2.EVALUATION_OUTCOME_REOPEN


def evaluating(project: pb.Project, by: str = LOOS, found: int = SUCCEEDED, **changes: Any) -> Any:
    said: dict[str, Any] = {
        "name": project.name,
        "etag": project.etag,
        "body": body(by),
        "class": found,
        "results": "Vingt logements rénovés.",
        "lessons": "Un interlocuteur par quartier.",
        "outcome": CONFIRM,
    }
    return learn.EvaluateProjectRequest(**{**said, **changes})


async def experience(world: World, **changes: Any) -> pb.Project:
    """An evaluated project of Loos."""
    project = await world.accepted(**changes)
    made: pb.Project = await world.do("mayor", "EvaluateProject", evaluating(project))
    return made


async def test_the_owner_evaluates_and_the_history_shows_it(world: World) -> None:
    project = await world.accepted()
    assert project.HasField("review_date")
    evaluated = await world.do("mayor", "EvaluateProject", evaluating(project))
    (evaluation,) = evaluated.evaluations
    assert (getattr(evaluation, "class"), evaluation.body) == (SUCCEEDED, body(LOOS))
    assert (evaluated.owner, evaluated.HasField("reassessment")) == (body(LOOS), False)
    events = await world.events_of(project)
    assert events[-1].type == events_pb2.ProjectEvaluated.DESCRIPTOR.full_name


async def test_an_experiment_is_reopened_at_r1_then_moves_up_by_agreement_alone(world: World) -> None:
    shown = facts.Evidence(criterion=facts.SCALE_CRITERION_BASIN_MARKET, document="Étude 2026-04")
    trial = castors()
    trial.facts.experiment = True
    trial.facts.evidence.append(shown)
    project = await world.accepted(facts=trial.facts)
    assert project.owner == body(LOOS)
    request = evaluating(project, outcome=REOPEN, experiment_ended=True)
    reopened = await world.do("mayor", "EvaluateProject", request)
    assert reopened.reassessment.owner.body == body(CALL)
    assert (reopened.owner, reopened.epoch) == (body(LOOS), 1)
    offered = await world.do(
        "mayor", "OfferTransfer", offering(reopened, reason=ownership_pb2.TRANSFER_REASON_EVALUATION)
    )
    await world.do("president", "WishTransfer", wishing(offered))
    moved = await owned_by(world, project, CALL)
    assert moved.ownership[1].reason == ownership_pb2.TRANSFER_REASON_EVALUATION
    assert (LOOS, sub.ROLE_CO_OWNER) in [(role.party, role.role) for role in moved.decision.roles]
    by_the_new_owner = evaluating(moved, CALL)
    assert len((await world.do("president", "EvaluateProject", by_the_new_owner)).evaluations) == 2


async def test_nobody_but_the_owner_evaluates(world: World) -> None:
    project = await world.accepted()
    refused = await world.refused("president", "EvaluateProject", evaluating(project, CALL))
    assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_THE_OWNER")
    proposed = await world.submitted()
    refused = await world.refused("mayor", "EvaluateProject", evaluating(proposed))
    assert refused.reason == "STATE_FORBIDS"


async def test_an_evaluation_that_cannot_be_is_told_with_all_its_faults(world: World) -> None:
    project = await world.accepted()
    empty = learn.EvaluateProjectRequest(name=project.name, body=body(LOOS))
    assert (await world.refused("mayor", "EvaluateProject", empty)).fields == {
        "class": "REQUIRED",
        "outcome": "REQUIRED",
    }
    bare = evaluating(project, found=FAILED_WITH_LESSONS, results="", lessons=" ")
    assert (await world.refused("mayor", "EvaluateProject", bare)).fields == {
        "results": "REQUIRED",
        "lessons": "REQUIRED",
    }


async def test_three_experiences_give_a_principle_that_everybody_reads(world: World) -> None:
    made = [await experience(world) for _ in range(3)]
    listed = await world.do("", "ListExperiences", learn.ListExperiencesRequest(competence="6520"))
    assert {project.name for project in made} <= {project.name for project in listed.projects}
    propose = learn.ProposePrincipleRequest(
        body=body(POLE),
        title="Une porte par quartier",
        text="Chaque rénovation groupée a un interlocuteur connu des habitants.",
        projects=[project.name for project in made],
    )
    principle = await world.do("bureau", "ProposePrinciple", propose)
    assert (principle.state, principle.competence) == (ownership_pb2.PRINCIPLE_STATE_PROPOSED, "6520")
    adopt = learn.AdoptPrincipleRequest(
        name=principle.name, etag=principle.etag, body=body(POLE), deliberation=vote()
    )
    adopted = await world.do("bureau", "AdoptPrinciple", adopt)
    read = await world.do(
        "",
        "ListPrinciples",
        learn.ListPrinciplesRequest(competence="6520", state=ownership_pb2.PRINCIPLE_STATE_ADOPTED),
    )
    assert adopted in read.principles
    withdraw = learn.WithdrawPrincipleRequest(name=principle.name, etag=adopted.etag, body=body(POLE))
    withdrawn = await world.do("bureau", "WithdrawPrinciple", withdraw)
    assert withdrawn.state == ownership_pb2.PRINCIPLE_STATE_WITHDRAWN


async def test_a_principle_needs_three_experiences_and_a_body_that_sees_several(world: World) -> None:
    made = [await experience(world) for _ in range(2)]
    propose = learn.ProposePrincipleRequest(
        body=body(CALL), title="Trop tôt", text="Deux ne suffisent pas.", projects=[p.name for p in made]
    )
    refused = await world.refused("president", "ProposePrinciple", propose)
    assert refused.fields == {"projects": "TOO_FEW"}
    propose.body = body(LOOS)
    refused = await world.refused("mayor", "ProposePrinciple", propose)
    assert refused.reason == "LEVEL_CANNOT_PROPOSE"


async def test_an_experiment_that_failed_with_lessons_costs_its_town_no_days(world: World) -> None:
    trial = castors(lead=body(LIEVIN))
    trial.facts.works_area[:] = [body(LIEVIN)]
    trial.facts.experiment = True

    async def publish(free: str, version: int) -> None:
        capacity = days.Capacity(
            body=body(LIEVIN), free_days=[days.SkillDays(skill=facts.SKILL_ENGINEERING, days=free)]
        )
        message = CapacityPublished(capacity=capacity)
        await world.publish("engineering", f"capacities/{LIEVIN}", version, message)

    async def missing() -> list[str]:
        client = world.client("lievin")
        question = sub.EvaluateSubsidiarityRequest(facts=trial.facts)
        answer = await client.call(SubsidiarityServiceStub(client.channel).EvaluateSubsidiarity, question)
        return [gap.missing_days for gap in answer.gaps]

    await publish("25", 1)
    assert await eventually(lambda: same(missing, ["15"]))
    draft = await world.do("lievin", "CreateProject", pb.CreateProjectRequest(project=trial))
    submitted = await world.do("lievin", "SubmitProject", pb.SubmitProjectRequest(name=draft.name))
    agreed = await world.agreed(submitted)
    accept = pb.AcceptOwnershipRequest(name=agreed.name, body=body(LIEVIN), deliberation=vote())
    project = await world.do("lievin", "AcceptOwnership", accept)
    await publish("0", 2)
    assert await eventually(lambda: same(missing, ["40"]))
    failed = evaluating(project, LIEVIN, found=FAILED_WITH_LESSONS)
    await world.do("lievin", "EvaluateProject", failed)
    assert await missing() == ["15"]
    await publish("100000", 3)
    assert await eventually(lambda: same(missing, []))


async def same(ask: Any, wanted: list[str]) -> bool:
    return bool(await ask() == wanted)


async def test_a_lot_is_decided_by_itself_and_listed_under_its_programme(world: World) -> None:
    programme = await world.accepted()
    draft = await world.created(part_of=programme.name)
    assert draft.part_of == programme.name
    lot = await world.do("mayor", "SubmitProject", pb.SubmitProjectRequest(name=draft.name))
    assert (lot.part_of, lot.decision.number) == (programme.name, 1)
    found = await world.do("mayor", "ListProjects", pb.ListProjectsRequest(part_of=programme.name))
    assert [project.name for project in found.projects] == [lot.name]
    elsewhere = pb.UpdateProjectRequest(
        project=pb.Project(name=draft.name, part_of=lot.name), update_mask=FieldMask(paths=["part_of"])
    )
    assert (await world.refused("mayor", "UpdateProject", elsewhere)).fields == {
        "update_mask": "UNKNOWN_FIELD"
    }


async def test_a_lot_of_what_is_no_programme_is_refused_on_its_field(world: World) -> None:
    programme = await world.accepted()
    lot = await world.created(part_of=programme.name)
    for part_of, reason in (
        (lot.name, "NOT_A_PROGRAMME"),
        ("projects/0190a000-0000-7000-8000-000000000000", "UNKNOWN_PROJECT"),
        ("projects/un", "NAME_MALFORMED"),
    ):
        request = pb.CreateProjectRequest(project=castors(part_of=part_of))
        refused = await world.refused("mayor", "CreateProject", request)
        assert refused.fields == {"project.part_of": reason}
    foreign = castors(lead=body(HENIN), part_of=programme.name)
    foreign.facts.works_area[:] = [body(HENIN)]
    refused = await world.refused("henin", "CreateProject", pb.CreateProjectRequest(project=foreign))
    assert refused.fields == {"project.part_of": "BODY_NOT_CONCERNED"}
