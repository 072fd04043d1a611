"""What becomes of a plan when something happens to its project."""

from __future__ import annotations

import grpc

from archipel.funding.v1 import funding_pb2
from archipel.projects.v1 import events_pb2, project_facts_pb2, projects_pb2, subsidiarity_pb2
from chassis.testing.running import CallRefused, refusal
from chassis.testing.waiting import eventually
from tests.integration.funding.funding_requests import eur, lines_of
from tests.integration.funding.funding_world import CHAIN, World, a_project, plan_name
from tests.unit.funding.funding_examples import CALL, LOOS


async def test_only_investments_and_equipments_owned_by_a_body_open_a_plan(world: World) -> None:
    festival = a_project(nature=project_facts_pb2.NATURE_EVENT)
    third_party = a_project()
    third_party.decision.owner.kind = subsidiarity_pb2.OWNER_KIND_THIRD_PARTY
    third_party.decision.owner.body = ""
    for project in (festival, third_party):
        await world.voice.submitted(project)
    await world.church_roof()  # the reader has passed the others once it has opened this one
    for project in (festival, third_party):
        refused = await refusal(
            world.ask("mayor", "GetPlan", funding_pb2.GetPlanRequest(name=plan_name(project)))
        )
        assert refused.code == grpc.StatusCode.NOT_FOUND


async def test_the_owner_opens_by_hand_the_plan_that_did_not_open_by_itself(world: World) -> None:
    approach = a_project(cost=0, nature=project_facts_pb2.NATURE_APPROACH)
    await world.voice.submitted(approach)
    request = funding_pb2.OpenPlanRequest(body=f"territories/{LOOS}", project=approach.name, cost=eur(12_000))

    async def opened() -> funding_pb2.FinancingPlan | None:
        try:
            return await world.ask("mayor", "OpenPlan", request)
        except CallRefused as refused:
            if refused.reason != "PROJECT_NOT_FOUND":
                raise
            return None

    plan = await eventually(opened)
    assert plan is not None
    assert (plan.cost, plan.equipment) == (eur(12_000), False)
    again = funding_pb2.OpenPlanRequest(body=f"territories/{LOOS}", project=approach.name)
    refused = await refusal(world.ask("mayor", "OpenPlan", again))
    assert (refused.code, refused.reason) == (grpc.StatusCode.ALREADY_EXISTS, "PLAN_EXISTS")


async def test_a_withdrawn_project_closes_its_plan(world: World) -> None:
    project = a_project()
    await world.voice.submitted(project)
    plan = await world.opened(project)
    await world.voice.withdrawn(project)

    async def closed() -> bool:
        return (await world.plan(plan.name)).state == funding_pb2.PLAN_STATE_CLOSED

    assert await eventually(closed)
    refused = await refusal(world.ask("mayor", "SetLines", lines_of(plan, etag="")))
    assert (refused.code, refused.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "STATE_FORBIDS")


async def test_a_restricted_project_keeps_its_plan_among_the_bodies_concerned(world: World) -> None:
    project = a_project()
    await world.voice.submitted(project)
    await world.opened(project)
    project.title = "Toiture, sous réserve"
    await world.voice.accepted(project, audience=(LOOS,))

    async def renamed() -> bool:
        return (await world.plan(plan_name(project))).title == project.title

    assert await eventually(renamed)
    refused = await refusal(
        world.ask("observer", "GetPlan", funding_pb2.GetPlanRequest(name=plan_name(project)))
    )
    assert refused.reason == "PLAN_NOT_FOUND"


async def test_a_plan_is_public_once_the_decision_is_final_and_not_before(world: World) -> None:
    project = a_project()
    await world.voice.submitted(project)
    await world.opened(project)
    project.state = projects_pb2.PROJECT_STATE_OPINIONS_RUNNING
    project.title = "Toiture, avis en cours"
    await world.voice.say(project.name, events_pb2.OwnershipAccepted(project=project), CHAIN)
    await eventually(lambda: titled(world, project))
    assert not (await world.plan(plan_name(project))).public
    project.state = projects_pb2.PROJECT_STATE_ACCEPTED
    await world.voice.say(project.name, events_pb2.OpinionsDeemed(project=project), ())

    async def public() -> bool:
        return (await world.plan(plan_name(project))).public

    assert await eventually(public)


async def test_a_plan_follows_its_project_to_another_owner(world: World) -> None:
    project = a_project()
    await world.voice.submitted(project)
    plan = await world.opened(project)
    await world.voice.accepted(project)
    project.decision.owner.body = f"territories/{CALL}"
    project.epoch = 2
    moved = events_pb2.OwnershipTransferred(
        project=project, **{"from": f"territories/{LOOS}"}, to=f"territories/{CALL}"
    )
    await world.voice.say(project.name, moved, ())

    async def followed() -> bool:
        return (await world.plan(plan.name)).owner == f"territories/{CALL}"

    assert await eventually(followed)


async def titled(world: World, project: projects_pb2.Project) -> bool:
    return (await world.plan(plan_name(project))).title == project.title
