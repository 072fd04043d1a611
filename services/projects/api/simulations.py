"""SimulationService: convert → use case → convert; the replay itself is a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from grpc.aio import ServicerContext

from archipel.projects.v1 import simulations_pb2, simulations_pb2_grpc
from chassis.commands import Commands
from chassis.pagination import next_token
from services.projects.convert.simulations import (
    change_to_proto,
    list_changes_from_proto,
    simulation_id_from_proto,
    simulation_to_proto,
    start_simulation_from_proto,
)
from services.projects.use_cases.get_simulation import get_simulation
from services.projects.use_cases.list_simulation_changes import list_simulation_changes
from services.projects.use_cases.simulation_ports import SimulationUnit
from services.projects.use_cases.start_simulation import start_simulation

Context = ServicerContext[object, object]


class SimulationServicer(simulations_pb2_grpc.SimulationServiceServicer):
    """`replay` starts the process of a simulation, given by its id; a second time it does no harm."""

    def __init__(self, commands: Commands[SimulationUnit], replay: Callable[[str], None]) -> None:
        self._commands = commands
        self._replay = replay

    async def StartSimulation(
        self, request: simulations_pb2.StartSimulationRequest, _: Context
    ) -> simulations_pb2.Simulation:
        command = start_simulation_from_proto(request)
        answer = await self._commands.run(request, partial(start_simulation, command), simulation_to_proto)
        # Only now does its row stand where the process looks for it.
        self._replay(answer.name.removeprefix("simulations/"))
        return answer

    async def GetSimulation(
        self, request: simulations_pb2.GetSimulationRequest, _: Context
    ) -> simulations_pb2.Simulation:
        simulation_id = simulation_id_from_proto(request)
        return simulation_to_proto(await self._commands.read(partial(get_simulation, simulation_id)))

    async def ListSimulationChanges(
        self, request: simulations_pb2.ListSimulationChangesRequest, _: Context
    ) -> simulations_pb2.ListSimulationChangesResponse:
        question = list_changes_from_proto(request)
        page = await self._commands.read(partial(list_simulation_changes, question))
        return simulations_pb2.ListSimulationChangesResponse(
            changes=map(change_to_proto, page.items), next_page_token=next_token(request, page.after)
        )
