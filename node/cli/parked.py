"""`archipel parked list` and `replay`: aggregates that a reader could not go on with."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from node.cli.options import AsJson, Data
from node.cli.output import as_json, say, table


def list_command(*, data: Data = None, json: AsJson = False) -> None:
    """Montre ce qui a été mis de côté, et pourquoi."""
    from node.operations.parked import listed

    found = asyncio.run(listed(data))
    if json:
        as_json([asdict(entry) for entry in found])
        return
    table(
        ["Service", "Lecteur", "Objet", "Version", "En attente", "Raison"],
        [(e.service, e.reader, e.subject, e.version, e.held, e.reason) for e in found],
        empty="Rien n’est mis de côté.",
    )


def replay_command(
    service: Annotated[str, typer.Argument(help="Service du lecteur.")],
    reader: Annotated[str, typer.Argument(help="Nom du lecteur (« archipel parked list »).")],
    subject: Annotated[str, typer.Argument(help="Objet mis de côté, par exemple projects/0190…")],
    *,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Demande à un lecteur de reprendre un objet mis de côté."""
    from node.operations.parked import replay

    running = asyncio.run(replay(data, service, reader, subject))
    if json:
        as_json({"service": service, "reader": reader, "subject": subject, "running": running})
    elif running:
        say("Demandé : le lecteur reprend dans les secondes qui viennent.")
    else:
        say("Demandé : le lecteur reprendra au prochain démarrage du nœud.")
