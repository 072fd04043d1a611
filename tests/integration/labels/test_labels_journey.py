"""From campaign to award through real gRPC, PostgreSQL and NATS, and what the stream tells of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import grpc
import pytest
from nats.js.errors import NotFoundError

from archipel.journal.v1.journal_pb2 import Envelope
from archipel.labels.v1 import applications_pb2 as apps
from archipel.labels.v1 import events_pb2 as events
from archipel.labels.v1 import labels_pb2 as pb
from archipel.projects.v1 import events_pb2 as project_events
from archipel.projects.v1 import projects_pb2
from chassis.broker import session
from chassis.journal.verify import verify
from chassis.subjects import stream_name
from chassis.testing.running import CallRefused, refusal
from chassis.testing.waiting import eventually
from chassis.wire import date_to_wire
from services.labels.storage.tables import metadata
from tests.integration.labels.world import (
    CRITERIA,
    LOOS,
    POLE,
    World,
    a_project,
    decide_request,
    mark_request,
    today,
)


async def published(world: World, resource: str) -> list[Envelope]:
    """The events of a resource on the stream of labels so far, in order."""
    found = []
    async with session(world.nats_url, "test-look") as broker:
        try:
            info = await broker.stream_api.stream_info(stream_name("labels"))
        except NotFoundError:
            return []  # the relay has not begun yet
        for sequence in range(1, info.state.messages + 1):
            message = await broker.stream_api.get_msg(stream_name("labels"), seq=sequence)
            envelope = Envelope.FromString(message.data or b"")
            if envelope.subject == resource:
                found.append(envelope)
    return found


async def test_a_project_is_labelled_and_everybody_may_read_why(world: World) -> None:
    made = await world.application()
    assert made.state == apps.APPLICATION_STATE_SUBMITTED
    assert tuple(made.applicable_criteria) == CRITERIA
    for juror in ("juror", "second_juror"):
        made = await world.call(
            juror, "DeclareInterests", pb.DeclareInterestsRequest(name=made.name, etag="")
        )
        made = await world.call(juror, "MarkCriteria", mark_request(made.name, 3, etag=made.etag))
    assert made.state == apps.APPLICATION_STATE_IN_INSTRUCTION
    for committee in ("technical", "quality"):
        opinion = apps.Opinion(committee=committee, advice=apps.ADVICE_FAVOURABLE)
        await world.call("chair", "GiveOpinion", pb.GiveOpinionRequest(name=made.name, opinion=opinion))
    await world.call("chair", "Decide", decide_request(made.name))

    seen = await world.call("", "GetApplication", pb.GetApplicationRequest(name=made.name))
    assert seen.state == apps.APPLICATION_STATE_AWARDED
    assert (seen.score.value, seen.score.potential) == ("75", "87")
    assert seen.award.stage_title == "Labellisé Euralens"
    assert seen.award.valid_from == date_to_wire(today())
    assert seen.award.valid_to.year == today().year + 3
    assert (seen.decision.in_favour, seen.decision.against, seen.decision.abstentions) == (7, 1, 1)
    assert {sheet.juror for sheet in seen.sheets} == {"people/juror", "people/second_juror"}
    assert [opinion.committee for opinion in seen.opinions] == ["technical", "quality"]


async def test_the_stream_tells_each_step_to_those_who_may_know(world: World) -> None:
    made = await world.awarded()

    async def whole() -> list[Envelope]:
        found = await published(world, made.name)
        return found if len(found) == 6 else []

    told = await eventually(whole)
    assert [envelope.type.rpartition(".")[2] for envelope in told] == [
        "ApplicationSubmitted",
        "ApplicationInterestsDeclared",
        "ApplicationMarked",
        "ApplicationInterestsDeclared",
        "ApplicationMarked",
        "ApplicationAwarded",
    ]
    assert [envelope.version for envelope in told] == [1, 2, 3, 4, 5, 6]
    assert all(list(envelope.audience) == [POLE, LOOS] for envelope in told[:-1])
    assert list(told[-1].audience) == []
    second_mark = events.ApplicationMarked.FromString(told[4].data).application
    assert second_mark.jurors_marked == 2
    assert (len(second_mark.sheets), len(second_mark.statements)) == (0, 0)
    assert not second_mark.HasField("score")
    award = events.ApplicationAwarded.FromString(told[-1].data).application
    assert award == made


async def test_a_deferral_asks_for_engineering_days_and_stays_between_the_bodies(world: World) -> None:
    made = await world.marked(value=1)
    refused = await refusal(world.call("chair", "Decide", decide_request(made.name)))
    assert (refused.code, refused.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "SCORE_TOO_LOW")
    assert refused.metadata["score"] == "25.00"
    request = decide_request(
        made.name, outcome=apps.OUTCOME_DEFERRED, demands=["Chiffrer l’entretien."], support_days="12.5"
    )
    deferred = await world.call("chair", "Decide", request)
    assert deferred.state == apps.APPLICATION_STATE_DEFERRED
    assert (list(deferred.decision.demands), deferred.decision.support_days) == (
        ["Chiffrer l’entretien."],
        "12.5",
    )
    hidden = await refusal(
        world.call("neighbour", "GetApplication", pb.GetApplicationRequest(name=made.name))
    )
    assert hidden.code == grpc.StatusCode.NOT_FOUND


async def test_an_award_of_a_restricted_project_stays_with_its_bodies(world: World) -> None:
    project = await world.project(restricted=True)
    made = await world.application(project=project)
    for juror in ("juror", "second_juror"):
        await world.call(juror, "DeclareInterests", pb.DeclareInterestsRequest(name=made.name))
        await world.call(juror, "MarkCriteria", mark_request(made.name))
    await world.call("chair", "Decide", decide_request(made.name))
    question = pb.GetApplicationRequest(name=made.name)
    assert (await world.call("mayor", "GetApplication", question)).HasField("award")
    assert (await refusal(world.call("", "GetApplication", question))).code == grpc.StatusCode.NOT_FOUND


async def test_marks_stay_secret_until_the_decision(world: World) -> None:
    made = await world.marked()
    question = pb.GetApplicationRequest(name=made.name)
    for person in ("mayor", "observer"):
        seen = await world.call(person, "GetApplication", question)
        assert (len(seen.sheets), len(seen.statements), seen.HasField("score")) == (0, 0, False)
        assert seen.jurors_marked == 2
    own = await world.call("juror", "GetApplication", question)
    assert [sheet.juror for sheet in own.sheets] == ["people/juror"]
    listed = await world.call("mayor", "ListApplications", pb.ListApplicationsRequest(campaign=made.campaign))
    assert len(listed.applications[0].sheets) == 0
    assert len((await world.call("chair", "GetApplication", question)).sheets) == 2


async def test_a_juror_with_a_conflict_of_interest_does_not_mark(world: World) -> None:
    made = await world.application()
    denied = await refusal(
        world.call("loos_juror", "DeclareInterests", pb.DeclareInterestsRequest(name=made.name))
    )
    assert (denied.code, denied.reason) == (grpc.StatusCode.PERMISSION_DENIED, "CONFLICT_OF_INTEREST")
    assert denied.metadata["bodies"] == LOOS
    statement = pb.DeclareInterestsRequest(name=made.name, conflict=True, text="Mon cabinet suit ce projet.")
    await world.call("juror", "DeclareInterests", statement)
    for juror, reason in (
        ("juror", "CONFLICT_OF_INTEREST"),
        ("loos_juror", "CONFLICT_OF_INTEREST"),
        ("second_juror", "STATEMENT_MISSING"),
    ):
        refused = await refusal(world.call(juror, "MarkCriteria", mark_request(made.name)))
        assert refused.reason == reason


async def test_a_draft_is_not_known_and_a_withdrawn_project_cannot_apply(world: World) -> None:
    draft = a_project(state=projects_pb2.PROJECT_STATE_DRAFT)
    await world.tell(project_events.ProjectDrafted(project=draft))
    later = await world.project()  # heard after the draft, so the draft was heard too
    assert await world.copy_state(draft.name) is None
    campaign = await world.campaign()
    refused = await refusal(world.application(campaign=campaign.name, project=draft.name))
    assert (refused.code, refused.reason) == (grpc.StatusCode.NOT_FOUND, "PROJECT_NOT_FOUND")

    draft.state = projects_pb2.PROJECT_STATE_PROPOSED
    await world.tell(project_events.ProjectSubmitted(project=draft))
    assert await eventually(lambda: world.copy_state(draft.name))
    gone = a_project(name=later, state=projects_pb2.PROJECT_STATE_WITHDRAWN)
    await world.tell(project_events.ProjectWithdrawn(project=gone))

    async def withdrawn() -> bool:
        return await world.copy_state(later) == "withdrawn"

    assert await eventually(withdrawn)
    refused = await refusal(world.application(campaign=campaign.name, project=later))
    assert refused.fields == {"project": "PROJECT_NOT_READY"}
    assert (await world.application(campaign=campaign.name, project=draft.name)).name


@pytest.mark.parametrize(("first", "last"), [(1, 30), (-30, -1)])
async def test_a_campaign_takes_nothing_outside_its_days(world: World, first: int, last: int) -> None:
    campaign = await world.campaign(
        opens=date_to_wire(today() + timedelta(days=first)),
        closes=date_to_wire(today() + timedelta(days=last)),
    )
    refused = await refusal(world.application(campaign=campaign.name))
    assert (refused.code, refused.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "CAMPAIGN_NOT_OPEN")


async def test_two_applications_at_once_for_one_project_leave_one(world: World) -> None:
    campaign, project = (await world.campaign()).name, await world.project()
    answers = await asyncio.gather(
        *(world.application(campaign=campaign, project=project) for _ in range(4)), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, CallRefused)]
    assert [answer.reason for answer in refused] == ["ALREADY_APPLIED"] * 3
    assert {answer.code for answer in refused} == {grpc.StatusCode.ALREADY_EXISTS}
    assert len([answer for answer in answers if isinstance(answer, apps.Application)]) == 1


async def test_the_quota_holds_when_two_instructions_start_at_once(world: World) -> None:
    campaign = (await world.campaign(quota=1)).name
    made = [await world.application(campaign=campaign) for _ in range(3)]
    answers = await asyncio.gather(
        *(
            world.call("juror", "DeclareInterests", pb.DeclareInterestsRequest(name=each.name))
            for each in made
        ),
        return_exceptions=True,
    )
    refused = [answer for answer in answers if isinstance(answer, CallRefused)]
    assert [answer.code for answer in refused] == [grpc.StatusCode.RESOURCE_EXHAUSTED] * 2
    assert refused[0].metadata["quota"] == "1"


async def test_two_jurors_who_mark_at_once_are_both_heard(world: World) -> None:
    made = await world.application()
    jurors = ("juror", "second_juror")
    for juror in jurors:
        await world.call(juror, "DeclareInterests", pb.DeclareInterestsRequest(name=made.name))
    await asyncio.gather(*(world.call(juror, "MarkCriteria", mark_request(made.name)) for juror in jurors))
    seen = await world.call("chair", "GetApplication", pb.GetApplicationRequest(name=made.name))
    assert seen.jurors_marked == 2


async def test_the_journal_verifies(world: World) -> None:
    await world.awarded()
    foundation = world.service.foundation
    report = await verify(foundation.engine, metadata, foundation.settings.checkpoint_dir, "labels")
    assert report.findings == []
