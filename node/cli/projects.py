"""`archipel projects list`: the projects that the person signed in may see, or the public ones."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

from node.cli.options import AsJson, Data
from node.cli.output import as_json, table
from node.where import client_settings

STATES = {
    "PROJECT_STATE_DRAFT": "brouillon",
    "PROJECT_STATE_AWAITING_PARTNERS": "attend les communes invitées",
    "PROJECT_STATE_PROPOSED": "porteur proposé",
    "PROJECT_STATE_OPINIONS_RUNNING": "accepté, avis en cours",
    "PROJECT_STATE_WITHOUT_OWNER": "sans porteur",
    "PROJECT_STATE_ACCEPTED": "accepté",
    "PROJECT_STATE_CONTESTED": "contesté",
    "PROJECT_STATE_CONCILIATION": "en conciliation",
    "PROJECT_STATE_WITHDRAWN": "retiré",
}


def list_command(
    *,
    body: Annotated[str, typer.Option(help="Seulement les projets qui touchent cette collectivité.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="Nombre de projets au plus.")] = 50,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Liste les projets ; sans connexion, ceux qui sont publics."""
    found = asyncio.run(fetch(client_settings(data), body, limit))
    if json:
        as_json(found)
        return
    table(
        ["Projet", "Titre", "Porté par", "État"],
        [
            (p["name"], p["title"], p["lead"].removeprefix("territories/"), STATES.get(p["state"], ""))
            for p in found
        ],
        empty="Aucun projet visible. « archipel login » montre aussi ceux de votre collectivité.",
    )


async def fetch(settings: Any, body: str, limit: int) -> list[dict[str, Any]]:
    from archipel.projects.v1 import projects_pb2, projects_pb2_grpc
    from node.cli.calls import calling, every_page

    name = f"territories/{body.removeprefix('territories/')}" if body else ""
    async with calling(settings, "projects") as (channel, ask):
        stub = projects_pb2_grpc.ProjectsServiceStub(channel)
        request = projects_pb2.ListProjectsRequest(body=name)
        return await every_page(ask, stub.ListProjects, request, "projects", most=limit)
