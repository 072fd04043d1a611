"""How often one person may do what costs the service much: at the limit, and one beyond."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest

from archipel.projects.v1 import projects_pb2 as pb
from archipel.projects.v1 import simulations_pb2
from archipel.projects.v1.simulations_pb2_grpc import SimulationServiceStub
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import refusal
from chassis.testing.waiting import eventually
from tests.fixtures.servers import MakeDatabase
from tests.integration.projects.project.world import GRENAY, LOOS, body, one_world
from tests.security.answers import Who
from tests.security.projects.cast import MAYOR
from tests.security.projects.stage import ProjectStage

FACTOR = 0.1
"""A tenth of what is allowed, so that the limit is met soon."""


@pytest.fixture(scope="module")
async def slow(
    make_database: MakeDatabase, issuer: TestIssuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[ProjectStage]:
    checkpoints = tmp_path_factory.mktemp("checkpoints")
    async with one_world(make_database(), issuer, checkpoints, rate_factor=FACTOR) as world:
        made = ProjectStage.over(world)
        yield made
        await made.close()


async def test_one_person_writes_sixty_drafts_a_minute_and_no_more(slow: ProjectStage) -> None:
    def draft(who: str, code: str) -> Any:
        request = pb.CreateProjectRequest(project=pb.Project(title="Un square", lead=body(code)))
        return slow.world.do(who, "CreateProject", request)

    for _ in range(6):
        await draft("mayor", LOOS)
    await is_refused(slow, 6, "ProjectsService/CreateProject", draft("mayor", LOOS))
    assert (await draft("grenay", GRENAY)).lead == body(GRENAY)


async def test_one_person_submits_thirty_projects_a_minute_and_no_more(slow: ProjectStage) -> None:
    """Attempts count, not successes: each costs the service a look at least."""

    def submitting(who: str) -> Any:
        nothing = pb.SubmitProjectRequest(name="projects/0198f0d2-0000-7000-8000-000000000000")
        return slow.world.do(who, "SubmitProject", nothing)

    for _ in range(3):
        assert (await refusal(submitting("mayor"))).code == grpc.StatusCode.NOT_FOUND
    await is_refused(slow, 3, "ProjectsService/SubmitProject", submitting("mayor"))
    assert (await refusal(submitting("grenay"))).code == grpc.StatusCode.NOT_FOUND


async def test_one_person_starts_six_simulations_a_minute_and_no_more(slow: ProjectStage) -> None:
    def starting(who: Who, code: str) -> Any:
        request = simulations_pb2.StartSimulationRequest(body=body(code))
        return slow.do(who, SimulationServiceStub, "StartSimulation", request)

    begun = await starting(MAYOR, LOOS)

    async def over() -> bool:
        request = simulations_pb2.GetSimulationRequest(name=begun.name)
        found = await slow.do(MAYOR, SimulationServiceStub, "GetSimulation", request)
        return bool(found.state == simulations_pb2.SIMULATION_STATE_DONE)

    # Its process writes until then, and nothing else is to write below.
    await eventually(over, seconds=90)
    await is_refused(slow, 1, "SimulationService/StartSimulation", starting(MAYOR, LOOS))


async def is_refused(slow: ProjectStage, limit: int, rpc: str, once_more: Any) -> None:
    """With the seconds to wait, and as an incident; nothing else happens."""
    before = await slow.witness.picture()
    refused = await refusal(once_more)
    assert (refused.code, refused.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "RATE_LIMITED")
    assert refused.metadata["per_minute"] == str(limit)
    assert 0 < int(refused.metadata["retry_after_seconds"]) <= 60
    assert await slow.witness.picture() == before

    async def is_noted() -> bool:
        noted = await slow.witness.noted(f"/archipel.projects.v1.{rpc}")
        return noted["RATE_LIMITED", MAYOR.id, ""] == 1

    assert await eventually(is_noted)
