"""`archipel subsidiarity evaluate`: who would own a project that a file describes, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from node.cli.options import AsJson
from node.cli.output import as_json, aside

BAD_INPUT = 2

Territory = Annotated[
    Path | None,
    typer.Option("--territory", help="Dossier du territoire ; sinon celui d’Artois.", show_default=False),
]
On = Annotated[
    str, typer.Option("--on", help="Jour de la décision, par exemple 2026-11-21.", show_default=False)
]


def evaluate_command(
    case: Annotated[Path, typer.Argument(help="Le cas, en YAML (docs/fr/vocabulaire.md en dit les clés).")],
    *,
    charter: Annotated[
        Path | None, typer.Option(help="Une autre charte que celle qui est livrée.", show_default=False)
    ] = None,
    on: On = "",
    territory: Territory = None,
    json: AsJson = False,
) -> None:
    """Dit qui porterait un projet, avec quels rôles, pourquoi, et ce qui changerait la réponse."""
    from chassis.domain import InvalidInput
    from node.cli.decision_words import show
    from node.operations.decision_json import evaluation_to_plain
    from node.operations.subsidiarity import Shipped, evaluate_file

    try:
        found = evaluate_file(case, on, Shipped(charter, territory))
    except InvalidInput as refused:
        refuse(refused, json=json)
        raise typer.Exit(BAD_INPUT) from None
    if json:
        as_json(evaluation_to_plain(found))
    else:
        show(found)


def refuse(refused: Exception, *, json: bool) -> None:
    """Every fault with its path: a sentence each, or one object for a program."""
    from chassis.domain import InvalidInput

    assert isinstance(refused, InvalidInput)
    faults = [
        {"path": printable(f.field), "reason": f.reason, "message": printable(str(f.text))}
        for f in refused.faults
    ]
    if json:
        as_json({"faults": faults})
        return
    for fault in faults:
        aside(f"{fault['path']} : {fault['message']}")


def printable(text: str) -> str:
    """A file may have a name that is no text at all."""
    return text.encode("utf-8", "replace").decode()
