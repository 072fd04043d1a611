"""`archipel charters list`, `show` and `diff`: the rules that bodies voted, and what a version changes."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

from node.cli.options import AsJson, Data
from node.cli.output import as_json, say, table
from node.cli.register import day_text
from node.where import client_settings

STATES = {
    "CHARTER_STATE_DRAFT": "brouillon",
    "CHARTER_STATE_SIMULATED": "simulée",
    "CHARTER_STATE_PUT_TO_VOTE": "soumise au vote",
    "CHARTER_STATE_ADOPTED": "adoptée",
    "CHARTER_STATE_SUPERSEDED": "remplacée",
    "CHARTER_STATE_WITHDRAWN": "retirée",
}
LAYERS = {
    "CHARTER_LAYER_LAW": "loi",
    "CHARTER_LAYER_POLE": "pôle",
    "CHARTER_LAYER_AGGLOMERATION": "agglomération",
    "CHARTER_LAYER_COMMUNE": "commune",
}
UNITS = {
    "share": "part",
    "EUR": "€ HT",
    "years": "ans",
    "days": "jours",
    "months": "mois",
    "labels": "",
    "competences": "",
}

Name = Annotated[str, typer.Argument(help="Identifiant de la version ; « in-force » : celle en vigueur.")]


def list_command(*, data: Data = None, json: AsJson = False) -> None:
    """Liste les versions des chartes, la plus récente d’abord."""
    found = asyncio.run(fetch(client_settings(data)))
    if json:
        as_json(found)
        return
    table(
        ["Charte", "Version", "Titre", "Strate", "État", "Du", "Au"],
        [
            (
                charter["name"],
                f"{charter['charter_id']} {charter['version']}",
                charter["title"],
                LAYERS.get(charter["layer"], ""),
                STATES.get(charter["state"], ""),
                day_text(charter.get("in_force_from")),
                day_text(charter.get("in_force_to")),
            )
            for charter in found
        ],
        empty="Aucune charte.",
    )


def show_command(name: Name = "in-force", *, data: Data = None, json: AsJson = False) -> None:
    """Montre une version : ses règles, leurs chiffres, leurs sources."""
    charter = asyncio.run(fetch_one(client_settings(data), name))
    if json:
        as_json(charter)
        return
    say(f"{charter['title']}, version {charter['version']} ({STATES.get(charter['state'], '')})")
    if "in_force_from" in charter:
        say(f"En vigueur à partir du {day_text(charter['in_force_from'])}")
    for rule in charter.get("rules", []):
        say()
        say(f"{rule['id']}  {rule['title']}  [{rule.get('source', '')}]")
        say(f"    {' '.join(rule.get('text', '').split())}")
        for condition in rule.get("conditions", []):
            say(f"    {condition['meaning']} Si : {' '.join(condition['expression'].split())}")
    say()
    table(
        ["Chiffre", "Valeur", "Unité", "Les strates inférieures", "Source"],
        [
            (
                parameter["title"],
                parameter["value"],
                UNITS.get(parameter["unit"], parameter["unit"]),
                parameter.get("latitude", "") or "ne le changent pas",
                parameter["source"],
            )
            for parameter in charter.get("parameters", [])
        ],
        empty="Aucun chiffre.",
    )


def diff_command(
    name: Name,
    against: Annotated[
        str, typer.Argument(help="La version à laquelle la comparer ; sinon celle en vigueur.")
    ] = "in-force",
    *,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Dit ce qu’une version change par rapport à une autre."""
    found = asyncio.run(compare(client_settings(data), name, against))
    if json:
        as_json(found)
        return
    for change in found.get("changes", []):
        say(f"{change['path']}  {change['title']}")
        if change.get("before"):
            say(f"  − {change['before']}")
        if change.get("after"):
            say(f"  + {change['after']}")
    if not found.get("changes"):
        say("Aucune différence.")


async def fetch(settings: Any) -> list[dict[str, Any]]:
    from archipel.projects.v1 import charters_pb2, charters_pb2_grpc
    from node.cli.calls import calling, every_page

    async with calling(settings, "projects") as (channel, ask):
        stub = charters_pb2_grpc.CharterServiceStub(channel)
        return await every_page(ask, stub.ListCharters, charters_pb2.ListChartersRequest(), "charters")


async def fetch_one(settings: Any, name: str) -> dict[str, Any]:
    from google.protobuf.json_format import MessageToDict

    from archipel.projects.v1 import charters_pb2, charters_pb2_grpc
    from node.cli.calls import calling

    async with calling(settings, "projects") as (channel, ask):
        request = charters_pb2.GetCharterRequest(name=charter_name(name))
        found = await ask(charters_pb2_grpc.CharterServiceStub(channel).GetCharter, request)
    return MessageToDict(found, preserving_proto_field_name=True)


async def compare(settings: Any, name: str, against: str) -> dict[str, Any]:
    from google.protobuf.json_format import MessageToDict

    from archipel.projects.v1 import charters_pb2, charters_pb2_grpc
    from node.cli.calls import calling

    async with calling(settings, "projects") as (channel, ask):
        request = charters_pb2.CompareChartersRequest(name=charter_name(name), against=charter_name(against))
        found = await ask(charters_pb2_grpc.CharterServiceStub(channel).CompareCharters, request)
    return MessageToDict(found, preserving_proto_field_name=True)


def charter_name(name: str) -> str:
    return f"charters/{name.removeprefix('charters/')}"
