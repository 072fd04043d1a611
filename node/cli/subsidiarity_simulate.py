"""`archipel subsidiarity simulate`: what a draft charter would change, before anybody votes it."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from node.cli.options import AsJson, Data
from node.cli.output import as_json, say, table
from node.cli.subsidiarity import BAD_INPUT, refuse

if TYPE_CHECKING:
    from node.operations.simulate import Asked, Simulated, Tell
    from services.projects.domain.dry_run_tally import Move
    from services.projects.domain.subsidiarity.facts import Level

LEVELS = {
    "commune": "communes",
    "agglomeration": "agglomérations",
    "pole": "pôle",
    "department": "département",
    "region": "région",
    "syndicate": "syndicats",
}
OUTSIDE = "hors des échelons"
MOST_BODIES = 20
MOST_CHANGES = 50
"""Rows that a screen shows; --export and --json hold them all."""


def simulate_command(
    *,
    charter: Annotated[Path | None, typer.Option(help="Projet de charte (YAML).", show_default=False)] = None,
    register: Annotated[
        Path | None, typer.Option(help="Registre à la place de l’actuel (CSV).", show_default=False)
    ] = None,
    capacities: Annotated[
        Path | None, typer.Option(help="Jours libres à la place des actuels (YAML).", show_default=False)
    ] = None,
    on: Annotated[
        str, typer.Option(help="Jour du registre, par exemple 2026-11-21.", show_default=False)
    ] = "",
    body: Annotated[
        str, typer.Option(help="Collectivité qui voterait un pacte ou un choix communal.", show_default=False)
    ] = "",
    export: Annotated[
        Path | None,
        typer.Option(help="Fichier .csv, .json ou .xlsx des projets changés.", show_default=False),
    ] = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Rejoue tous les projets décidés : qui changerait de porteur ou de rôle. N’écrit rien dans la base."""
    from chassis.domain import InvalidInput
    from node.operations.simulate import Asked

    try:
        found = _simulated(Asked(charter, register, capacities, on, body), export, data, json=json)
    except InvalidInput as refused:
        refuse(refused, json=json)
        raise typer.Exit(BAD_INPUT) from None
    if json:
        as_json(found.to_plain())
        return
    show(found)
    if export is not None:
        say(f"{projects(len(found.changes))} dans {export}.")


def _simulated(asked: Asked, export: Path | None, data: Path | None, *, json: bool) -> Simulated:
    from node.operations import simulation_export
    from node.operations.simulate import simulate

    if export is not None:
        simulation_export.check_export(export)
    found = asyncio.run(simulate(data, asked, lambda *_: None)) if json else _with_progress(asked, data)
    if export is not None:
        simulation_export.export(found, export)
    return found


def _with_progress(asked: Asked, data: Path | None) -> Simulated:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from node.operations.simulate import simulate

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Projets rejoués", total=None)

        def told(replayed: int, projects: int) -> None:
            progress.update(task, completed=replayed, total=projects)

        tell: Tell = told
        return asyncio.run(simulate(data, asked, tell))


def show(found: Simulated) -> None:
    tally = found.tally
    say(
        f"{projects(tally.replayed)} rejoués le {found.on:%d/%m/%Y} : changeraient de porteur "
        f"{number(tally.owner_changes)}, de rôles {number(tally.role_changes)}."
    )
    for guarantee in found.to_plain()["broken"]:
        say(
            f"Garantie {guarantee['id']} rompue pour {projects(guarantee['projects'])} "
            f"(par exemple {guarantee['example']}) : {guarantee['text']}"
        )
    show_moves(found)
    show_changes(found)


def show_moves(found: Simulated) -> None:
    levels = sorted(found.tally.levels.items(), key=lambda entry: _order(entry[0]))
    say()
    table(
        ["Porteur", "Projets", "Jours", "Coût (€)"],
        [(LEVELS[level] if level else OUTSIDE, *_cells(move)) for level, move in levels],
        empty="Aucun projet décidé.",
    )
    moved = [(body, move) for body, move in found.tally.bodies.items() if move.before != move.after]
    moved.sort(key=lambda entry: (-abs(entry[1].after.cost - entry[1].before.cost), entry[0]))
    if moved:
        say()
        table(
            ["Collectivité", "Projets", "Jours", "Coût (€)"],
            [(found.named(body), *_cells(move)) for body, move in moved[:MOST_BODIES]],
            empty="",
        )
    if len(moved) > MOST_BODIES:
        say(f"… et {len(moved) - MOST_BODIES} autres collectivités (--json les a toutes).")


def show_changes(found: Simulated) -> None:
    if not found.changes:
        return
    say()
    table(
        ["Projet", "Porteur avant", "Porteur après", "Rôles perdus", "Rôles gagnés"],
        [
            (
                change.title,
                found.named(change.owner_before) or "personne",
                found.named(change.owner_after) or "personne",
                ", ".join(change.roles_lost),
                ", ".join(change.roles_gained),
            )
            for change in found.changes[:MOST_CHANGES]
        ],
        empty="",
    )
    if len(found.changes) > MOST_CHANGES:
        say(f"… et {number(len(found.changes) - MOST_CHANGES)} autres (--export FICHIER les écrit tous).")


def _order(level: Level | None) -> int:
    return 99 if level is None else level.rank


def _cells(move: Move) -> tuple[str, str, str]:
    before, after = move.before, move.after
    return (
        _moved(Decimal(before.projects), Decimal(after.projects)),
        _moved(before.days, after.days),
        _moved(before.cost, after.cost),
    )


def _moved(before: Decimal, after: Decimal) -> str:
    return number(after) if before == after else f"{number(before)} → {number(after)}"


def projects(count: int) -> str:
    return f"{number(count)} projet{'s' if count > 1 else ''}"


def number(value: Decimal | int) -> str:
    """As French people write it, without cents."""
    return f"{value:,.0f}".replace(",", "\u202f")
