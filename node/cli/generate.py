"""`archipel generate`: invented projects over the real territory, for load and for pictures."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from node.cli.options import AsJson, Data
from node.cli.output import as_json, say
from node.cli.projects import STATES


def generate_command(
    *,
    projects: Annotated[int, typer.Option(min=1, max=100_000, help="Nombre de projets.")],
    seed: Annotated[int, typer.Option(help="Le même nombre redonne les mêmes projets.")] = 1,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Écrit des projets inventés, marqués comme tels, sur le territoire réel."""
    from node.operations.generate import generate

    done = asyncio.run(generate(data, projects, seed))
    if json:
        as_json(asdict(done))
    else:
        states = ", ".join(
            f"{number} {STATES[f'PROJECT_STATE_{state.upper()}']}"
            for state, number in sorted(done.states.items())
        )
        say(f"{done.projects} projets inventés (graine {done.seed}) : {states}.")
