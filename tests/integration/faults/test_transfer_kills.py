"""The service is killed at each step of a transfer: there is exactly one owner, and it moves exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import pytest
from google.protobuf.message import Message
from google.type.money_pb2 import Money

from archipel.projects.v1 import consent_pb2, consent_service_pb2, events_pb2, ownership_pb2
from archipel.projects.v1 import ownership_service_pb2 as own
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as pb
from archipel.projects.v1.consent_service_pb2_grpc import ConsentServiceStub
from archipel.projects.v1.ownership_service_pb2_grpc import OwnershipServiceStub
from archipel.projects.v1.projects_pb2_grpc import ProjectsServiceStub
from chassis.domain import SystemClock, paris_day
from chassis.testing.issuer import TestIssuer
from chassis.testing.waiting import eventually
from chassis.wire import date_to_wire
from tests.integration.faults import aftermath
from tests.integration.faults.clients import CALL_SECONDS, PATIENCE_SECONDS, RECONNECT, RETRIED
from tests.integration.faults.place import Place, running_place

LOOS, CALL = "territories/62528", "territories/246200364"
STUBS = (ProjectsServiceStub, ConsentServiceStub, OwnershipServiceStub)
VOTE = consent_pb2.Deliberation(
    date=date_to_wire(paris_day(SystemClock().now()) - timedelta(days=1)), reference="2026-11-042"
)


class Councils:
    """The elected people of any body. They insist: what got no answer is sent again as it was."""

    def __init__(self, place: Place, issuer: TestIssuer) -> None:
        self._place = place
        self._issuer = issuer
        self._channel = grpc.aio.insecure_channel(place.addresses["projects"], options=RECONNECT)

    async def close(self) -> None:
        await self._channel.close(None)

    async def do(self, body: str, rpc: str, request: Message) -> Any:
        """The answer, whoever dies meanwhile."""
        if "request_id" in request.DESCRIPTOR.fields_by_name:
            request.request_id = str(uuid4())  # type: ignore[attr-defined]
        code = body.removeprefix("territories/")
        token = self._issuer.token(f"p-{code}", f"bodies/{code}/elected")
        stubs = (made(self._channel) for made in STUBS)
        method = next(getattr(stub, rpc) for stub in stubs if hasattr(stub, rpc))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    return await method(
                        request,
                        timeout=CALL_SECONDS,
                        metadata=[("authorization", f"Bearer {token}")],
                        wait_for_ready=True,
                    )
                except grpc.aio.AioRpcError as error:
                    if error.code() not in RETRIED:
                        raise

    async def final(self) -> pb.Project:
        """The church's solar roof, owned by Loos."""
        draft = pb.Project(
            title="Toiture solaire de l’église",
            lead=LOOS,
            facts=facts.ProjectFacts(
                competence="1035",
                nature=facts.NATURE_INVESTMENT,
                works_area=[LOOS],
                cost=Money(currency_code="EUR", units=80_000),
            ),
        )
        project = await self.do(LOOS, "CreateProject", pb.CreateProjectRequest(project=draft))
        project = await self.do(LOOS, "SubmitProject", pb.SubmitProjectRequest(name=project.name))
        for opinion in project.opinions:
            yes = consent_service_pb2.GiveOpinionRequest(
                name=project.name, body=opinion.body, value=consent_pb2.OPINION_VALUE_FAVOURABLE
            )
            await self.do(opinion.body, "GiveOpinion", yes)
        accept = pb.AcceptOwnershipRequest(name=project.name, body=LOOS, deliberation=VOTE)
        made: pb.Project = await self.do(LOOS, "AcceptOwnership", accept)
        assert made.owner == LOOS
        return made

    async def read(self, project: pb.Project) -> pb.Project:
        found: pb.Project = await self.do(LOOS, "GetProject", pb.GetProjectRequest(name=project.name))
        return found

    async def offers(self, project: pb.Project, to: str) -> pb.Project:
        request = own.OfferTransferRequest(
            name=project.name,
            body=project.owner,
            to=to,
            reason=ownership_pb2.TRANSFER_REASON_AGREEMENT,
            deliberation=VOTE,
        )
        offered: pb.Project = await self.do(project.owner, "OfferTransfer", request)
        return offered

    async def accepts(self, project: pb.Project, offer: str, body: str) -> ownership_pb2.TransferWish:
        request = own.WishTransferRequest(
            project=project.name,
            body=body,
            offer=offer,
            reason=ownership_pb2.TRANSFER_REASON_AGREEMENT,
            deliberation=VOTE,
        )
        wish: ownership_pb2.TransferWish = await self.do(body, "WishTransfer", request)
        return wish


@pytest.fixture
async def place(issuer: TestIssuer, tmp_path: Path) -> AsyncIterator[Place]:
    async with running_place(("projects",), issuer, tmp_path) as made:
        yield made


@pytest.fixture
async def councils(place: Place, issuer: TestIssuer) -> AsyncIterator[Councils]:
    made = Councils(place, issuer)
    yield made
    await made.close()


Step = Callable[[], Awaitable[Any]]


async def before(place: Place, step: Step) -> Any:
    await place.parts["projects"].kill()
    return await step()


async def meanwhile(place: Place, step: Step) -> Any:
    answer, _ = await asyncio.gather(step(), place.parts["projects"].kill())
    return answer


async def afterwards(place: Place, step: Step) -> Any:
    answer = await step()
    await place.parts["projects"].kill()
    return answer


async def test_a_kill_at_each_step_of_a_transfer_makes_neither_two_owners_nor_none(
    place: Place, councils: Councils
) -> None:
    project = await councils.final()
    for killing, to in ((before, CALL), (meanwhile, LOOS), (afterwards, CALL)):
        offered = await killing(place, partial(councils.offers, project, to))
        assert (offered.owner, offered.offer.to) == (project.owner, to)
        await killing(place, partial(councils.accepts, project, offered.offer.id, to))
        project = await owned_by(councils, project, to)
    assert [link.owner for link in project.ownership] == [LOOS, CALL, LOOS, CALL]
    await check(place, councils, project)


async def test_a_kill_while_offer_and_proposal_cross_still_moves_the_project_once(
    place: Place, councils: Councils
) -> None:
    project = await councils.final()
    for to in (CALL, LOOS):
        await asyncio.gather(
            councils.offers(project, to),
            councils.accepts(project, "", to),
            place.parts["projects"].kill(),
        )
        project = await owned_by(councils, project, to)
    assert [link.owner for link in project.ownership] == [LOOS, CALL, LOOS]
    await check(place, councils, project)


async def owned_by(councils: Councils, project: pb.Project, owner: str) -> pb.Project:
    """The project, once its owner changed; at no time is anybody else the owner than the one or the other."""

    async def moved() -> pb.Project | None:
        found = await councils.read(project)
        assert (found.owner, found.epoch) in ((project.owner, project.epoch), (owner, project.epoch + 1))
        return found if found.owner == owner else None

    found = await eventually(moved, aftermath.SETTLE_SECONDS)
    assert found is not None
    return found


async def check(place: Place, councils: Councils, project: pb.Project) -> None:
    """The journal tells of one owner an epoch, every wish knows that it was fulfilled, nothing is stuck."""

    async def all_fulfilled() -> bool:
        answer = await councils.do(LOOS, "ListWishes", own.ListWishesRequest(project=project.name))
        states = [wish.state for wish in answer.wishes]
        return states == [ownership_pb2.WISH_STATE_FULFILLED] * (len(project.ownership) - 1)

    assert await eventually(all_fulfilled, aftermath.SETTLE_SECONDS)
    told = [
        envelope
        for envelope in await aftermath.envelopes(place.engines["projects"])
        if envelope.subject == project.name
    ]
    moves = [
        envelope for envelope in told if envelope.type == events_pb2.OwnershipTransferred.DESCRIPTOR.full_name
    ]
    assert [envelope.epoch for envelope in moves] == list(range(2, project.epoch + 1))
    owners = {(envelope.epoch, aftermath.project_of(envelope).owner) for envelope in told}
    final = {(epoch, owner) for epoch, owner in owners if owner}
    assert len({epoch for epoch, _ in final}) == len(final)
    assert [envelope.version for envelope in told] == list(range(1, len(told) + 1))
    await aftermath.everything_has_arrived(place)
    await aftermath.nothing_is_parked_or_held(place)
    await aftermath.the_streams_hold_the_journals(place)
    await aftermath.the_journals_verify(place)
    assert not place.parts["projects"].deaths
