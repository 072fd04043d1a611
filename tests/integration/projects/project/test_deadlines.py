"""Silence is consent on the real service: a deadline survives restarts, rings once among several processes,
and a clock that is set back takes nothing back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

import services.projects
from archipel.journal.v1.journal_pb2 import Envelope
from archipel.projects.v1 import consent_pb2, consent_service_pb2, events_pb2, ownership_pb2
from archipel.projects.v1 import projects_pb2 as pb
from chassis.domain import SystemClock, beginning_of_day, end_of_day
from chassis.service import Service
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import running
from chassis.testing.waiting import eventually
from services.projects.__main__ import build
from services.projects.import_territories import import_folder
from services.projects.settings import ProjectsSettings
from tests.fixtures.projects.database import make_schema
from tests.fixtures.projects.territory import FixedClock
from tests.fixtures.servers import MakeDatabase, NatsForTests
from tests.integration.projects.project.handing_over import offering, owned_by, seen, wishing
from tests.integration.projects.project.world import CALL, LOOS, World, as_date, body, vote

ROOT = Path(services.projects.__file__).resolve().parents[2]
Process = Callable[[FixedClock], AbstractAsyncContextManager[World]]


@pytest.fixture
async def process(
    make_database: MakeDatabase, fresh_nats: NatsForTests, issuer: TestIssuer, tmp_path: Path
) -> Process:
    """Starts a process of the service with a clock of its own; all of them share one database."""
    database = make_database()
    await make_schema(database)
    await import_folder(ROOT / "territories" / "artois", database_url=database, node="test")

    @asynccontextmanager
    async def start(clock: FixedClock) -> AsyncIterator[World]:
        settings = ProjectsSettings(
            node="test",
            stream_max_bytes=64 * 1024**2,
            database_url=SecretStr(database),
            nats_url=SecretStr(fresh_nats.url),
            issuer=issuer.url,
            checkpoint_dir=tmp_path / "checkpoints",
            alarm_seconds=0.05,
            drain_seconds=1,
            charter=ROOT / "charters" / "artois-1.yaml",
        )
        service = build(settings, clock)
        async with running(service) as address:
            world = World(address, service, issuer, fresh_nats.url)
            yield world
            await world.close()

    return start


def now() -> FixedClock:
    return FixedClock(SystemClock().now())


async def accepted_by_its_owner(world: World) -> pb.Project:
    """The CALL is asked, and has not answered."""
    project = await world.submitted()
    request = pb.AcceptOwnershipRequest(name=project.name, body=body(LOOS), deliberation=vote())
    accepted: pb.Project = await world.do("mayor", "AcceptOwnership", request)
    assert accepted.state == pb.PROJECT_STATE_OPINIONS_RUNNING
    return accepted


def overdue(project: pb.Project) -> datetime:
    """The first instant after the last day of everybody."""
    return max(end_of_day(as_date(opinion.due)) for opinion in project.opinions)


def opinion_of_the_call(project: pb.Project) -> consent_service_pb2.GiveOpinionRequest:
    return consent_service_pb2.GiveOpinionRequest(
        name=project.name, body=body(CALL), value=consent_pb2.OPINION_VALUE_FAVOURABLE
    )


async def silences(world: World, project: pb.Project) -> list[Envelope]:
    return [
        envelope
        for envelope in await world.events_of(project)
        if envelope.type == events_pb2.OpinionsDeemed.DESCRIPTOR.full_name
    ]


async def is_final(world: World, project: pb.Project) -> bool:
    request = pb.GetProjectRequest(name=project.name)
    return bool((await world.do("mayor", "GetProject", request)).state == pb.PROJECT_STATE_ACCEPTED)


async def test_a_deadline_that_passed_while_nothing_ran_is_kept_at_the_next_start(process: Process) -> None:
    clock = now()
    async with process(clock) as world:
        project = await accepted_by_its_owner(world)
    clock.instant = overdue(project)
    async with process(clock) as world:
        assert await eventually(lambda: is_final(world, project))
        (silence,) = await silences(world, project)
        assert (silence.actor, silence.body, list(silence.audience)) == ("service:projects", "", [])
        told = events_pb2.OpinionsDeemed.FromString(silence.data)
        assert list(told.bodies) == [body(CALL)]
        (opinion,) = told.project.opinions
        assert opinion.value == consent_pb2.OPINION_VALUE_DEEMED_FAVOURABLE
        assert (await world.do("", "GetProject", pb.GetProjectRequest(name=project.name))).name


async def test_a_deadline_rings_at_the_end_of_its_last_day_and_not_before(process: Process) -> None:
    clock = now()
    async with process(clock) as world:
        first = await accepted_by_its_owner(world)
        clock.instant = overdue(first) - timedelta(microseconds=1)
        # Whoever reads this answer knows that the alarm looked at a second project that was due.
        assert await world.do("president", "GiveOpinion", opinion_of_the_call(first))
        second = await accepted_by_its_owner(world)
        clock.instant = overdue(second)
        assert await eventually(lambda: is_final(world, second))
        assert await silences(world, first) == []
        assert len(await silences(world, second)) == 1


async def test_nobody_answers_any_more_once_the_last_day_is_over(process: Process) -> None:
    clock = now()
    async with process(clock) as world:
        project = await world.submitted()
        clock.instant = overdue(project)
        refused = await world.refused("president", "GiveOpinion", opinion_of_the_call(project))
        assert (refused.reason, refused.metadata["body"]) == ("OPINION_CLOSED", CALL)


async def test_two_processes_and_a_clock_that_is_set_back_ring_once(process: Process) -> None:
    clock, other = now(), now()
    begin = clock.instant
    async with process(clock) as world, process(other) as replica:
        projects = [await accepted_by_its_owner(world) for _ in range(5)]
        clock.instant = other.instant = overdue(projects[0])
        for project in projects:
            assert await eventually(lambda project=project: is_final(replica, project))  # type: ignore[misc]
        clock.instant = begin
        await look_again(world.service, begin)
        clock.instant = overdue(projects[0])
        await look_again(world.service, clock.instant)
        for project in projects:
            assert len(await silences(world, project)) == 1
            events = await world.events_of(project)
            assert [envelope.version for envelope in events] == list(range(1, len(events) + 1))


async def look_again(service: Service, at: datetime) -> None:
    """One more look of the alarm, besides those that it takes by itself: there is nothing to do."""
    assert await service.foundation.alarm(service.alarms[0]).ring_what_is_due(at) == 0


async def test_a_contest_stops_the_clock_until_the_new_decision(process: Process) -> None:
    clock = now()
    async with process(clock) as world:
        project = await accepted_by_its_owner(world)
        contest = pb.ContestDecisionRequest(
            name=project.name,
            body=body(CALL),
            ground=consent_pb2.CONTEST_GROUND_SCALE,
            text="Le bassin entier est concerné.",
            documents=["Étude 2026-04"],
        )
        contested = await world.do("president", "ContestDecision", contest)
        assert [(each.body, each.HasField("open_time")) for each in contested.conciliations] == [
            (body(CALL), False)
        ]
        clock.instant = overdue(project)
        await look_again(world.service, clock.instant)
        convene = consent_service_pb2.ConveneConciliationRequest(name=project.name, body=body(CALL))
        stranger = consent_service_pb2.ConveneConciliationRequest(name=project.name, body=body(LOOS))
        refused = await world.refused("mayor", "ConveneConciliation", stranger)
        assert refused.reason == "NOT_THE_CONCILIATOR"
        assert (
            await world.do("president", "ConveneConciliation", convene)
        ).state == pb.PROJECT_STATE_CONCILIATION
        conclude = consent_service_pb2.ConcludeConciliationRequest(name=project.name, body=body(CALL))
        refused = await world.refused("president", "ConcludeConciliation", conclude)
        assert refused.fields == {"answers": "ANSWERS_DO_NOT_MATCH"}
        conclude.answers.add(upheld=False, text="Le bassin n’est pas en cause.")
        anew = await world.do("president", "ConcludeConciliation", conclude)
        assert (anew.state, anew.decision.number) == (pb.PROJECT_STATE_PROPOSED, 2)
        assert [past.number for past in anew.past_decisions] == [1]
        assert anew.contests[0].answer.text == "Le bassin n’est pas en cause."
        assert not anew.HasField("acceptance")
        # The days of everybody run again from the day of the new decision.
        clock.instant = overdue(anew)

        async def deemed() -> bool:
            return len(await silences(world, project)) == 1

        assert await eventually(deemed)
        assert not await is_final(world, project)
        accept = pb.AcceptOwnershipRequest(name=project.name, body=body(LOOS), deliberation=vote())
        assert (await world.do("mayor", "AcceptOwnership", accept)).state == pb.PROJECT_STATE_ACCEPTED


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        (consent_pb2.OPINION_VALUE_UNSPECIFIED, {"value": "REQUIRED"}),
        (consent_pb2.OPINION_VALUE_AWAITED, {"value": "UNKNOWN_VALUE"}),
        (consent_pb2.OPINION_VALUE_DEEMED_FAVOURABLE, {"value": "UNKNOWN_VALUE"}),
        (99, {"value": "UNKNOWN_VALUE"}),
    ],
)
async def test_an_opinion_is_favourable_or_not(world: World, value: int, fields: dict[str, str]) -> None:
    project = await world.submitted()
    request = consent_service_pb2.GiveOpinionRequest(name=project.name, body=body(CALL))
    request.value = value  # type: ignore[assignment]  # whatever a client sends
    assert (await world.refused("president", "GiveOpinion", request)).fields == fields


async def test_all_that_is_wrong_with_a_vote_is_said_at_once(world: World) -> None:
    project = await world.submitted()
    request = pb.AcceptOwnershipRequest(
        name=project.name,
        body=body(LOOS),
        deliberation=consent_pb2.Deliberation(reference=" ", votes_for=3, votes_cast=2),
    )
    refused = await world.refused("mayor", "AcceptOwnership", request)
    assert refused.fields == {
        "deliberation.date": "REQUIRED",
        "deliberation.reference": "REQUIRED",
        "deliberation.votes_for": "VOTES_IMPOSSIBLE",
    }


async def test_the_days_of_a_project_in_hand_come_once_across_restarts(process: Process) -> None:
    clock = now()
    async with process(clock) as world:
        project = await world.accepted()
        lapse = offering(project, reason=ownership_pb2.TRANSFER_REASON_LAPSE_OF_SUPPORT)
        offered = await world.do("mayor", "OfferTransfer", lapse)
        await world.do("president", "WishTransfer", wishing(offered))
        moved = await owned_by(world, project, CALL)
    assert (moved.return_clause.reached, moved.review_due) == (False, False)
    clock.instant = beginning_of_day(max(as_date(moved.return_clause.due), as_date(moved.review_date)))
    async with process(clock) as world, process(clock):

        async def both_came() -> bool:
            found = await seen(world, project)
            return found.return_clause.reached and found.review_due

        assert await eventually(both_came)
    clock.instant = SystemClock().now()
    async with process(clock) as world:
        told = [event.type.rpartition(".")[2] for event in await world.events_of(project)]
        assert (told.count("ReturnClauseReached"), told.count("ReviewDue")) == (1, 1)
        assert (await seen(world, project)).owner == body(CALL)
