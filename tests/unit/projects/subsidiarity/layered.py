"""Pacts of agglomerations and choices of communes to lay over the shipped charter."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.charter_reading import charter_from_mapping
from services.projects.domain.subsidiarity.facts import Capacities, Register
from services.projects.domain.subsidiarity.ground import Ground
from services.projects.domain.subsidiarity.parameters import KINDS
from tests.unit.projects.subsidiarity.artois import (
    CALL,
    CHARTER,
    DIRECTORY,
    HENIN,
    LIEVIN,
    LOOS,
    SHIPPED,
    TODAY,
)

Change = dict[str, tuple[object, dict[str, object] | None]]


def lower(
    body: str = CALL, changes: Change | None = None, rules: dict[str, Any] | None = None, **keys: Any
) -> Charter:
    """A pact of an agglomeration, or the choice of a commune: parameter → (value, what it lets below)."""
    layer = "commune" if body in (LOOS, LIEVIN, HENIN) else "agglomeration"
    parameters: dict[str, object] = {}
    for name, (value, latitude) in (changes or {}).items():
        parameters[name] = {"value": value, "unit": KINDS[name].unit, "source": f"Délibération de {body}"}
        if latitude is not None:
            parameters[name] = {**parameters[name], "lower_layers": latitude}  # type: ignore[dict-item]
    mapping: dict[str, object] = {
        "id": f"choix-{body}",
        "version": "1",
        "title": f"Charte de {body}",
        "in_force_from": date(2026, 1, 1),
        "layer": layer,
        "body": body,
        "parameters": parameters,
        "rules": rules or {},
    }
    return charter_from_mapping({**mapping, **keys})


def own_rule(**keys: object) -> dict[str, object]:
    written = {"title": "Une règle de plus", "text": "Ce que disent les gens.", "source": "Délibération 12"}
    return {**written, "when": "true", **keys}


def ground(*lowers: Charter, capacities: Capacities | None = None) -> Ground:
    return Ground(DIRECTORY, Register(SHIPPED), capacities or {}, CHARTER, TODAY, lowers)
