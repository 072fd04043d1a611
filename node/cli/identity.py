"""`archipel identity provision`, `check` and `diff`: the realm of Keycloak as the territory needs it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from node.cli.options import AsJson, Data
from node.cli.output import as_json, say
from node.errors import NodeError

if TYPE_CHECKING:
    from node.identity.admin import Administrator
    from node.identity.differences import Difference
    from node.identity.realm import Wanted

Server = Annotated[
    str,
    typer.Option(
        envvar="ARCHIPEL_KEYCLOAK_URL", help="Adresse de Keycloak ; celui du nœud sinon.", show_default=False
    ),
]
Settings = Annotated[
    Path | None,
    typer.Option("--settings", help="Réglages du royaume (voir deploy/keycloak).", show_default=False),
]
Territory = Annotated[
    Path | None,
    typer.Option("--territory", help="Dossier du territoire, comme territories/artois.", show_default=False),
]
Demo = Annotated[bool, typer.Option("--demo", help="Avec les personnes inventées de la démonstration.")]


def provision_command(
    *,
    server: Server = "",
    settings: Settings = None,
    territory: Territory = None,
    demo: Demo = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Crée le royaume, ou y change seulement ce qui diffère."""
    from node.identity.provision import provision
    from node.identity.words import as_values, told

    done = provision(*asked_for(server, settings, territory, data, demo=demo))
    if json:
        as_json(
            {"realm": done.realm, "made": done.made, "changes": [as_values(each) for each in done.changes]}
        )
        return
    for change in done.changes:
        say(f"  {told(change)}")
    say(done.summary())


def diff_command(
    *,
    server: Server = "",
    settings: Settings = None,
    territory: Territory = None,
    demo: Demo = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Montre tout ce qui diffère, sans rien changer."""
    show(differences_of(asked_for(server, settings, territory, data, demo=demo)), json=json)


def check_command(
    *,
    server: Server = "",
    settings: Settings = None,
    territory: Territory = None,
    demo: Demo = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Comme diff, et répond 1 s’il y a une différence : pour une tâche planifiée."""
    changes = differences_of(asked_for(server, settings, territory, data, demo=demo))
    show(changes, json=json)
    raise typer.Exit(1 if changes else 0)


def differences_of(asked: tuple[Administrator, Wanted]) -> list[Difference]:
    from node.identity.provision import compare

    return compare(*asked)


def show(changes: list[Difference], *, json: bool) -> None:
    from node.identity.words import as_values, told

    if json:
        as_json([as_values(change) for change in changes])
        return
    for change in changes:
        say(f"  {told(change)}")
    say(f"Différences : {len(changes)}." if changes else "Aucune différence.")


def asked_for(
    server: str, settings: Path | None, territory: Path | None, data: Path | None, *, demo: bool
) -> tuple[Administrator, Wanted]:
    """A Keycloak that somebody else runs and the realm of a settings file, or those of the node itself."""
    from node.identity.operator import operated
    from node.identity.own_node import of_node

    if settings is not None:
        return operated(server, settings, territory, demo=demo)
    if server:
        raise NodeError(
            "REALM_SETTINGS_MISSING",
            "Indiquez les réglages du royaume avec --settings (modèle : deploy/keycloak/artois.yaml).",
        )
    return of_node(data, territory, demo=demo)
