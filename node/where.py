"""Which node a command talks to: the one that runs on the data folder, with its real ports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from node import layout, state
from node.errors import NodeError
from node.layout import Layout
from node.parts import Node
from node.settings import NodeSettings, settings_from


def running_node(settings: NodeSettings, place: Layout) -> tuple[Node, dict[str, Any]]:
    """The node as its supervisor wrote it down, and what it wrote."""
    known = state.read(place.state)
    ports = {f"{name}_port": port for name, port in known.get("ports", {}).items()}
    identity = known.get("identity", settings.identity)
    found = settings_from(
        data=settings.data, node=known.get("node", settings.node), identity=identity, **ports
    )
    return Node(found, place), known


def client_settings(data: Path | None) -> NodeSettings:
    """Addresses for a client: those of the running node of this folder, else those of the settings
    (so too when another account's node keeps its folder to itself: what it serves is public).
    """
    settings = settings_from(data=data)
    try:
        place = layout.existing(settings.data)
    except (NodeError, PermissionError):
        return settings
    return running_node(settings, place)[0].settings


def not_ready() -> NodeError:
    """For a command that needs the node's databases too early, or too late."""
    return NodeError(
        "NODE_STARTING",
        "Le nœud n’est pas prêt : il démarre encore, ou il s’arrête. Recommencez dans quelques secondes "
        "(« archipel status » dit où il en est).",
    )
