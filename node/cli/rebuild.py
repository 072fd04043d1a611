"""`archipel rebuild`: fills read models anew from the journals."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from node.cli.options import AsJson, Data
from node.cli.output import as_json, say


def rebuild_command(
    service: Annotated[str, typer.Argument(help="Un service ; sans lui, tous.")] = "",
    reader: Annotated[str, typer.Argument(help="Un seul de ses modèles de lecture.")] = "",
    *,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Reconstruit les modèles de lecture à partir des journaux."""
    from node.operations.rebuild import rebuild

    done = asyncio.run(rebuild(data, service, reader))
    if json:
        as_json(asdict(done))
    elif done.filled:
        say(f"Reconstruit : {', '.join(done.names)}.")
    else:
        say(f"Vidé : {', '.join(done.names)}. Le prochain démarrage du nœud les remplit.")
