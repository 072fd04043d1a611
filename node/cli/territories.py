"""`archipel territories list`: the bodies that the node knows."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer
from google.protobuf.json_format import MessageToDict

from archipel.projects.v1 import territories_pb2, territories_pb2_grpc
from node.cli.calls import calling, every_page
from node.cli.options import AsJson, Data
from node.cli.output import as_json, table
from node.cli.where import client_settings

LEVELS = {
    territories_pb2.LEVEL_COMMUNE: "commune",
    territories_pb2.LEVEL_AGGLOMERATION: "agglomération",
    territories_pb2.LEVEL_POLE: "pôle",
    territories_pb2.LEVEL_DEPARTMENT: "département",
    territories_pb2.LEVEL_REGION: "région",
    territories_pb2.LEVEL_SYNDICATE: "syndicat",
}


def list_territories(
    *,
    member_of: Annotated[str, typer.Option(help="Seulement les membres de cette collectivité.")] = "",
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Liste les collectivités du territoire."""
    found = asyncio.run(fetch(client_settings(data), member_of))
    if json:
        as_json([MessageToDict(body, preserving_proto_field_name=True) for body in found])
        return
    table(
        ["Code", "Nom", "Niveau", "Habitants"],
        [
            (
                b.code,
                b.title,
                LEVELS.get(b.level, ""),
                f"{b.population:,}".replace(",", " ") if b.population else "",
            )
            for b in found
        ],
        empty="Aucune collectivité : « archipel territories import DOSSIER » en charge.",
    )


async def fetch(settings: Any, member_of: str) -> list[Any]:
    name = f"territories/{member_of.removeprefix('territories/')}" if member_of else ""
    async with calling(settings, "projects") as (channel, ask):
        stub = territories_pb2_grpc.TerritoriesServiceStub(channel)
        request = territories_pb2.ListTerritoriesRequest(member_of=name)
        return await every_page(ask, stub.ListTerritories, request, "territories")
