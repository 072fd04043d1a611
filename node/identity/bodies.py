"""The bodies of a territory as groups of the realm: one along the hierarchy for each body, one below it for
each role (docs/adr/0011).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chassis.access import ROLES
from chassis.domain import InvalidInput
from node.errors import NodeError
from services.projects.domain.subsidiarity.levels import Level
from services.projects.domain.territory import TerritoryFacts
from services.projects.storage.territory_folder import read_territory

ROOT_GROUP = "bodies"
ABOVE = {Level.COMMUNE: Level.AGGLOMERATION, Level.AGGLOMERATION: Level.POLE}
"""The hierarchy of groups. Every other body (department, region, syndicate) stands beside it."""

ROLE_TITLES = {
    "elected": "Élu : dépose, délibère, donne l’accord de la collectivité",
    "project_manager": "Chargé de projets : instruit et suit",
    "funding_officer": "Responsable des financements",
    "juror": "Membre d’un jury de label",
    "pool_manager": "Responsable de l’ingénierie partagée",
    "agent": "Agent : tient ses journées",
    "observer": "Observateur : lit",
}


@dataclass(frozen=True)
class Place:
    """A body and its place among the groups: the codes of the bodies above it, the highest first."""

    facts: TerritoryFacts
    above: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """As the claim `groups` writes it."""
        return "/".join(("", ROOT_GROUP, *self.above, self.facts.code))


def read_places(folder: Path) -> tuple[Place, ...]:
    """The bodies of a territory's folder, those above first. Raise NodeError with every fault."""
    try:
        bodies = read_territory(folder).bodies
    except InvalidInput as refused:
        lines = "\n".join(f"  {fault.field} : {fault.text}" for fault in refused.faults)
        raise NodeError("TERRITORY_REFUSED", f"Le dossier {folder} ne convient pas :\n{lines}") from None
    return places_of(bodies)


def places_of(bodies: tuple[TerritoryFacts, ...]) -> tuple[Place, ...]:
    by_code = {body.code: body for body in bodies}

    def above(body: TerritoryFacts) -> tuple[str, ...]:
        for code in body.members_of:
            upper = by_code.get(code)
            if upper is not None and upper.level == ABOVE.get(body.level):
                return (*above(upper), code)
        return ()

    places = (Place(body, above(body)) for body in bodies)
    return tuple(sorted(places, key=lambda place: (len(place.above), place.path)))


def group_tree(places: tuple[Place, ...]) -> list[dict[str, Any]]:
    """The groups as Keycloak writes them, nested; none when no territory is given."""
    if not places:
        return []
    root: dict[str, Any] = {"name": ROOT_GROUP, "subGroups": []}
    nodes = {f"/{ROOT_GROUP}": root}
    for place in places:
        node = {
            "name": place.facts.code,
            "description": place.facts.title,
            "subGroups": [{"name": role, "description": ROLE_TITLES[role]} for role in sorted(ROLES)],
        }
        nodes[place.path.rpartition("/")[0]]["subGroups"].append(node)
        nodes[place.path] = node
    return [root]


def with_siren(places: tuple[Place, ...]) -> Iterator[Place]:
    """The bodies that an organisation's SIRET can name."""
    return (place for place in places if place.facts.siren)
