"""The composition root of projects: python -m services.projects."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

from archipel.identity.v1 import delegations_pb2_grpc
from archipel.projects.v1 import (
    charters_pb2_grpc,
    consent_service_pb2_grpc,
    coverage_pb2_grpc,
    learning_service_pb2_grpc,
    ownership_service_pb2_grpc,
    people_pb2_grpc,
    projects_pb2_grpc,
    register_pb2_grpc,
    simulations_pb2_grpc,
    subsidiarity_pb2_grpc,
    territories_pb2_grpc,
)
from chassis.commands import Commands
from chassis.domain import Clock
from chassis.forgetting import Retention
from chassis.journal.writer import Transaction
from chassis.service import Foundation, Service
from services.projects.access import (
    ACCESS,
    CHARTERS,
    CONSENT,
    COVERAGE,
    DELEGATIONS,
    LEARNING,
    OWNERSHIP,
    PEOPLE,
    PROJECTS,
    REGISTER,
    SIMULATIONS,
    SUBSIDIARITY,
    TERRITORIES,
)
from services.projects.api.charters import CharterServicer
from services.projects.api.consent import ConsentServicer
from services.projects.api.coverage import CoverageServicer
from services.projects.api.delegations import DelegationServicer
from services.projects.api.learning import LearningServicer
from services.projects.api.ownership import OwnershipServicer
from services.projects.api.people import PeopleServicer
from services.projects.api.projects import ProjectsServicer
from services.projects.api.register import RegisterServicer
from services.projects.api.simulations import SimulationServicer
from services.projects.api.subsidiarity import SubsidiarityServicer
from services.projects.api.territories import TerritoriesServicer
from services.projects.clients.simulation_process import SimulationProcess
from services.projects.consumers import alarms, readers
from services.projects.settings import ProjectsSettings
from services.projects.storage.capacities import capacities
from services.projects.storage.charter_file import read_charter
from services.projects.storage.own_data import SECTIONS
from services.projects.storage.projects import projects as project_table
from services.projects.storage.reference import ReferenceCache
from services.projects.storage.unit import Unit
from services.projects.use_cases.charter_ports import CharterUnit
from services.projects.use_cases.delegation_ports import DelegationUnit
from services.projects.use_cases.forget_unseen import forget_unseen
from services.projects.use_cases.learning_ports import LearningUnit
from services.projects.use_cases.ownership_ports import OwnershipUnit
from services.projects.use_cases.people_ports import PeopleUnit
from services.projects.use_cases.project_ports import ProjectUnit
from services.projects.use_cases.simulation_ports import CoverageUnit, SimulationUnit
from services.projects.use_cases.territory_ports import RegisterUnit, TerritoryUnit


def build(settings: ProjectsSettings, clock: Clock | None = None) -> Service:
    """Raise InvalidInput when the charter has faults, OSError when its file cannot be read."""
    foundation = Foundation.build("projects", settings, clock)
    cache = ReferenceCache(read_charter(settings.charter))

    def make_unit(tx: Transaction) -> Unit:
        return Unit(tx, cache, settings.homes)

    projects: Commands[ProjectUnit] = foundation.commands(make_unit)
    ownership: Commands[OwnershipUnit] = foundation.commands(make_unit)
    learning: Commands[LearningUnit] = foundation.commands(make_unit)
    territories: Commands[TerritoryUnit] = foundation.commands(make_unit)
    people: Commands[PeopleUnit] = foundation.commands(make_unit)
    delegations: Commands[DelegationUnit] = foundation.commands(make_unit)
    charters: Commands[CharterUnit] = foundation.commands(make_unit)
    register: Commands[RegisterUnit] = foundation.commands(make_unit)
    simulations: Commands[SimulationUnit] = foundation.commands(make_unit)
    coverage: Commands[CoverageUnit] = foundation.commands(make_unit)
    replays = SimulationProcess(settings.database_url.get_secret_value(), settings.charter, settings.node)
    return Service(
        foundation,
        access=ACCESS,
        register=[
            lambda server: projects_pb2_grpc.add_ProjectsServiceServicer_to_server(
                ProjectsServicer(projects), server
            ),
            lambda server: consent_service_pb2_grpc.add_ConsentServiceServicer_to_server(
                ConsentServicer(projects), server
            ),
            lambda server: ownership_service_pb2_grpc.add_OwnershipServiceServicer_to_server(
                OwnershipServicer(ownership), server
            ),
            lambda server: learning_service_pb2_grpc.add_LearningServiceServicer_to_server(
                LearningServicer(learning), server
            ),
            lambda server: subsidiarity_pb2_grpc.add_SubsidiarityServiceServicer_to_server(
                SubsidiarityServicer(charters), server
            ),
            lambda server: territories_pb2_grpc.add_TerritoriesServiceServicer_to_server(
                TerritoriesServicer(territories), server
            ),
            lambda server: charters_pb2_grpc.add_CharterServiceServicer_to_server(
                CharterServicer(charters), server
            ),
            lambda server: register_pb2_grpc.add_RegisterServiceServicer_to_server(
                RegisterServicer(register), server
            ),
            lambda server: simulations_pb2_grpc.add_SimulationServiceServicer_to_server(
                SimulationServicer(simulations, replays.start), server
            ),
            lambda server: coverage_pb2_grpc.add_CoverageServiceServicer_to_server(
                CoverageServicer(coverage), server
            ),
            lambda server: people_pb2_grpc.add_PeopleServiceServicer_to_server(
                PeopleServicer(people), server
            ),
            lambda server: delegations_pb2_grpc.add_DelegationServiceServicer_to_server(
                DelegationServicer(delegations, settings.delegation_months), server
            ),
        ],
        names=[
            PROJECTS,
            CONSENT,
            OWNERSHIP,
            LEARNING,
            SUBSIDIARITY,
            TERRITORIES,
            CHARTERS,
            REGISTER,
            SIMULATIONS,
            COVERAGE,
            PEOPLE,
            DELEGATIONS,
        ],
        readers=readers(make_unit, capacities),
        alarms=alarms(make_unit, project_table),
        own_data=SECTIONS,
        retentions=retentions(make_unit, settings),
    )


def retentions(make_unit: Callable[[Transaction], Unit], settings: ProjectsSettings) -> Sequence[Retention]:
    """What is kept for a time only."""

    async def names(tx: Transaction) -> None:
        await forget_unseen(settings.person_retention_days, make_unit(tx))

    async def simulations(tx: Transaction) -> None:
        kept = timedelta(days=settings.simulation_retention_days)
        await make_unit(tx).simulations.forget_older(tx.now() - kept)

    return [Retention("names of people not seen", names), Retention("simulations", simulations)]


if __name__ == "__main__":
    asyncio.run(build(ProjectsSettings()).run())  # type: ignore[call-arg]  # the environment gives them
