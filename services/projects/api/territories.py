"""TerritoriesService: who the bodies are and which competences they hold."""

from functools import partial

from grpc.aio import ServicerContext

from archipel.projects.v1 import territories_pb2, territories_pb2_grpc
from chassis.commands import Commands
from chassis.pagination import next_token, page_of
from services.projects.convert.territories import (
    competence_to_proto,
    holding_to_proto,
    list_competences_from_proto,
    list_holdings_from_proto,
    list_territories_from_proto,
    territory_code_from_proto,
    territory_to_proto,
)
from services.projects.use_cases.get_territory import get_territory
from services.projects.use_cases.list_competences import list_competences
from services.projects.use_cases.list_holdings import list_holdings
from services.projects.use_cases.list_territories import list_territories
from services.projects.use_cases.territory_ports import TerritoryUnit

Context = ServicerContext[object, object]


class TerritoriesServicer(territories_pb2_grpc.TerritoriesServiceServicer):
    """Everything here is public and changes nothing."""

    def __init__(self, commands: Commands[TerritoryUnit]) -> None:
        self._commands = commands

    async def GetTerritory(
        self, request: territories_pb2.GetTerritoryRequest, _: Context
    ) -> territories_pb2.Territory:
        code = territory_code_from_proto(request)
        found = await self._commands.read(partial(get_territory, code))
        return territory_to_proto(found)

    async def ListTerritories(
        self, request: territories_pb2.ListTerritoriesRequest, _: Context
    ) -> territories_pb2.ListTerritoriesResponse:
        question = list_territories_from_proto(request, page_of(request))
        page = await self._commands.read(partial(list_territories, question))
        return territories_pb2.ListTerritoriesResponse(
            territories=map(territory_to_proto, page.items), next_page_token=next_token(request, page.after)
        )

    async def ListCompetences(
        self, request: territories_pb2.ListCompetencesRequest, _: Context
    ) -> territories_pb2.ListCompetencesResponse:
        question = list_competences_from_proto(request, page_of(request))
        page = await self._commands.read(partial(list_competences, question))
        return territories_pb2.ListCompetencesResponse(
            competences=map(competence_to_proto, page.items), next_page_token=next_token(request, page.after)
        )

    async def ListHoldings(
        self, request: territories_pb2.ListHoldingsRequest, _: Context
    ) -> territories_pb2.ListHoldingsResponse:
        question = list_holdings_from_proto(request, page_of(request))
        page = await self._commands.read(partial(list_holdings, question))
        return territories_pb2.ListHoldingsResponse(
            holdings=map(holding_to_proto, page.items), next_page_token=next_token(request, page.after)
        )
