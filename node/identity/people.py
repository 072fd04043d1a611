"""The invented people of the demo, each with one role; a realm without the demo has none of them."""

from __future__ import annotations

from typing import Any

from node.identity.bodies import Place
from node.personas import PASSWORD, PERSONAS, Persona


def demo_people(places: tuple[Place, ...]) -> list[dict[str, Any]]:
    """The people whose body is one of the territory's."""
    paths = {place.facts.code: place.path for place in places}
    return [_person(each, paths[each.body]) for each in PERSONAS if each.body in paths]


def _person(persona: Persona, body: str) -> dict[str, Any]:
    return {
        "username": persona.login,
        "enabled": True,
        "firstName": persona.given_name,
        "lastName": persona.family_name,
        "email": f"{persona.login}@demo.invalid",
        "emailVerified": True,
        "requiredActions": [],
        "groups": [f"{body}/{persona.role}"],
        "credentials": [{"type": "password", "value": PASSWORD, "temporary": False}],
    }
