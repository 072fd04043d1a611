"""A small territory and its realm, as Keycloak would export it: for tests of what differs."""

from __future__ import annotations

import copy
from typing import Any

from node.identity.bodies import Place, places_of
from node.identity.realm import Wanted
from node.identity.settings import NodeAccount, PortalSettings, RealmSettings
from services.projects.domain.subsidiarity.levels import Level
from services.projects.domain.territory import TerritoryFacts


def body(code: str, level: Level, *members_of: str, siren: str = "") -> TerritoryFacts:
    return TerritoryFacts(
        code=code, title=f"Collectivité {code}", level=level, members_of=members_of, siren=siren
    )


BODIES = (
    body("62528", Level.COMMUNE, "246200364", siren="216205286"),
    body("62386", Level.COMMUNE, "246200364", siren="216203869"),
    body("246200364", Level.AGGLOMERATION, "200060358", "smt-artois", siren="246200364"),
    body("246200299", Level.AGGLOMERATION, "200060358", siren="246200299"),
    body("200060358", Level.POLE, siren="200060358"),
    body("62", Level.DEPARTMENT, "200060358", "32"),
    body("smt-artois", Level.SYNDICATE),
)
LOOS = "/bodies/200060358/246200364/62528"


def small_realm(realm: str = "archipel", *, demo: bool = False, **facts: Any) -> Wanted:
    places: tuple[Place, ...] = facts.pop("places", places_of(BODIES))
    settings = RealmSettings(
        realm=realm,
        portal=PortalSettings(addresses=("https://portail.example",)),
        nodes=(NodeAccount(name="lens"),),
    )
    return Wanted(facts.pop("settings", settings), places, demo=demo, **facts)


def exported(wanted: Wanted) -> dict[str, Any]:
    """What Keycloak exports of a realm that is as it should be; a copy that a test may spoil."""
    return copy.deepcopy(wanted.representation())
