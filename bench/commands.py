"""Submitting a project (authenticated, authorised, decided, journalled) against its floor, and how long
until another service shows it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import uuid4

import grpc
from google.type.money_pb2 import Money

from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as wire
from archipel.projects.v1.projects_pb2_grpc import ProjectsServiceStub
from bench.floor import METHOD
from bench.load import Run, closed_loop, open_loop
from bench.world import World, listening
from node.processes import free_port

IN_FLIGHT = 32
COMMUNES = 36


class Mayor:
    """Drafts and submits projects as an elected person of Loos-en-Gohelle."""

    def __init__(self, address: str, token: str) -> None:
        self.channel = grpc.aio.insecure_channel(address)
        self._stub = ProjectsServiceStub(self.channel)
        self._metadata = [("authorization", f"Bearer {token}")]

    async def draft(self, number: int) -> wire.Project:
        project = wire.Project(
            title=f"Rénovation groupée n° {number}",
            lead="territories/62528",
            facts=facts.ProjectFacts(
                competence="6520",
                nature=facts.NATURE_FACILITATION,
                works_area=["territories/62528"],
                cost=Money(currency_code="EUR", units=120_000),
                needs_involvement=True,
                person_days=[facts.PersonDays(skill=facts.SKILL_ENGINEERING, days="40")],
            ),
        )
        request = wire.CreateProjectRequest(request_id=str(uuid4()), project=project)
        answer: wire.Project = await self._stub.CreateProject(request, timeout=30, metadata=self._metadata)
        return answer

    async def submit(self, draft: wire.Project) -> wire.Project:
        request = wire.SubmitProjectRequest(request_id=str(uuid4()), name=draft.name, etag=draft.etag)
        answer: wire.Project = await self._stub.SubmitProject(request, timeout=30, metadata=self._metadata)
        return answer

    async def drafts(self, count: int) -> Sequence[wire.Project]:
        made: list[wire.Project] = []

        async def one(number: int) -> None:
            made.append(await self.draft(number))

        await closed_loop(range(count), one, IN_FLIGHT)
        return made


async def measure_floor(world: World, calls: int) -> Run:
    """The same number in flight on a bare echo with a transaction of two inserts."""
    address = f"127.0.0.1:{free_port()}"
    world.start("bench.floor", world.database("floor"), address.rpartition(":")[2])
    await listening(address)
    payload = b"x" * 400
    async with grpc.aio.insecure_channel(address) as channel:
        echo = channel.unary_unary(METHOD, request_serializer=bytes, response_deserializer=bytes)

        async def call(_: int) -> bytes:
            answer: bytes = await echo(payload, timeout=30)
            return answer

        await closed_loop(range(calls // 5), call, IN_FLIGHT)
        return await closed_loop(range(calls), call, IN_FLIGHT)


async def measure_submit(mayor: Mayor, calls: int) -> Run:
    """Drafts are made beforehand; only their submission is measured."""
    await closed_loop(await mayor.drafts(calls // 5), mayor.submit, IN_FLIGHT)
    return await closed_loop(await mayor.drafts(calls), mayor.submit, IN_FLIGHT)


async def submit_at_pace(mayor: Mayor, a_second: float, seconds: float) -> tuple[Run, Sequence[str]]:
    """Submit at a fixed pace; the names of the submitted projects."""
    drafts = await mayor.drafts(int(a_second * seconds))
    await asyncio.sleep(1)
    run = await open_loop(drafts, mayor.submit, a_second)
    return run, [draft.name for draft in drafts]
