"""Differences told in French, and as plain values for programs. Secrets are never shown."""

from __future__ import annotations

import json
from typing import Any

from node.identity.differences import SECRET_FIELDS, Difference, What
from node.identity.things import Key, Kind

KINDS = {
    Kind.REALM: "le royaume « {name} »",
    Kind.SCOPE: "le périmètre « {name} »",
    Kind.SCOPE_MAPPER: "l’information « {name} » du périmètre « {owner} »",
    Kind.CLIENT: "le client « {name} »",
    Kind.CLIENT_MAPPER: "l’information « {name} » du client « {owner} »",
    Kind.GROUP: "le groupe {name}",
    Kind.PROVIDER: "le fournisseur d’identité « {name} »",
    Kind.PROVIDER_MAPPER: "la correspondance « {name} » de « {owner} »",
    Kind.PERSON: "le compte « {name} »",
}
HIDDEN = "•••"


def told(change: Difference) -> str:
    """One line."""
    thing = _thing(change.key)
    match change.what:
        case What.MISSING:
            return f"{thing} manque."
        case What.SURPLUS if change.key.kind is Kind.CLIENT:
            return f"{thing} est en trop : les réglages ne nomment plus ce nœud."
        case What.SURPLUS:
            return f"{thing} est en trop : les jetons en diraient plus qu’il ne faut."
        case What.MOVED:
            return f"{thing} se trouve en {change.found}."
        case What.CHANGED:
            wanted, found = shown(change)
            return f"{thing} : {change.field} vaut {_text(found)} au lieu de {_text(wanted)}."


def as_values(change: Difference) -> dict[str, Any]:
    wanted, found = shown(change)
    return {
        "difference": change.what.value,
        "kind": change.key.kind.value,
        "name": change.key.name,
        "owner": change.key.owner,
        "field": change.field,
        "wanted": wanted,
        "found": found,
    }


def shown(change: Difference) -> tuple[Any, Any]:
    """The wanted value and the found one, as anybody may see them."""
    if change.field.rpartition(".")[2] in SECRET_FIELDS:
        return HIDDEN, HIDDEN if change.found else None
    return change.wanted, change.found


def _thing(key: Key) -> str:
    return KINDS[key.kind].format(name=key.name, owner=key.owner)


def _text(value: Any) -> str:
    if value is None or value in ([], ""):
        return "rien"
    if isinstance(value, bool):
        return "oui" if value else "non"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
