"""`archipel subsidiarity coverage`: does every competence have exactly one able owner everywhere?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Annotated

import typer

from node.cli.options import AsJson
from node.cli.output import as_json, say, table
from node.cli.subsidiarity import BAD_INPUT, Territory, refuse

if TYPE_CHECKING:
    from node.operations.coverage import Matrix
    from services.projects.domain.subsidiarity.coverage import Cell, CoverageRow

OUTSIDE = "hors agglomération"
MOST_NAMED = 6
"""Communes that an alarm names one by one."""
LONGEST_TITLE = 44
"""Letters of a competence's title in a row; --json has it whole."""


def coverage_command(
    *,
    territory: Territory = None,
    on: Annotated[
        str, typer.Option("--on", help="Jour du registre, par exemple 2026-11-21.", show_default=False)
    ] = "",
    body: Annotated[
        str, typer.Option(help="Seulement les communes de cette collectivité (code).", show_default=False)
    ] = "",
    json: AsJson = False,
) -> None:
    """Montre qui est capable, par compétence et par commune : un seul, un partage déclaré, ou une alarme."""
    from chassis.domain import InvalidInput
    from node.operations.coverage import read_matrix

    try:
        matrix = read_matrix(territory, on, body)
    except InvalidInput as refused:
        refuse(refused, json=json)
        raise typer.Exit(BAD_INPUT) from None
    if json:
        as_json(matrix.to_plain())
        return
    say_alarms(matrix)
    show_rows(matrix)


def say_alarms(matrix: Matrix) -> None:
    alarms = list(matrix.alarms())
    if not alarms:
        say("Aucune alarme.")
    for row, cell in alarms:
        what = (
            "personne n’est capable"
            if not cell.able
            else f"{label(matrix, cell)}, sans que rien ne déclare le partage"
        )
        title = matrix.titles[row.competence]
        say(f"Alarme : {row.competence} {title} : {what} ({places(matrix, cell)}).")


def show_rows(matrix: Matrix) -> None:
    from services.projects.domain.subsidiarity.coverage import CoverageKind

    found = matrix.found
    columns = communes_by_agglomeration(matrix)
    say()
    table(
        ["Code", "Compétence", *(f"{name} ({len(communes)})" for name, communes in columns.items())],
        [
            (
                row.competence,
                clipped(matrix.titles[row.competence]),
                *(summary(matrix, row, communes) for communes in columns.values()),
            )
            for row in found.rows
        ],
        empty="Le vocabulaire des compétences est vide.",
    )
    say()
    say(
        f"{len(found.communes)} communes × {len(found.rows)} compétences le {found.on:%d/%m/%Y} : "
        f"{found.count(CoverageKind.ONE)} avec un seul porteur capable, "
        f"{found.count(CoverageKind.SHARED)} partagées, "
        f"{found.count(CoverageKind.NOBODY)} sans personne, "
        f"{found.count(CoverageKind.UNDECLARED)} sans partage déclaré."
    )


def communes_by_agglomeration(matrix: Matrix) -> dict[str, frozenset[str]]:
    """Name of each agglomeration → codes of its communes, then those outside any."""
    from services.projects.domain.subsidiarity.facts import Level

    found: defaultdict[str, set[str]] = defaultdict(set)
    for code in matrix.found.communes:
        above = matrix.directory.above(code, Level.AGGLOMERATION)
        found[OUTSIDE if above is None else above.acronym or above.title].add(code)
    return {name: frozenset(found[name]) for name in sorted(found, key=lambda name: (name == OUTSIDE, name))}


def clipped(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def summary(matrix: Matrix, row: CoverageRow, communes: frozenset[str]) -> str:
    """Who is able in these communes; counts where they differ."""
    parts = [
        (len(inside), label(matrix, cell))
        for cell in row.cells
        if (inside := communes.intersection(cell.communes))
    ]
    if len(parts) == 1:
        return parts[0][1]
    return ", ".join(f"{count} : {words}" for count, words in sorted(parts, reverse=True))


def label(matrix: Matrix, cell: Cell) -> str:
    """The able bodies in a few letters; an alarm stands out."""
    from services.projects.domain.subsidiarity.coverage import THE_COMMUNE

    if not cell.able:
        return "PERSONNE"
    names = []
    for code in cell.able:
        body = matrix.directory.body(code)
        name = code if body is None else body.acronym or body.title
        names.append("commune" if code == THE_COMMUNE else name)
    joined = " + ".join(names)
    return f"{joined} ?" if cell.kind.is_alarm else joined


def places(matrix: Matrix, cell: Cell) -> str:
    bodies = [matrix.directory.body(code) for code in cell.communes]
    names = [body.title for body in bodies if body is not None]
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[:MOST_NAMED])} et {len(names) - MOST_NAMED} autres communes"
    return ", ".join(names)
