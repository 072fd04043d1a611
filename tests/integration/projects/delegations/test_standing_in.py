"""A mayor is away: somebody stands in, in every service, for those days alone, and stays who they are."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import grpc

from archipel.funding.v1 import funding_pb2
from archipel.identity.v1.delegations_pb2 import (
    CreateDelegationRequest,
    GetDelegationRequest,
    ListDelegatesRequest,
    ListDelegationsRequest,
    RevokeDelegationRequest,
)
from archipel.identity.v1.identity_pb2 import (
    DELEGATION_STATE_REVOKED,
    Delegation,
    DelegationGranted,
    DelegationRevoked,
)
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as pb
from chassis.domain import end_of_day, paris_day
from chassis.testing.running import CallRefused, refusal
from chassis.testing.waiting import eventually
from chassis.wire import date_to_wire
from services.funding.domain.project_ref import plan_id_of
from tests.integration.funding.funding_requests import eur, grant_of, lines_of, payment_of, request_of
from tests.integration.projects.delegations.conftest import Scene, asked_to_lend
from tests.integration.projects.project.world import CALL, HENIN, LOOS, body, castors, euros


def creating(lead: str = LOOS) -> pb.CreateProjectRequest:
    return pb.CreateProjectRequest(project=castors(lead=body(lead)))


async def submitted_by(scene: Scene, person: str, project: pb.Project | None = None) -> pb.Project:
    draft = await scene.do(
        person, "CreateProject", pb.CreateProjectRequest(project=project) if project else creating()
    )
    made: pb.Project = await scene.do(
        person, "SubmitProject", pb.SubmitProjectRequest(name=draft.name, etag=draft.etag)
    )
    return made


async def test_who_stands_in_submits_under_their_own_name_and_the_journal_says_by_which_delegation(
    scene: Scene,
) -> None:
    before = await scene.refused("deputy", "CreateProject", creating())
    assert (before.code, before.reason) == (grpc.StatusCode.PERMISSION_DENIED, "ROLE_MISSING")
    lent = await scene.lend("mayor", "deputy")
    project = await submitted_by(scene, "deputy")
    told = await scene.written(scene.world.service, project.name)
    assert {(each.actor, tuple(each.delegations)) for each in told} == {("deputy", (lent.name,))}
    await scene.take_back("mayor", lent)


async def test_the_role_is_that_of_one_body_and_is_not_lent_on(scene: Scene) -> None:
    lent = await scene.lend("mayor", "deputy")
    elsewhere = await scene.refused("deputy", "CreateProject", creating(HENIN))
    assert (elsewhere.reason, elsewhere.metadata["body"]) == ("ROLE_MISSING", HENIN)
    on = await scene.refused("deputy", "CreateDelegation", asked_to_lend(scene.clock, "manager"))
    assert (on.code, on.reason, on.metadata["body"]) == (
        grpc.StatusCode.PERMISSION_DENIED,
        "ROLE_IS_LENT",
        LOOS,
    )
    names = await scene.refused("deputy", "ListDelegates", ListDelegatesRequest(body=body(LOOS)))
    assert names.reason == "ROLE_IS_LENT"
    await scene.take_back("deputy", lent)


async def test_once_taken_back_the_refusal_names_role_and_body(scene: Scene) -> None:
    lent = await scene.lend("mayor", "deputy")
    draft = await scene.do("deputy", "CreateProject", creating())
    await scene.take_back("first_deputy", lent)
    request = pb.SubmitProjectRequest(name=draft.name, etag=draft.etag)
    refused = await scene.refused("deputy", "SubmitProject", request)
    assert (refused.reason, refused.metadata) == ("ROLE_MISSING", {"body": LOOS, "roles": "elected"})
    assert LOOS in refused.message
    assert (await scene.do("mayor", "SubmitProject", request)).name == draft.name


async def test_it_ends_by_the_calendar_in_paris_without_any_event(scene: Scene) -> None:
    lent = await scene.lend("mayor", "deputy")
    now = scene.clock.instant
    end = end_of_day(paris_day(now) + timedelta(days=2))
    try:
        scene.clock.instant = end - timedelta(seconds=1)
        await submitted_by(scene, "deputy")
        scene.clock.instant = end
        refused = await scene.refused("deputy", "CreateProject", creating())
        assert (refused.reason, refused.metadata["body"]) == ("ROLE_MISSING", LOOS)
        too_late = RevokeDelegationRequest(name=lent.name, body=lent.body)
        assert (await scene.refused("mayor", "RevokeDelegation", too_late)).reason == "DELEGATION_OVER"
        assert len(await scene.written(scene.world.service, lent.name)) == 1
    finally:
        scene.clock.instant = now
    await scene.take_back("mayor", lent)


async def test_one_that_begins_tomorrow_does_nothing_today(scene: Scene) -> None:
    day = paris_day(scene.clock.now())
    tomorrow = date_to_wire(day + timedelta(days=1))
    later = await scene.do(
        "mayor", "CreateDelegation", asked_to_lend(scene.clock, "deputy", first_day=tomorrow)
    )
    # Streams are in order: who knows of the one after knows of this one.
    marker = await scene.lend("manager", "first_deputy", "project_manager")
    assert (await scene.refused("deputy", "CreateProject", creating())).reason == "ROLE_MISSING"
    for who, lent in (("mayor", later), ("manager", marker)):
        await scene.take_back(who, lent)


async def test_the_journal_tells_the_body_who_lent_what_to_whom_and_who_took_it_back(scene: Scene) -> None:
    lent = await scene.lend("mayor", "deputy")
    taken = await scene.take_back("first_deputy", lent)
    assert taken.state == DELEGATION_STATE_REVOKED
    granted, revoked = await scene.written(scene.world.service, lent.name)
    assert [(each.actor, each.body, list(each.audience)) for each in (granted, revoked)] == [
        ("mayor", LOOS, [LOOS]),
        ("first_deputy", LOOS, [LOOS]),
    ]
    assert DelegationGranted.FromString(granted.data).delegation == lent
    assert DelegationRevoked.FromString(revoked.data).delegation == taken


async def test_the_same_request_again_lends_once(scene: Scene) -> None:
    request = asked_to_lend(scene.clock, "deputy", request_id="6f9b6d3e-3a52-4f5e-9a0e-3d1a3b6f7a11")
    first = await scene.do("mayor", "CreateDelegation", request)
    assert await scene.do("mayor", "CreateDelegation", request) == first
    await scene.knows(first, holds=True)
    await scene.take_back("mayor", first)


async def test_of_several_at_once_for_the_same_days_one_stands(scene: Scene) -> None:
    asked = [asked_to_lend(scene.clock, person) for person in ("deputy", "manager", "first_deputy") * 2]
    answers = await asyncio.gather(
        *(scene.do("mayor", "CreateDelegation", each) for each in asked), return_exceptions=True
    )
    (lent,) = [each for each in answers if not isinstance(each, CallRefused)]
    assert {each.reason for each in answers if isinstance(each, CallRefused)} == {"DELEGATION_OVERLAPS"}
    assert isinstance(lent, Delegation)
    await scene.knows(lent, holds=True)
    await scene.take_back("mayor", lent)


async def test_all_that_is_wrong_with_a_request_is_told_field_by_field(scene: Scene) -> None:
    yesterday = date_to_wire(paris_day(scene.clock.now()) - timedelta(days=1))
    wrong = asked_to_lend(scene.clock, "nobody-known", first_day=yesterday, last_day=yesterday, reason=" ")
    assert (await scene.refused("mayor", "CreateDelegation", wrong)).fields == {
        "delegate": "PERSON_UNKNOWN",
        "first_day": "DAY_PASSED",
        "reason": "REQUIRED",
    }
    unreadable = CreateDelegationRequest(body="Loos", role="king", delegate="maire", reason="Congés")
    assert set((await scene.refused("mayor", "CreateDelegation", unreadable)).fields) == {
        "body",
        "role",
        "delegate",
        "first_day",
        "last_day",
    }
    elsewhere = asked_to_lend(scene.clock, "officer")
    unknown = await scene.refused("mayor", "CreateDelegation", elsewhere)
    assert unknown.fields == {"delegate": "PERSON_UNKNOWN"}
    juror = asked_to_lend(scene.clock, "officer", role="juror", body=body(CALL))
    assert (await scene.refused("juror", "CreateDelegation", juror)).fields == {"role": "ROLE_NOT_LENT"}


async def test_another_body_reads_nothing_and_the_people_of_the_body_read_all(scene: Scene) -> None:
    lent = await scene.lend("mayor", "deputy")
    hidden = await scene.refused("stranger", "GetDelegation", GetDelegationRequest(name=lent.name))
    unknown = lent.name[:-4] + "0000"
    none = await scene.refused("stranger", "GetDelegation", GetDelegationRequest(name=unknown))
    assert (hidden.code, hidden.message.replace(lent.name, "")) == (
        none.code,
        none.message.replace(unknown, ""),
    )
    listed = await scene.refused("stranger", "ListDelegations", ListDelegationsRequest(body=body(LOOS)))
    assert listed.metadata["body"] == LOOS
    for who, of in (("manager", body(LOOS)), ("deputy", ""), ("mayor", "")):
        page = await scene.do(who, "ListDelegations", ListDelegationsRequest(body=of, page_size=1))
        assert [each.name for each in page.delegations] == [lent.name]
    await scene.take_back("mayor", lent)


async def test_the_people_of_a_body_are_those_who_signed_in_with_it(scene: Scene) -> None:
    first = await scene.do("mayor", "ListDelegates", ListDelegatesRequest(body=body(LOOS), page_size=2))
    rest = await scene.do(
        "mayor", "ListDelegates", ListDelegatesRequest(body=body(LOOS), page_token=first.next_page_token)
    )
    assert [*first.people, *rest.people] == ["people/deputy", "people/first_deputy", "people/manager"]


async def plan_of(scene: Scene, project: pb.Project) -> funding_pb2.FinancingPlan:
    """The plan that funding opens once it hears of the project."""
    name = f"plans/{plan_id_of(project.name.removeprefix('projects/'))}"

    async def opened() -> funding_pb2.FinancingPlan | None:
        try:
            found: funding_pb2.FinancingPlan = await scene.fund(
                "mayor", "GetPlan", funding_pb2.GetPlanRequest(name=name)
            )
        except CallRefused as refused:
            if refused.code is not grpc.StatusCode.NOT_FOUND:
                raise
            return None
        return found

    plan = await eventually(opened, seconds=20)
    assert plan is not None
    return plan


async def test_who_granted_cannot_pay_through_a_lent_role_and_somebody_else_can(scene: Scene) -> None:
    roof = pb.Project(
        title="Toiture solaire de l’église",
        lead=body(LOOS),
        facts=facts.ProjectFacts(
            competence="1035",
            nature=facts.NATURE_INVESTMENT,
            works_area=[body(LOOS)],
            cost=euros(261_930),
            equipment=True,
        ),
    )
    plan = await plan_of(scene, await submitted_by(scene, "mayor", roof))
    plan = await scene.fund("mayor", "SetLines", lines_of(plan))
    plan = await scene.fund("mayor", "RequestFondsDeConcours", request_of(plan))
    plan = await scene.fund("officer", "GrantFondsDeConcours", grant_of(plan))
    lent = await scene.lend("project_lead", "officer", "project_manager", body=body(CALL))
    refused = await refusal(scene.fund("officer", "RecordPayment", payment_of(plan, eur(21_000))))
    assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "FOUR_EYES")
    await scene.take_back("project_lead", lent)

    lent = await scene.lend("project_lead", "accountant", "project_manager", body=body(CALL))
    plan = await scene.fund("accountant", "RecordPayment", payment_of(plan, eur(21_000)))
    assert plan.lines[2].payments[0].recorded_by == "people/accountant"
    paid = (await scene.written(scene.funding, plan.name))[-1]
    assert (paid.actor, list(paid.delegations)) == ("accountant", [lent.name])
    await scene.take_back("accountant", lent)
