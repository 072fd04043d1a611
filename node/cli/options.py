"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option("--data", envvar="ARCHIPEL_DATA", help="Dossier des données du nœud.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Réponse en JSON, pour un programme.")]
