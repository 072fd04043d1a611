"""CoverageService: convert → use case → convert."""

from __future__ import annotations

from functools import partial

from grpc.aio import ServicerContext

from archipel.projects.v1 import coverage_pb2, coverage_pb2_grpc
from chassis.commands import Commands
from services.projects.convert.coverage import coverage_to_proto, get_coverage_from_proto
from services.projects.use_cases.get_coverage import get_coverage
from services.projects.use_cases.simulation_ports import CoverageUnit

Context = ServicerContext[object, object]


class CoverageServicer(coverage_pb2_grpc.CoverageServiceServicer):
    """Public, like the register itself, and changes nothing."""

    def __init__(self, commands: Commands[CoverageUnit]) -> None:
        self._commands = commands

    async def GetCoverage(
        self, request: coverage_pb2.GetCoverageRequest, _: Context
    ) -> coverage_pb2.Coverage:
        question = get_coverage_from_proto(request)
        return coverage_to_proto(await self._commands.read(partial(get_coverage, question)))
