"""What one version of a charter changes against another, path by path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from services.projects.domain.subsidiarity.charter import RULE_IDS, Charter, OwnRule, RuleText
from services.projects.domain.subsidiarity.parameters import KINDS, Latitude, Layer

Item = tuple[str, str]
"""Title for people, and value as written."""


@dataclass(frozen=True)
class CharterChange:
    """One difference; `before` is empty when it is new, `after` when it is gone."""

    path: str
    title: str
    before: str
    after: str


def charter_changes(charter: Charter, against: Charter) -> tuple[CharterChange, ...]:
    """What `charter` changes, in the order of the parameters and rules. A charter of a lower layer says only
    what it changes: held against one of an upper layer, what it leaves unsaid is as there.
    """
    after, before = dict(_items(charter)), dict(_items(against))
    if charter.layer.depth > against.layer.depth:
        after = before | after
    elif against.layer.depth > charter.layer.depth:
        before = after | before
    return tuple(_changes(before, after))


def _changes(before: dict[str, Item], after: dict[str, Item]) -> Iterator[CharterChange]:
    whole: set[str] = set()
    for path in sorted({*before, *after}, key=_order):
        rule = ".".join(path.split(".")[:2])
        old, new = before.get(path), after.get(path)
        if old == new or rule in whole:
            continue
        if path == rule and (old is None or new is None):
            # A rule that is new or gone is one change, not one for each of its lines.
            whole.add(rule)
        title = (new or old or ("", ""))[0]
        was, is_now = old[1] if old else "", new[1] if new else ""
        if was != is_now:
            yield CharterChange(path, title, was, is_now)


def _order(path: str) -> tuple[int, int, str]:
    section, _, rest = path.partition(".")
    name = rest.partition(".")[0]
    names = list(KINDS) if section == "parameters" else list(RULE_IDS)
    place = names.index(name) if name in names else len(names)
    return (0 if section == "parameters" else 1, place, path)


def _items(charter: Charter) -> Iterator[tuple[str, Item]]:
    for name, origin in charter.origins.items():
        if charter.layer is Layer.POLE or name in charter.changed:
            path, title = f"parameters.{name}", origin.title or name
            yield path, (title, shown(getattr(charter.parameters, name)))
            yield f"{path}.source", (title, origin.source)
            yield f"{path}.latitude", (title, _latitude(origin.latitude))
    for rule, words in charter.rules.items():
        yield from _of_rule(rule, words)
    for own in charter.own_rules:
        yield from _of_own_rule(own)


def _of_rule(rule: str, words: RuleText) -> Iterator[tuple[str, Item]]:
    path = f"rules.{rule}"
    yield path, (words.title, words.title)
    yield f"{path}.text", (words.title, words.text)
    yield f"{path}.source", (words.title, words.source)
    for name, expression in words.conditions.items():
        yield f"{path}.conditions.{name}", (words.title, expression)


def _of_own_rule(rule: OwnRule) -> Iterator[tuple[str, Item]]:
    path = f"rules.{rule.id}"
    yield path, (rule.title, f"{rule.title}\n{rule.text}" if rule.text else rule.title)
    yield f"{path}.source", (rule.title, rule.source)
    yield f"{path}.conditions.when", (rule.title, rule.when)
    yield f"{path}.gives", (rule.title, f"{rule.role} → {rule.to}" if rule.role else "")
    yield f"{path}.asks", (rule.title, rule.asks)


def _latitude(latitude: Latitude | None) -> str:
    if latitude is None:
        return ""
    return latitude.may if latitude.limit is None else f"{latitude.may} → {shown(latitude.limit)}"


def shown(value: object) -> str:
    """A parameter as it is written: "0.15", "30000", "TETE, ÉcoQuartier"."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return format(value, "f") if isinstance(value, Decimal) else str(value)
