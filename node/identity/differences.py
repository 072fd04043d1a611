"""What differs between the wanted realm and the one that is there, and nothing else: whatever an
administrator added beside it (people, clients, groups, members) is no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chassis.access import ROLES
from node.identity.bodies import ROOT_GROUP
from node.identity.clients import CLOSED_CLIENTS, NODE_PREFIX
from node.identity.things import Key, Kind, Things

SECRET_FIELDS = frozenset({"secret", "clientSecret"})
CREATED_ONLY = frozenset({"credentials", "clientSecret"})
"""Fields that Keycloak takes and never shows again: given when the thing is made or mended as a whole."""


class What(StrEnum):
    MISSING = "missing"
    CHANGED = "changed"
    MOVED = "moved"
    SURPLUS = "surplus"
    """Only where our own names are: a mapper that somebody added to a scope or client of ours, and the
    account of a node that is federated no more.
    """


@dataclass(frozen=True)
class Difference:
    """One field of one thing (`field` is empty when the whole thing is missing, moved or too much)."""

    what: What
    key: Key
    field: str = ""
    wanted: Any = None
    found: Any = None


def differences(wanted: Things, found: Things) -> list[Difference]:
    """Everything that differs, in the order in which it can be mended."""
    changes, found = _moved(wanted, found)
    for key in wanted:
        if key not in found:
            changes.append(Difference(What.MISSING, key, wanted=key.name))
        else:
            changes += (
                Difference(What.CHANGED, key, field, *values)
                for field, *values in _fields(wanted[key], found[key])
            )
    changes += (
        Difference(What.SURPLUS, key, found=key.name) for key in found if _is_surplus(key, wanted, found)
    )
    return sorted(changes, key=lambda change: _order(change.key))


def after_moves(wanted: Things, found: Things) -> Things:
    """What is there, its groups named as they will be once those that moved are back in their place."""
    return _moved(wanted, found)[1]


def _order(key: Key) -> tuple[int, int]:
    """What others stand on comes first, and of groups the upper ones."""
    return list(Kind).index(key.kind), key.name.count("/")


def _is_surplus(key: Key, wanted: Things, found: Things) -> bool:
    if key in wanted:
        return False
    if key.kind is Kind.CLIENT:
        return key.name.startswith(NODE_PREFIX) and bool(found[key].get("enabled"))
    holder = {Kind.SCOPE_MAPPER: Kind.SCOPE, Kind.CLIENT_MAPPER: Kind.CLIENT}.get(key.kind)
    described = wanted.get(Key(holder, key.owner)) if holder else None
    return described is not None and key.owner not in CLOSED_CLIENTS


def _fields(
    wanted: Mapping[str, Any], found: Mapping[str, Any], above: str = ""
) -> Iterator[tuple[str, Any, Any]]:
    for name, value in wanted.items():
        field = f"{above}{name}"
        if name in CREATED_ONLY:
            continue
        if isinstance(value, dict):
            yield from _fields(value, found.get(name) or {}, f"{field}.")
        elif name == "groups":
            missing = sorted(set(value) - set(found.get(name, ())))
            if missing:
                yield field, missing, sorted(found.get(name, ()))
        elif _plain(value) != _plain(found.get(name)):
            yield field, _plain(value), _plain(found.get(name))


def _plain(value: Any) -> Any:
    """Keycloak keeps no order in its lists, nor a difference between an empty one and none."""
    return (sorted(value, key=str) or None) if isinstance(value, list) else value


def _moved(wanted: Things, found: Things) -> tuple[list[Difference], Things]:
    """Bodies that stand elsewhere than they should: a group of the same code that is at no wanted place."""
    moves: list[Difference] = []
    for key in sorted((key for key in wanted if key.kind is Kind.GROUP), key=_order):
        if key in found or not _is_body(key.name):
            continue
        strays = sorted(
            each.name
            for each in found
            if each.kind is Kind.GROUP
            and _is_body(each.name)
            and each not in wanted
            and _code(each) == _code(key)
        )
        if strays:
            moves.append(Difference(What.MOVED, key, wanted=key.name, found=strays[0]))
            found = _renamed(found, strays[0], key.name)
    return moves, found


def _renamed(found: Things, old: str, new: str) -> Things:
    def renamed(key: Key) -> Key:
        if key.kind is Kind.GROUP and (key.name == old or key.name.startswith(f"{old}/")):
            return Key(Kind.GROUP, new + key.name[len(old) :])
        return key

    return {renamed(key): thing for key, thing in found.items()}


def _is_body(path: str) -> bool:
    return path.startswith(f"/{ROOT_GROUP}/") and path.rpartition("/")[2] not in ROLES


def _code(key: Key) -> str:
    return key.name.rpartition("/")[2]
