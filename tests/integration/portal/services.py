"""Hand-written fakes of the four services, on a real gRPC server: they answer what a test puts into them,
note what was asked, and refuse the way the chassis of the services refuses.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf.message import Message
from grpc_status import rpc_status

from archipel.engineering.v1 import engineering_pb2, engineering_pb2_grpc
from archipel.funding.v1 import funding_pb2, funding_pb2_grpc
from archipel.identity.v1 import delegations_pb2, delegations_pb2_grpc
from archipel.labels.v1 import labels_pb2, labels_pb2_grpc
from archipel.privacy.v1 import privacy_pb2, privacy_pb2_grpc
from archipel.projects.v1 import (
    charters_pb2_grpc,
    consent_service_pb2_grpc,
    coverage_pb2_grpc,
    learning_service_pb2,
    learning_service_pb2_grpc,
    ownership_service_pb2,
    ownership_service_pb2_grpc,
    people_pb2,
    people_pb2_grpc,
    projects_pb2,
    projects_pb2_grpc,
    register_pb2_grpc,
    simulations_pb2_grpc,
    subsidiarity_pb2,
    subsidiarity_pb2_grpc,
    territories_pb2,
    territories_pb2_grpc,
)
from chassis.domain import DomainError, NotFound, msg
from chassis.errors import status_of
from tests.unit.portal.territory import COMPETENCES

ADD = (
    projects_pb2_grpc.add_ProjectsServiceServicer_to_server,
    subsidiarity_pb2_grpc.add_SubsidiarityServiceServicer_to_server,
    territories_pb2_grpc.add_TerritoriesServiceServicer_to_server,
    people_pb2_grpc.add_PeopleServiceServicer_to_server,
    delegations_pb2_grpc.add_DelegationServiceServicer_to_server,
    consent_service_pb2_grpc.add_ConsentServiceServicer_to_server,
    ownership_service_pb2_grpc.add_OwnershipServiceServicer_to_server,
    simulations_pb2_grpc.add_SimulationServiceServicer_to_server,
    register_pb2_grpc.add_RegisterServiceServicer_to_server,
    learning_service_pb2_grpc.add_LearningServiceServicer_to_server,
    coverage_pb2_grpc.add_CoverageServiceServicer_to_server,
    charters_pb2_grpc.add_CharterServiceServicer_to_server,
    engineering_pb2_grpc.add_EngineeringServiceServicer_to_server,
    funding_pb2_grpc.add_FundingServiceServicer_to_server,
    labels_pb2_grpc.add_LabelsServiceServicer_to_server,
    privacy_pb2_grpc.add_PrivacyServiceServicer_to_server,
)

DEFAULTS: dict[str, Message] = {
    "ListProjectHistory": projects_pb2.ListProjectHistoryResponse(),
    "ListProjects": projects_pb2.ListProjectsResponse(),
    "ListWishes": ownership_service_pb2.ListWishesResponse(),
    "ListPrinciples": learning_service_pb2.ListPrinciplesResponse(),
    "ListCompetences": territories_pb2.ListCompetencesResponse(
        competences=[
            territories_pb2.Competence(code=entry.code, title=entry.title) for entry in COMPETENCES.values()
        ]
    ),
    "EvaluateSubsidiarity": subsidiarity_pb2.Decision(explanation="La commune garde son projet."),
    "RegisterPerson": people_pb2.Person(),
    "GetPeople": people_pb2.GetPeopleResponse(),
    "ListDelegations": delegations_pb2.ListDelegationsResponse(),
    "ListDelegates": delegations_pb2.ListDelegatesResponse(),
    "ListCapacities": engineering_pb2.ListCapacitiesResponse(),
    "ListDayRequests": engineering_pb2.ListDayRequestsResponse(),
    "ListAgents": engineering_pb2.ListAgentsResponse(),
    "GetBalance": engineering_pb2.Balance(),
    "ListPlans": funding_pb2.ListPlansResponse(),
    "ListCampaigns": labels_pb2.ListCampaignsResponse(),
    "ListApplications": labels_pb2.ListApplicationsResponse(),
    "ExportMyData": privacy_pb2.ExportMyDataResponse(),
}


@dataclass
class Asked:
    """One call as it came in."""

    method: str
    request: Any
    metadata: dict[str, str]
    has_deadline: bool


@dataclass
class FakeServices:
    """`answers` by method name: a message, several to give one after the other, or a refusal to raise."""

    address: str = ""
    answers: dict[str, Message | list[Message] | DomainError] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def reset(self) -> None:
        self.answers = dict(DEFAULTS)
        self.asked = []

    def calls(self, method: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.method == method]

    async def serve(self, method: str, request: Message, context: Any) -> Message:
        metadata = {str(key): str(value) for key, value in context.invocation_metadata()}
        self.asked.append(Asked(method, request, metadata, context.time_remaining() is not None))
        answer = self.answers.get(method, NotFound("NOT_FOUND", msg("Cette fiche n’existe pas.")))
        if isinstance(answer, list):
            answer = answer.pop(0)
        if isinstance(answer, DomainError):
            status = rpc_status.to_status(status_of(answer, metadata.get("accept-language", "fr")))
            await context.abort_with_status(status)
        assert isinstance(answer, Message)
        return answer


class Servicer:
    """Answers every method of every service from the one fake."""

    def __init__(self, fake: FakeServices) -> None:
        self._fake = fake

    def __getattr__(self, method: str) -> Any:
        async def handle(request: Message, context: Any) -> Message:
            return await self._fake.serve(method, request, context)

        return handle


@asynccontextmanager
async def running_services() -> AsyncIterator[FakeServices]:
    """One server for all of them, on a free loopback port."""
    fake = FakeServices()
    fake.reset()
    server = grpc.aio.server()
    for add in ADD:
        add(Servicer(fake), server)  # type: ignore[arg-type]  # it has every method by __getattr__
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    fake.address = f"127.0.0.1:{port}"
    try:
        yield fake
    finally:
        await server.stop(None)
