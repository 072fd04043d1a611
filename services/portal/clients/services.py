"""Channels to the four services, and calls on behalf of one person."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import grpc
from opentelemetry.trace import SpanKind

from archipel.engineering.v1.engineering_pb2_grpc import EngineeringServiceStub
from archipel.funding.v1.funding_pb2_grpc import FundingServiceStub
from archipel.identity.v1.delegations_pb2_grpc import DelegationServiceStub
from archipel.labels.v1.labels_pb2_grpc import LabelsServiceStub
from archipel.privacy.v1.privacy_pb2_grpc import PrivacyServiceStub
from archipel.projects.v1.charters_pb2_grpc import CharterServiceStub
from archipel.projects.v1.consent_service_pb2_grpc import ConsentServiceStub
from archipel.projects.v1.coverage_pb2_grpc import CoverageServiceStub
from archipel.projects.v1.learning_service_pb2_grpc import LearningServiceStub
from archipel.projects.v1.ownership_service_pb2_grpc import OwnershipServiceStub
from archipel.projects.v1.people_pb2_grpc import PeopleServiceStub
from archipel.projects.v1.projects_pb2_grpc import ProjectsServiceStub
from archipel.projects.v1.register_pb2_grpc import RegisterServiceStub
from archipel.projects.v1.simulations_pb2_grpc import SimulationServiceStub
from archipel.projects.v1.subsidiarity_pb2_grpc import SubsidiarityServiceStub
from archipel.projects.v1.territories_pb2_grpc import TerritoriesServiceStub
from chassis.telemetry import Telemetry, current_traceparent
from chassis.transport import Certificates, open_channel
from services.portal.clients.refusal import SignInNeeded, refusal_from

if TYPE_CHECKING:  # the generated stubs name these types; at runtime the plain stub is both
    from archipel.engineering.v1.engineering_pb2_grpc import EngineeringServiceAsyncStub
    from archipel.funding.v1.funding_pb2_grpc import FundingServiceAsyncStub
    from archipel.identity.v1.delegations_pb2_grpc import DelegationServiceAsyncStub
    from archipel.labels.v1.labels_pb2_grpc import LabelsServiceAsyncStub
    from archipel.privacy.v1.privacy_pb2_grpc import PrivacyServiceAsyncStub
    from archipel.projects.v1.charters_pb2_grpc import CharterServiceAsyncStub
    from archipel.projects.v1.consent_service_pb2_grpc import ConsentServiceAsyncStub
    from archipel.projects.v1.coverage_pb2_grpc import CoverageServiceAsyncStub
    from archipel.projects.v1.learning_service_pb2_grpc import LearningServiceAsyncStub
    from archipel.projects.v1.ownership_service_pb2_grpc import OwnershipServiceAsyncStub
    from archipel.projects.v1.people_pb2_grpc import PeopleServiceAsyncStub
    from archipel.projects.v1.projects_pb2_grpc import ProjectsServiceAsyncStub
    from archipel.projects.v1.register_pb2_grpc import RegisterServiceAsyncStub
    from archipel.projects.v1.simulations_pb2_grpc import SimulationServiceAsyncStub
    from archipel.projects.v1.subsidiarity_pb2_grpc import SubsidiarityServiceAsyncStub
    from archipel.projects.v1.territories_pb2_grpc import TerritoriesServiceAsyncStub

AnswerT = TypeVar("AnswerT")
RequestT = TypeVar("RequestT")


@dataclass(frozen=True)
class Addresses:
    """host:port of each service."""

    projects: str
    engineering: str
    funding: str
    labels: str


@dataclass(frozen=True)
class Services:
    """Stubs of everything that the portal may ask."""

    projects: ProjectsServiceAsyncStub
    subsidiarity: SubsidiarityServiceAsyncStub
    territories: TerritoriesServiceAsyncStub
    people: PeopleServiceAsyncStub
    delegations: DelegationServiceAsyncStub
    consent: ConsentServiceAsyncStub
    ownership: OwnershipServiceAsyncStub
    learning: LearningServiceAsyncStub
    simulations: SimulationServiceAsyncStub
    coverage: CoverageServiceAsyncStub
    register: RegisterServiceAsyncStub
    charters: CharterServiceAsyncStub
    engineering: EngineeringServiceAsyncStub
    funding: FundingServiceAsyncStub
    labels: LabelsServiceAsyncStub
    privacy: Mapping[str, PrivacyServiceAsyncStub]
    """Each service says for itself what it keeps about a person."""


RECONNECT = (("grpc.initial_reconnect_backoff_ms", 100), ("grpc.max_reconnect_backoff_ms", 1000))
"""A service that was away is asked again within a second; gRPC would let up to two minutes pass."""


@asynccontextmanager
async def open_services(
    addresses: Addresses, certificates: Certificates | None = None
) -> AsyncIterator[Services]:
    """Open one channel to each service, until the block ends; with `certificates`, by mutual TLS."""
    async with (
        open_channel(addresses.projects, certificates, RECONNECT) as projects,
        open_channel(addresses.engineering, certificates, RECONNECT) as engineering,
        open_channel(addresses.funding, certificates, RECONNECT) as funding,
        open_channel(addresses.labels, certificates, RECONNECT) as labels,
    ):
        yield Services(
            projects=ProjectsServiceStub(projects),
            subsidiarity=SubsidiarityServiceStub(projects),
            territories=TerritoriesServiceStub(projects),
            people=PeopleServiceStub(projects),
            delegations=DelegationServiceStub(projects),
            consent=ConsentServiceStub(projects),
            ownership=OwnershipServiceStub(projects),
            learning=LearningServiceStub(projects),
            simulations=SimulationServiceStub(projects),
            coverage=CoverageServiceStub(projects),
            register=RegisterServiceStub(projects),
            charters=CharterServiceStub(projects),
            engineering=EngineeringServiceStub(engineering),
            funding=FundingServiceStub(funding),
            labels=LabelsServiceStub(labels),
            privacy={
                "projects": PrivacyServiceStub(projects),
                "labels": PrivacyServiceStub(labels),
                "engineering": PrivacyServiceStub(engineering),
                "funding": PrivacyServiceStub(funding),
            },
        )


@dataclass(frozen=True)
class Calls:
    """Calls in the name of one person (nobody: an empty token), each with a deadline in seconds."""

    services: Services
    telemetry: Telemetry
    seconds: float
    token: str = ""
    language: str = "fr"
    refused: set[grpc.StatusCode] = field(default_factory=set)
    """What services said no with, for whoever chooses the status of the page."""

    async def ask(
        self, method: Callable[..., grpc.aio.UnaryUnaryCall[RequestT, AnswerT]], request: RequestT
    ) -> AnswerT:
        """One call. Raises ServiceRefusal with what the service said, and SignInNeeded where it does not know
        the caller, or not any more.
        """
        name = type(request).__name__.removesuffix("Request")
        with self.telemetry.span(name, SpanKind.CLIENT):
            try:
                return await method(request, timeout=self.seconds, metadata=self._metadata())
            except grpc.aio.AioRpcError as error:
                self.refused.add(error.code())
                if error.code() is grpc.StatusCode.UNAUTHENTICATED:
                    raise SignInNeeded from error
                raise refusal_from(error) from error

    def _metadata(self) -> tuple[tuple[str, str], ...]:
        pairs = [("accept-language", self.language), ("traceparent", current_traceparent())]
        if self.token:
            pairs.append(("authorization", f"Bearer {self.token}"))
        return tuple(pair for pair in pairs if pair[1])
