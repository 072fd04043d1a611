"""The realm of a node's own Keycloak, found from the node's data folder: what its supervisor provisions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from node import layout
from node.errors import NodeError
from node.identity.admin import Administrator
from node.identity.operator import embedded
from node.identity.realm import Wanted
from node.settings import settings_from
from node.where import running_node


def of_node(data: Path | None, territory: Path | None, *, demo: bool) -> tuple[Administrator, Wanted]:
    """`territory` stands for the reference territory; the people of the demo are wanted where it was loaded.
    Raise NodeError for a folder without a node, or whose node has no Keycloak.
    """
    settings = settings_from(data=data)
    place = layout.existing(settings.data)
    node = running_node(settings, place)[0]
    keycloak = node.keycloak
    if keycloak is None:
        raise NodeError(
            "NO_KEYCLOAK",
            "Ce nœud connecte les gens avec Canaille, qui se prépare seul. Pour un autre Keycloak, indiquez "
            "--server et --settings.",
        )
    node = replace(node, demo=demo or place.demo_mark.exists())
    environment = node.identity_environment(keycloak)
    if territory is not None:
        environment["ARCHIPEL_TERRITORY"] = str(territory)
    return embedded(environment)
