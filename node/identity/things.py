"""A realm's representation taken apart into the things that are compared and mended one by one.

The wanted realm and the one that Keycloak exports go the same way, so that both are told in the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from node.identity.bodies import ROOT_GROUP

PARTS = frozenset(
    {"clientScopes", "clients", "groups", "identityProviders", "identityProviderMappers", "users"}
)
"""Keys of a representation that hold things of their own; all other keys are rules of the realm itself."""


class Kind(StrEnum):
    """In the order in which they are made: each stands on those before it."""

    REALM = "realm"
    SCOPE = "scope"
    SCOPE_MAPPER = "scope_mapper"
    CLIENT = "client"
    CLIENT_MAPPER = "client_mapper"
    GROUP = "group"
    PROVIDER = "provider"
    PROVIDER_MAPPER = "provider_mapper"
    PERSON = "person"


@dataclass(frozen=True)
class Key:
    """What a thing is called; a mapper's `owner` is the scope, client or provider that it belongs to."""

    kind: Kind
    name: str
    owner: str = ""


Things = dict[Key, dict[str, Any]]


def things_of(representation: Mapping[str, Any]) -> Things:
    """Every thing with its own fields; a group is named by its path."""
    things = {Key(Kind.REALM, representation["realm"]): _without(representation, PARTS)}
    things |= _with_mappers(Kind.SCOPE, Kind.SCOPE_MAPPER, representation.get("clientScopes", ()), "name")
    things |= _with_mappers(Kind.CLIENT, Kind.CLIENT_MAPPER, representation.get("clients", ()), "clientId")
    things |= {Key(Kind.GROUP, path): group for path, group in _groups(representation.get("groups", ()))}
    things |= {
        Key(Kind.PROVIDER, each["alias"]): each for each in representation.get("identityProviders", ())
    }
    things |= {
        Key(Kind.PROVIDER_MAPPER, each["name"], each["identityProviderAlias"]): each
        for each in representation.get("identityProviderMappers", ())
    }
    return things | {Key(Kind.PERSON, each["username"]): each for each in representation.get("users", ())}


def _with_mappers(kind: Kind, mapper_kind: Kind, holders: Any, name: str) -> Things:
    things: Things = {}
    for holder in holders:
        things[Key(kind, holder[name])] = _without(holder, {"protocolMappers"})
    for holder in holders:
        for mapper in holder.get("protocolMappers", ()):
            things[Key(mapper_kind, mapper["name"], holder[name])] = mapper
    return things


def _groups(groups: Any, above: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Groups of bodies only, those above first: whatever else is grouped is none of our business."""
    for group in groups:
        path = f"{above}/{group['name']}"
        if not above and group["name"] != ROOT_GROUP:
            continue
        yield path, _without(group, {"subGroups"})
        yield from _groups(group.get("subGroups", ()), path)


def _without(whole: Mapping[str, Any], keys: frozenset[str] | set[str]) -> dict[str, Any]:
    return {key: value for key, value in whole.items() if key not in keys}
