"""`archipel territories list` and `import`: the bodies that the node knows."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from node.cli.options import AsJson, Data
from node.cli.output import as_json, say, table
from node.errors import NodeError
from node.where import client_settings

LEVELS = {
    "LEVEL_COMMUNE": "commune",
    "LEVEL_AGGLOMERATION": "agglomération",
    "LEVEL_POLE": "pôle",
    "LEVEL_DEPARTMENT": "département",
    "LEVEL_REGION": "région",
    "LEVEL_SYNDICATE": "syndicat",
}


def list_command(
    *,
    member_of: Annotated[str, typer.Option(help="Seulement les membres de cette collectivité.")] = "",
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Liste les collectivités du territoire."""
    found = asyncio.run(fetch(client_settings(data), member_of))
    if json:
        as_json(found)
        return
    table(
        ["Code", "Nom", "Niveau", "Habitants"],
        [(b["code"], b["title"], LEVELS.get(b["level"], ""), inhabitants(b)) for b in found],
        empty="Aucune collectivité : « archipel territories import DOSSIER » en charge.",
    )


def inhabitants(body: dict[str, Any]) -> str:
    number = int(body.get("population", 0))
    return f"{number:,}".replace(",", " ") if number else ""


async def fetch(settings: Any, member_of: str) -> list[dict[str, Any]]:
    from archipel.projects.v1 import territories_pb2, territories_pb2_grpc
    from node.cli.calls import calling, every_page

    name = f"territories/{member_of.removeprefix('territories/')}" if member_of else ""
    async with calling(settings, "projects") as (channel, ask):
        stub = territories_pb2_grpc.TerritoriesServiceStub(channel)
        request = territories_pb2.ListTerritoriesRequest(member_of=name)
        return await every_page(ask, stub.ListTerritories, request, "territories")


def import_command(
    folder: Annotated[Path, typer.Argument(help="Dossier des fichiers CSV et de leur manifeste.")],
    *,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Importe un territoire : tout ou rien, avec toutes les fautes à la fois."""
    from chassis.domain import InvalidInput
    from node.operations.territories import import_territory

    try:
        report = asyncio.run(import_territory(folder, data))
    except InvalidInput as refused:
        faults = [{"where": f.field, "reason": f.reason, "message": str(f.text)} for f in refused.faults]
        if json:
            as_json({"faults": faults})
            raise typer.Exit(1) from None
        lines = "\n".join(f"  {fault['where']} : {fault['message']}" for fault in faults)
        raise NodeError("IMPORT_REFUSED", f"Rien n’a été importé :\n{lines}") from None
    if json:
        as_json(asdict(report))
    else:
        say(
            f"{report.title} : {report.bodies} collectivités, {report.competences} compétences, "
            f"{report.holdings} lignes de registre ; {len(report.changed)} collectivités changées."
        )
        if report.edited_here:
            say(f"{report.edited_here} lignes de registre modifiées en ligne sont restées telles quelles.")
