"""A person's own records, gathered from all services, in the order in which one reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from chassis.domain import Text, msg
from services.portal.views.own_data_words import COUNTED_ONLY, EVENTS, FACTS, KINDS, TABLES, VALUES

MOST = 100
"""Records of one kind on the page; the file has them all."""

INSIDE = frozenset(
    ("event", "event_id", "version", "by_oneself", "request_id", "method", "answer", "mandates", "mode")
)
"""Facts that serve machines, or stand elsewhere in words: in the file alone."""

BODIES = frozenset({"employer", "asking_body", "lent_to", "registered_by", "spoke_for"})
"""Facts that are codes of bodies."""

PAGES = {"projects": "/projets/", "applications": "/labels/candidatures/"}
"""Where what a record is part of has a page of its own."""

RANK = {fact: rank for rank, fact in enumerate(FACTS)}

APART = frozenset({"at", "line", "criterion"})
"""Parts of a fact that one reads on the page of what it belongs to, with their titles."""

CONFLICT, NO_CONFLICT = msg("conflit d’intérêts"), msg("aucun conflit d’intérêts")
YES, NO = msg("oui"), msg("non")

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:")

Kept = Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]
"""Service → table → records."""

Value = Text | str


@dataclass(frozen=True)
class Teller:
    """How to say what a record holds: titles of projects by id, and of bodies; days, instants and cents as
    one's language writes them.
    """

    titles: Mapping[str, str]
    body: Callable[[str], str]
    day: Callable[[date], str]
    moment: Callable[[datetime], str]
    euros: Callable[[int], str]
    text: Callable[[Value], str]


@dataclass(frozen=True)
class Line:
    """One record. `body` is the code of the body that one acted for; `title` and `link` are those of the
    project that it is part of, where one may see it.
    """

    time: datetime | None
    what: Value
    title: str
    link: str
    body: str
    facts: Sequence[tuple[Value, Sequence[Value]]]


@dataclass(frozen=True)
class Group:
    """The records of one table, of whichever service, newest first; `total` counts those not shown too."""

    title: Text
    total: int
    lines: Sequence[Line]


def project_ids(kept: Kept) -> set[str]:
    """The projects that the records are about."""
    return {
        str(record["resource"]).removeprefix("projects/")
        for record in _all(kept, "journal")
        if str(record.get("resource", "")).startswith("projects/")
    }


def grouped(kept: Kept, teller: Teller) -> list[Group]:
    """Everything there is, by kind."""
    groups = []
    for table, title in TABLES.items():
        records = sorted(_all(kept, table), key=lambda record: str(record.get("time", "")), reverse=True)
        shown = [] if table in COUNTED_ONLY else records[:MOST]
        if records:
            groups.append(Group(title, len(records), [_line(record, teller) for record in shown]))
    return groups


def _all(kept: Kept, table: str) -> Iterable[Mapping[str, Any]]:
    return (record for tables in kept.values() for record in tables.get(table, ()))


def _line(record: Mapping[str, Any], teller: Teller) -> Line:
    facts: Mapping[str, Any] = record.get("facts", {})
    kind, _, identifier = str(record.get("resource", "")).partition("/")
    name = teller.titles.get(identifier, "") if kind == "projects" else ""
    event = str(facts.get("event", ""))
    told = [
        (FACTS.get(fact, fact), _values(value, teller, is_body=fact in BODIES))
        for fact, value in _in_order(facts)
        if fact not in INSIDE and _says_something(value)
    ]
    return Line(
        time=datetime.fromisoformat(record["time"]).astimezone(UTC) if "time" in record else None,
        what=EVENTS.get(event, event) if event else _kind(kind),
        title=name,
        link=PAGES.get(kind, "") + identifier if name or kind == "applications" else "",
        body=str(record.get("body", "")).removeprefix("territories/"),
        facts=told,
    )


def _in_order(facts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The wire keeps none."""
    return sorted(facts.items(), key=lambda fact: (RANK.get(fact[0], len(RANK)), fact[0]))


def _says_something(value: Any) -> bool:
    """A mark of nought does; a no does not."""
    return value is not False and value not in ("", [], None)


def _kind(kind: str) -> Value:
    """Of one's name, the heading above says it already."""
    return "" if kind == "people" else KINDS.get(kind, "")


def _values(value: Any, teller: Teller, *, is_body: bool = False) -> list[Value]:
    """What a fact says, one after the other."""
    if isinstance(value, list):
        return [one for each in value for one in _values(each, teller, is_body=is_body)]
    if isinstance(value, Mapping):
        return [_together(value, teller)]
    if isinstance(value, bool):
        return [YES if value else NO]
    text = str(value)
    if DAY.fullmatch(text):
        return [teller.day(date.fromisoformat(text))]
    if INSTANT.match(text):
        return [teller.moment(datetime.fromisoformat(text))]
    return [VALUES.get(text) or (teller.body(text) if is_body else text)]


def _together(value: Mapping[str, Any], teller: Teller) -> str:
    """A fact of several parts, such as a mark with its reason, on one line."""
    parts: list[Value] = []
    for name, one in _in_order(value):
        if name == "amount":
            parts.append(teller.euros(int(Decimal(one) * 100)))
        elif name == "conflict":
            parts.append(CONFLICT if one else NO_CONFLICT)
        elif name not in APART and _says_something(one):
            parts += _values(one, teller)
    return " · ".join(map(teller.text, parts))
