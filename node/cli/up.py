"""`archipel up`: starts a node and keeps it alive until Ctrl-C."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, TextIO

import psutil
import typer

from node import layout, personas, processes, state
from node.cli.options import AsJson, Data
from node.cli.output import as_json_line, aside, say
from node.errors import NodeError
from node.keycloak import distribution
from node.layout import Layout
from node.parts import Node
from node.settings import ROOT, Identity, NodeSettings, settings_from
from node.supervisor import Supervisor

PORT_PATIENCE = 3.0
"""Seconds that a node which was just killed gets to free its ports."""

Port = Annotated[int | None, typer.Option(show_default=False)]


Demo = Annotated[bool, typer.Option("--demo", help="Charger le territoire et la démonstration.")]
Reset = Annotated[bool, typer.Option("--reset", help="Effacer d’abord toutes les données du nœud.")]


def up(  # noqa: PLR0913 - one flag for each setting
    *,
    data: Data = None,
    demo: Demo = False,
    reset: Reset = False,
    node: Annotated[str | None, typer.Option(help="Nom du nœud.", show_default=False)] = None,
    portal_port: Port = None,
    identity: Annotated[
        Identity | None,
        typer.Option(help="Service de connexion : canaille (léger) ou keycloak.", show_default=False),
    ] = None,
    canaille_port: Port = None,
    keycloak_port: Port = None,
    postgres_port: Port = None,
    nats_port: Port = None,
    projects_port: Port = None,
    labels_port: Port = None,
    engineering_port: Port = None,
    funding_port: Port = None,
    json: AsJson = False,
) -> None:
    """Démarre un nœud et le garde en vie ; Ctrl-C l’arrête, les données restent."""
    settings = settings_from(
        data=data,
        node=node,
        portal_port=portal_port,
        identity=identity,
        canaille_port=canaille_port,
        keycloak_port=keycloak_port,
        postgres_port=postgres_port,
        nats_port=nats_port,
        projects_port=projects_port,
        labels_port=labels_port,
        engineering_port=engineering_port,
        funding_port=funding_port,
    )
    if settings.identity is Identity.KEYCLOAK:
        distribution.ensure(aside)  # before anything is thrown away or written
    if reset:
        layout.thrown_away(settings.data)
    place = layout.made(settings.data)
    lock = layout.locked(place)
    if lock is None:
        raise already_running(place)
    with lock:
        layout.claim_identity(place, settings.identity)
        check_ports(settings)
        run(Node(settings, place, demo=demo), json=json)


def already_running(place: Layout) -> NodeError:
    known = state.read(place.state)
    port = known.get("ports", {}).get("portal", "?")
    return NodeError(
        "RUNNING",
        f"Le nœud tourne déjà (processus {known.get('pid', '?')}) : http://127.0.0.1:{port}. "
        "Arrêtez-le avec Ctrl-C dans son terminal, ou choisissez un autre dossier avec --data.",
    )


def check_ports(settings: NodeSettings) -> None:
    """Raise NodeError naming every port that somebody else holds, with the flag that chooses another."""

    def taken() -> dict[str, int]:
        return {name: port for name, port in settings.ports.items() if processes.port_is_taken(port)}

    if processes.wait_until(lambda: not taken(), patience=PORT_PATIENCE, pause=0.2):
        return
    faults = [
        f"Le port {port} ({name}) est déjà pris{holder(port)} : libérez-le, ou choisissez-en un autre "
        f"avec --{name}-port."
        for name, port in taken().items()
    ]
    raise NodeError("PORT_TAKEN", "\n".join(faults))


def holder(port: int) -> str:
    """Who listens on a port, where the system lets us see it."""
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.laddr and connection.laddr.port == port and connection.pid:
                return f" par « {psutil.Process(connection.pid).name()} » (processus {connection.pid})"
    except psutil.Error:
        pass
    return ""


def run(node: Node, *, json: bool) -> None:
    tell = aside if json else say
    began = time.monotonic()
    tell(f"Archipel démarre ; ses données sont dans {node.layout.data}")

    async def when_ready() -> None:
        tell(f"Le nœud est prêt en {time.monotonic() - began:.1f} s.".replace(".", ",", 1))
        if node.demo:
            await load_demo(node, sys.stderr if json else sys.stdout)
        if json:
            as_json_line(facts(node))
        else:
            say(welcome(node))

    def later() -> asyncio.Task[None]:
        return asyncio.ensure_future(when_ready())

    asyncio.run(Supervisor(node, tell).run(later))
    tell("Le nœud est arrêté.")


async def load_demo(node: Node, output: TextIO) -> None:
    """Load the demo in a process of its own: the supervisor stays small."""
    process = processes.spawn(
        [sys.executable, "-m", "node.demo", "--data", node.layout.data],
        output=output.fileno(),
        folder=ROOT,
    )
    await processes.ended(process)
    if process.returncode != 0:
        raise NodeError("DEMO_FAILED", "La démonstration n’a pas pu être chargée (voir ci-dessus).")


def facts(node: Node) -> dict[str, Any]:
    """What a program needs to use a node that is ready; the demo adds its people and their password."""
    told: dict[str, Any] = {
        "address": node.settings.public_url,
        "ports": node.settings.ports,
        "data": node.layout.data,
        "personas": [],
    }
    if node.demo:
        told["personas"] = [asdict(persona) for persona in personas.PERSONAS]
        told["password"] = personas.PASSWORD
    return told


def welcome(node: Node) -> str:
    lines = ["", f"  Ouvrez {node.settings.public_url} dans un navigateur."]
    if node.demo:
        lines += ["", *people_lines(), "", f"  Mot de passe de chacun : {personas.PASSWORD}"]
    return "\n".join([*lines, "", "  Ctrl-C arrête tout ; les données restent.", ""])


def people_lines() -> list[str]:
    """A table of at most 100 columns; the title tells the chair of the label from other elected people."""
    row: Callable[[str, str, str, str], str] = "  {:<17} {:<16} {:<37} {}".format
    shown = [row("Identifiant", "Personne", "Fonction", "Collectivité")]
    return shown + [row(p.login, p.name, p.title, p.body_name) for p in personas.PERSONAS]
