"""Elected people of Loos-en-Gohelle who write, submit and withdraw projects, and insist: a call that got no
answer is sent again, with the same request_id, until there is one.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import grpc
from google.protobuf.field_mask_pb2 import FieldMask
from google.type.money_pb2 import Money
from grpc_status import rpc_status

from archipel.projects.v1 import consent_pb2, consent_service_pb2
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as pb
from archipel.projects.v1.consent_service_pb2_grpc import ConsentServiceStub
from archipel.projects.v1.projects_pb2_grpc import ProjectsServiceStub
from chassis.domain import SystemClock, paris_day
from chassis.testing.running import CallRefused
from chassis.wire import date_to_wire

LOOS = "territories/62528"
RETRIED = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}
PATIENCE_SECONDS = 90.0
CALL_SECONDS = 10.0
IMPATIENT = 0.1
"""Share of commands whose first try has a deadline of some milliseconds only, so that calls are also cut
off in the middle without any process dying.
"""
RECONNECT = [
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 300),
]

Project = pb.Project
Turn = Callable[[Project], Awaitable[Project]]


@dataclass(frozen=True)
class Acknowledged:
    """A command that the service said was done, and the one event that it must have left."""

    request_id: str
    event: str
    answer: Project

    @property
    def place(self) -> tuple[str, int]:
        """Aggregate and version of its event."""
        return self.answer.name, int(self.answer.etag.strip('"').partition("-")[2])


@dataclass
class History:
    """What the clients know at the end, whoever died meanwhile."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    refused: list[CallRefused] = field(default_factory=list)
    retries: int = 0

    @property
    def finished(self) -> int:
        return len(self.acknowledged) + len(self.refused)

    def in_order(self) -> list[Acknowledged]:
        """By aggregate and version."""
        return sorted(self.acknowledged, key=lambda one: one.place)

    def submitted(self) -> set[str]:
        """Names of the projects that were submitted."""
        return {one.answer.name for one in self.acknowledged if one.event == "ProjectSubmitted"}


class Town:
    """The people of one town, over one connection; `pace` gives one permit a command."""

    def __init__(self, address: str, token: str, seed: str, pace: asyncio.Semaphore | None = None) -> None:
        self.history = History()
        self._chance = random.Random(seed)
        self._pace = pace
        self._titles = 0
        self._metadata = [("authorization", f"Bearer {token}")]
        self._channel = grpc.aio.insecure_channel(address, options=RECONNECT)
        self._stub = ProjectsServiceStub(self._channel)
        self._consent = ConsentServiceStub(self._channel)

    async def close(self) -> None:
        await self._channel.close(None)

    # --- commands -------------------------------------------------------------------------------------

    async def create(self, summary: str = "") -> Project:
        """A draft of the church's solar roof: an investment that the commune will own."""
        draft = pb.Project(
            title=self._title(),
            summary=summary,
            lead=LOOS,
            facts=facts.ProjectFacts(
                competence="1035",
                nature=facts.NATURE_INVESTMENT,
                equipment=True,
                works_area=[LOOS],
                cost=Money(currency_code="EUR", units=80_000),
            ),
        )
        return await self._done("CreateProject", pb.CreateProjectRequest(project=draft), "ProjectDrafted")

    async def update(self, project: Project, *, etag: str | None = None) -> Project:
        return await self._done("UpdateProject", self._update(project, etag), "ProjectUpdated")

    async def shorten(self, project: Project) -> Project:
        """Take the summary out."""
        request = self._update(project)
        request.update_mask.paths.append("summary")
        return await self._done("UpdateProject", request, "ProjectUpdated")

    async def submit(self, project: Project) -> Project:
        request = pb.SubmitProjectRequest(name=project.name, etag=project.etag)
        return await self._done("SubmitProject", request, "ProjectSubmitted")

    async def consent(self, project: Project) -> Project:
        """Each body that is asked agrees, so that the owner's acceptance is final."""
        for opinion in project.opinions:
            request = consent_service_pb2.GiveOpinionRequest(
                name=project.name,
                etag=project.etag,
                body=opinion.body,
                value=consent_pb2.OPINION_VALUE_FAVOURABLE,
            )
            project = await self._done("GiveOpinion", request, "OpinionGiven")
        return project

    async def accept(self, project: Project) -> Project:
        yesterday = paris_day(SystemClock().now()) - timedelta(days=1)
        vote = consent_pb2.Deliberation(date=date_to_wire(yesterday), reference="2026-11-042")
        request = pb.AcceptOwnershipRequest(
            name=project.name, etag=project.etag, body=LOOS, deliberation=vote
        )
        return await self._done("AcceptOwnership", request, "OwnershipAccepted")

    async def withdraw(self, project: Project) -> Project:
        request = pb.WithdrawProjectRequest(name=project.name, etag=project.etag)
        return await self._done("WithdrawProject", request, "ProjectWithdrawn")

    # --- several people at once -----------------------------------------------------------------------

    async def two_at_once(self, project: Project) -> Project:
        """Two changes of one project, neither asking for the version seen: both are written."""
        both = await asyncio.gather(self.update(project, etag=""), self.update(project, etag=""))
        return max(both, key=lambda one: one.update_time.ToNanoseconds())

    async def rivals(self, project: Project) -> Project:
        """Three changes of the same version seen: exactly one is written, the others read again."""
        tries = [self.update(project) for _ in range(3)]
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        refused = [one for one in outcomes if isinstance(one, CallRefused)]
        written = [one for one in outcomes if isinstance(one, Project)]
        assert (len(written), [one.reason for one in refused]) == (1, ["ETAG_STALE"] * 2)
        return written[0]

    async def echo(self, project: Project) -> Project:
        """The same request twice at once: one effect, one answer."""
        await self._may_send()
        request = self._update(project)
        request.request_id = str(uuid4())
        first, second = await asyncio.gather(
            self._insist("UpdateProject", request), self._insist("UpdateProject", request)
        )
        assert first == second
        self.history.acknowledged.append(Acknowledged(request.request_id, "ProjectUpdated", first))
        return first

    async def live_through(self, number: int, seed: str) -> None:
        """The life of one project, as chance has it."""
        chance = random.Random(f"{seed}-{number}")
        turns: list[Turn] = [self.update, self.two_at_once, self.rivals, self.echo]
        project = await self.create()
        for turn in chance.choices(turns, k=chance.randrange(6)):
            project = await turn(project)
        if chance.random() < 0.8:
            project = await self.submit(project)
            if chance.random() < 0.3:
                await self.accept(await self.consent(project))
                return
        if chance.random() < 0.4:
            await self.withdraw(project)

    # --- calls ----------------------------------------------------------------------------------------

    async def _may_send(self) -> None:
        if self._pace:
            await self._pace.acquire()

    async def _done(self, rpc: str, request: Any, event: str) -> Project:
        """The answer of one command, noted in the history; raise CallRefused, noted too."""
        await self._may_send()
        request.request_id = str(uuid4())
        try:
            answer = await self._insist(rpc, request)
        except CallRefused as refused:
            self.history.refused.append(refused)
            raise
        self.history.acknowledged.append(Acknowledged(request.request_id, event, answer))
        return answer

    async def _insist(self, rpc: str, request: Any) -> Project:
        """Send until an answer comes: the project, or CallRefused for what may not be tried again."""
        impatient = self._chance.random() < IMPATIENT
        seconds = self._chance.uniform(0.002, 0.05) if impatient else CALL_SECONDS
        method = getattr(self._consent if rpc == "GiveOpinion" else self._stub, rpc)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                sent = method(request, timeout=seconds, metadata=self._metadata, wait_for_ready=True)
                try:
                    answer: Project = await sent
                except grpc.aio.AioRpcError as error:
                    if error.code() not in RETRIED:
                        status = await rpc_status.aio.from_call(sent)  # type: ignore[attr-defined,unused-ignore]
                        raise CallRefused(status, error.code()) from error
                    self.history.retries += 1
                    # Clients that insist in the same instant would keep a server down that comes up.
                    await asyncio.sleep(self._chance.uniform(0.05, 0.2))
                    seconds = CALL_SECONDS
                else:
                    return answer

    def _update(self, project: Project, etag: str | None = None) -> pb.UpdateProjectRequest:
        changed = pb.Project(
            name=project.name, etag=project.etag if etag is None else etag, title=self._title()
        )
        return pb.UpdateProjectRequest(project=changed, update_mask=FieldMask(paths=["title"]))

    def _title(self) -> str:
        """No two commands write the same title, so that an effect tells whose it is."""
        self._titles += 1
        return f"Toiture solaire de l’église n° {self._titles}"
