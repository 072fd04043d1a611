"""The journey of a project through a whole node, told over gRPC by people with real tokens."""

from __future__ import annotations

from decimal import Decimal

import grpc

from archipel.engineering.v1 import engineering_pb2 as days
from archipel.projects.v1 import consent_pb2, people_pb2
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as pb
from archipel.projects.v1 import subsidiarity_pb2 as sub
from chassis.testing.waiting import eventually
from tests.e2e.cast import (
    ANYBODY,
    CALL,
    GRENAY,
    LIEVIN,
    LOOS,
    MAYOR,
    MAYOR_OF_LENS,
    MAYOR_OF_LIEVIN,
    NEIGHBOUR,
    OBSERVER,
    POOL_MANAGER,
    PRESIDENT,
    PROJECT_MANAGER,
    Cast,
    body,
)
from tests.e2e.tales import (
    accepted,
    agreed,
    castors,
    day,
    drafted,
    submitted,
    vote,
)

CHAIN = (PROJECT_MANAGER, OBSERVER)
"""Who reads what Loos submitted: its agglomeration and its pole."""

STRANGERS = (NEIGHBOUR, MAYOR_OF_LENS, ANYBODY)
"""A neighbour commune, another one, and somebody who is not signed in."""


async def sees(cast: Cast, who: str, name: str) -> bool:
    """Whether a person can read a project and finds it listed; both or none."""
    listed = await cast.ask(who, "projects", "ListProjects", pb.ListProjectsRequest(page_size=200))
    there = name in {project.name for project in listed.projects}
    if there:
        assert (await cast.ask(who, "projects", "GetProject", pb.GetProjectRequest(name=name))).name == name
    else:
        refused = await cast.refused(who, "projects", "GetProject", pb.GetProjectRequest(name=name))
        assert refused.code == grpc.StatusCode.NOT_FOUND
    return there


async def test_the_castors_go_from_a_draft_to_a_decision_that_the_council_accepts(cast: Cast) -> None:
    draft = await drafted(cast, castors())
    assert draft.state == pb.PROJECT_STATE_DRAFT
    for other in (*CHAIN, *STRANGERS, PRESIDENT):
        assert not await sees(cast, other, draft.name)

    proposed = await cast.ask(
        MAYOR, "projects", "SubmitProject", pb.SubmitProjectRequest(name=draft.name, etag=draft.etag)
    )
    assert proposed.state == pb.PROJECT_STATE_PROPOSED
    for other in CHAIN:
        assert await sees(cast, other, draft.name)
    for other in STRANGERS:
        assert not await sees(cast, other, draft.name)

    decision = proposed.decision
    assert (decision.owner.kind, decision.owner.body) == (sub.OWNER_KIND_BODY, body(LOOS))
    roles = {(role.party, role.role) for role in decision.roles}
    assert {(CALL, sub.ROLE_ENGINEERING_SUPPORT), (CALL, sub.ROLE_CO_FUNDER)} <= roles
    fired = {rule.id: rule for rule in decision.rules if rule.fired}
    assert {"R3", "R5", "R9"} <= set(fired)
    assert all(rule.because and rule.source and rule.title for rule in fired.values())
    assert [(gap.skill, gap.needed_days, gap.free_days, gap.missing_days) for gap in decision.gaps] == [
        (facts.SKILL_ENGINEERING, "40", "10", "30")
    ]
    assert (decision.charter_id, decision.charter_version) == ("artois", "1")
    assert 0 < len(decision.explanation.split()) < 200

    accept = pb.AcceptOwnershipRequest(
        name=draft.name, etag=proposed.etag, body=body(LOOS), deliberation=vote()
    )
    refused = await cast.refused(PRESIDENT, "projects", "AcceptOwnership", accept)
    assert refused.code == grpc.StatusCode.PERMISSION_DENIED
    running = await cast.ask(MAYOR, "projects", "AcceptOwnership", accept)
    assert (running.state, running.acceptance) == (pb.PROJECT_STATE_OPINIONS_RUNNING, vote())
    assert body(CALL) in {opinion.body for opinion in running.opinions}
    assert not await sees(cast, ANYBODY, draft.name)
    done = await agreed(cast, running)
    assert done.state == pb.PROJECT_STATE_ACCEPTED
    for anybody in (*CHAIN, *STRANGERS):
        assert await sees(cast, anybody, draft.name)


async def test_several_communes_submit_together_and_each_confirms_for_itself(cast: Cast) -> None:
    project = await submitted(cast, castors(GRENAY, LIEVIN))
    assert project.state == pb.PROJECT_STATE_AWAITING_PARTNERS
    assert not project.HasField("decision")
    for invited in (NEIGHBOUR, MAYOR_OF_LIEVIN):
        assert await sees(cast, invited, project.name)
    for other in (*CHAIN, MAYOR_OF_LENS, ANYBODY):
        assert not await sees(cast, other, project.name)

    for_another = pb.ConfirmParticipationRequest(name=project.name, etag=project.etag, body=body(LIEVIN))
    refused = await cast.refused(NEIGHBOUR, "projects", "ConfirmParticipation", for_another)
    assert refused.code == grpc.StatusCode.PERMISSION_DENIED
    assert (refused.metadata["roles"], refused.metadata["body"]) == ("elected", LIEVIN)

    for who, code in ((NEIGHBOUR, GRENAY), (MAYOR_OF_LIEVIN, LIEVIN)):
        assert project.state == pb.PROJECT_STATE_AWAITING_PARTNERS
        confirm = pb.ConfirmParticipationRequest(name=project.name, etag=project.etag, body=body(code))
        project = await cast.ask(who, "projects", "ConfirmParticipation", confirm)
    assert project.state in (pb.PROJECT_STATE_PROPOSED, pb.PROJECT_STATE_WITHOUT_OWNER)
    assert project.decision.owner.body == body(CALL), "three communes: the lowest level that covers all"
    roles = {role.party: role.role for role in project.decision.roles}
    assert {LOOS, GRENAY, LIEVIN} <= set(roles)


async def test_a_body_concerned_contests_and_nothing_is_imposed(cast: Cast) -> None:
    project = await submitted(cast, castors())
    contest = pb.ContestDecisionRequest(
        name=project.name,
        etag=project.etag,
        body=body(CALL),
        ground=consent_pb2.CONTEST_GROUND_SCALE,
        text="Cinq communes ont le même besoin.",
    )
    stranger = pb.ContestDecisionRequest(name=project.name, body=body(GRENAY), ground=1, text="Non.")
    refused = await cast.refused(NEIGHBOUR, "projects", "ContestDecision", stranger)
    assert refused.code == grpc.StatusCode.NOT_FOUND

    contested = await cast.ask(PRESIDENT, "projects", "ContestDecision", contest)
    assert contested.state == pb.PROJECT_STATE_CONTESTED
    assert [(each.body, each.ground) for each in contested.contests] == [
        (body(CALL), consent_pb2.CONTEST_GROUND_SCALE)
    ]
    accept = pb.AcceptOwnershipRequest(name=project.name, body=body(LOOS), deliberation=vote())
    refused = await cast.refused(MAYOR, "projects", "AcceptOwnership", accept)
    assert (refused.code, refused.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "STATE_FORBIDS")


async def an_agent(cast: Cast) -> days.Agent:
    """A new engineer of the CALL, whose name only the table of people knows."""
    named = people_pb2.RegisterPersonRequest(display_name="Camille Roussel", body=body(CALL))
    person = await cast.ask(POOL_MANAGER, "people", "RegisterPerson", named)
    agent = days.Agent(person=person.name, employer=body(CALL), skills=[facts.SKILL_ENGINEERING], quota="100")
    request = days.RegisterAgentRequest(agent=agent)
    made: days.Agent = await cast.ask(POOL_MANAGER, "engineering", "RegisterAgent", request)
    return made


async def request_for(cast: Cast, project: str) -> days.DayRequest:
    """The request that engineering opened by itself."""

    async def opened() -> days.DayRequest | None:
        question = days.ListDayRequestsRequest(project=project)
        listed = await cast.ask(POOL_MANAGER, "engineering", "ListDayRequests", question)
        return next(iter(listed.requests), None)

    found = await eventually(opened)
    assert found is not None
    return found


async def test_the_days_that_loos_lacks_are_lent_by_a_named_agent_of_the_call(cast: Cast) -> None:
    project = await accepted(cast, castors())
    request = await request_for(cast, project.name)
    assert (request.skill, request.days, request.automatic) == (facts.SKILL_ENGINEERING, "30", True)
    assert (request.body, request.state) == (body(LOOS), days.REQUEST_STATE_OPEN)

    agent = await an_agent(cast)
    period = {"agent": agent.name, "start_date": day(10), "end_date": day(37)}
    free = await cast.ask(
        POOL_MANAGER, "engineering", "GetAvailability", days.GetAvailabilityRequest(**period)
    )
    too_many = days.ReserveDaysRequest(request=request.name, etag=request.etag, days="25", **period)
    refused = await cast.refused(POOL_MANAGER, "engineering", "ReserveDays", too_many)
    assert (refused.code, refused.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "AGENT_OVERBOOKED")
    assert Decimal(refused.metadata["free_days"]) == Decimal(free.free_days) < 25

    for number, (amount, state) in enumerate(
        (("12.5", days.REQUEST_STATE_PARTLY_COVERED), ("17.5", days.REQUEST_STATE_COVERED))
    ):
        booking = days.ReserveDaysRequest(
            request=request.name,
            etag=request.etag,
            agent=agent.name,
            start_date=day(10 + 40 * number),
            end_date=day(45 + 40 * number),
            days=amount,
        )
        held = await cast.ask(POOL_MANAGER, "engineering", "ReserveDays", booking)
        assert (held.asking_body, held.project) == (body(LOOS), project.name)
        request = await cast.ask(
            MAYOR, "engineering", "GetDayRequest", days.GetDayRequestRequest(name=request.name)
        )
        assert request.state == state
    assert request.granted_days == "30"
    assert {(grant.lender, grant.agent) for grant in request.grants} == {(body(CALL), agent.name)}
    refused = await cast.refused(
        NEIGHBOUR, "engineering", "GetDayRequest", days.GetDayRequestRequest(name=request.name)
    )
    assert refused.code == grpc.StatusCode.NOT_FOUND
