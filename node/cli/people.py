"""`archipel people export` and `forget`: what the node keeps about one person (RGPD, articles 15 and 20), and
how that is forgotten (article 17).
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from node.cli.options import AsJson, Data
from node.cli.output import as_json, aside, say

if TYPE_CHECKING:
    from node.operations.people import Forgotten

WORD = "effacer"

Person = Annotated[str, typer.Argument(help="people/…, ou l’identifiant qui sert à se connecter.")]


def export_command(
    person: Person,
    *,
    file: Annotated[Path | None, typer.Option("--file", help="Fichier à écrire ; sans lui, l’écran.")] = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Rassemble tout ce que le nœud garde d’une personne."""
    from node.operations.people import exported

    told = asyncio.run(exported(data, person))
    for gap in told["missing"]:
        aside(f"Il manque ce que garde le service de connexion : {gap['why']}")
    if file is None:
        as_json(told)
        return
    # For the eyes of one person: whoever else has an account at this machine does not read it.
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(dumps(told, ensure_ascii=False, indent=2, default=str) + "\n")
    if json:
        as_json({"file": str(file)})
    else:
        say(f"Écrit : {file}. Ce fichier est personnel : remettez-le à la personne, puis effacez-le.")


def forget_command(
    person: Person,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Ne pas demander de confirmation.")] = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Efface pour toujours le nom d’une personne, et son compte."""
    from node.operations.people import forgotten

    if not yes:
        aside(
            f"Le nom et le compte de « {person} » seront effacés pour toujours. Ses actes restent, sans nom."
        )
        if typer.prompt(f"Pour confirmer, écrivez « {WORD} »", err=True).strip() != WORD:
            aside("Rien n’est effacé.")
            raise typer.Exit(1)
    done = asyncio.run(forgotten(data, person))
    if json:
        as_json(asdict(done))
    else:
        for sentence in sentences(done):
            say(sentence)


def sentences(done: Forgotten) -> list[str]:
    """What was done, what remains, and who does it."""
    heard = "tout de suite" if done.running else "au prochain démarrage du nœud"
    return [
        f"✓ Le nom de people/{done.person} est effacé. Ses sessions et ses réponses gardées le sont {heard}.",
        {
            "deleted": "✓ Son compte est supprimé : cette personne ne peut plus se connecter.",
            "none": "Aucun compte de ce nœud ne porte cet identifiant. S’il est tenu ailleurs (ProConnect, "
            "Keycloak d’une collectivité), demandez-y sa suppression.",
            "kept": f"! Son compte n’a pas pu être supprimé. {done.why} Supprimez-le là-bas, ou relancez "
            "cette commande.",
        }[done.account],
        "Les sauvegardes de la base gardent le nom jusqu’à ce qu’elles soient remplacées.",
    ]
