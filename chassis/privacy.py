"""What a service keeps about one person (RGPD, articles 15 and 20): each table that names people says which
of its rows are about somebody, and what they hold. The same sections answer the person and the operator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from sqlalchemy import ColumnElement, Row, Table, Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from archipel.privacy.v1 import privacy_pb2, privacy_pb2_grpc
from chassis.access import AccessTable, Rule
from chassis.call import current_call
from chassis.domain import Fault, InvalidInput, msg
from chassis.pagination import LARGEST_SIZE, next_token, page_of
from chassis.wire import decimal_to_wire, time_to_wire

SERVICE = "archipel.privacy.v1.PrivacyService"

PAGES_PER_MINUTE = 120
"""Enough for the file of somebody with twenty thousand acts."""

ACCESS: AccessTable = {f"/{SERVICE}/ExportMyData": Rule(per_minute=PAGES_PER_MINUTE)}
"""Whoever is signed in, about themselves."""


@dataclass(frozen=True)
class Kept:
    """What one row holds about a person; `body` is the code of the body that the person acted for."""

    resource: str = ""
    time: datetime | None = None
    body: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """The rows of one table that are about a person."""

    table: Table
    key: ColumnElement[Any]
    """Unique; the order in which the rows are told."""
    about: Callable[[str], ColumnElement[bool]]
    """The rows that are about the person with this pseudonymous id."""
    kept: Callable[[Row[Any], str], Kept]
    """What such a row holds about that person, and nothing about anybody else."""


@dataclass(frozen=True)
class Told:
    """One record on its way out: the table that holds it, and what it says."""

    table: str
    kept: Kept


After = tuple[str, ...]
"""Table and key of the last record of a page; empty before the first page."""

LARGEST_KEY = 2**63


async def kept_about(
    connection: AsyncConnection, sections: Sequence[Section], person: str, after: After, size: int
) -> tuple[list[Told], After | None]:
    """At most `size` records after `after`, and where the next page begins (None: nothing is left).

    Raise InvalidInput for an `after` that no page ended with.
    """
    first, key = _place(sections, after)
    found: list[tuple[After, Told]] = []
    for section in sections[first:]:
        for row in await _rows(connection, section, person, key, size + 1 - len(found)):
            told = Told(section.table.name, section.kept(row, person))
            found.append(((section.table.name, row.section_key), told))
        if len(found) > size:
            break
        key = None
    return [told for _, told in found[:size]], found[size - 1][0] if len(found) > size else None


async def everything_about(
    connection: AsyncConnection, sections: Sequence[Section], person: str
) -> dict[str, list[dict[str, Any]]]:
    """Table → all its records about the person, as they stand in the person's file."""
    found: dict[str, list[dict[str, Any]]] = {}
    after: After | None = ()
    while after is not None:
        told, after = await kept_about(connection, sections, person, after, LARGEST_SIZE)
        for one in told:
            found.setdefault(one.table, []).append(record_to_json(record_to_wire(one)))
    return found


def _place(sections: Sequence[Section], after: After) -> tuple[int, Any]:
    """The section in which a page begins, and the key after which it does (None: at its first record)."""
    if not after:
        return 0, None
    try:
        table, key = after
        place = [section.table.name for section in sections].index(table)
        value = sections[place].key.type.python_type(key)
    except ValueError:
        value = None
    if value is None or (isinstance(value, int) and not 0 <= value < LARGEST_KEY):
        text = msg("Cette suite de liste n’est pas valable ici : recommencez au début.")
        raise InvalidInput([Fault("page_token", "PAGE_TOKEN_BROKEN", text)])
    return place, value


async def _rows(
    connection: AsyncConnection, section: Section, person: str, after: Any, limit: int
) -> Sequence[Row[Any]]:
    question = select(section.table, cast(section.key, Text).label("section_key"))
    question = question.where(section.about(person))
    if after is not None:
        question = question.where(section.key > after)
    return (await connection.execute(question.order_by(section.key).limit(limit))).all()


class PrivacyServicer(privacy_pb2_grpc.PrivacyServiceServicer):
    """Served by every service beside its own."""

    def __init__(self, engine: AsyncEngine, sections: Sequence[Section]) -> None:
        self._engine = engine
        self._sections = sections

    def register(self, server: Any) -> None:
        privacy_pb2_grpc.add_PrivacyServiceServicer_to_server(self, server)

    async def ExportMyData(  # noqa: N802 -- the wire's name
        self, request: privacy_pb2.ExportMyDataRequest, _: Any
    ) -> privacy_pb2.ExportMyDataResponse:
        page = page_of(request)
        async with self._engine.connect() as connection:
            told, after = await kept_about(
                connection, self._sections, current_call().caller.id, page.after, page.size
            )
        return privacy_pb2.ExportMyDataResponse(
            records=map(record_to_wire, told), next_page_token=next_token(request, after)
        )


def record_to_wire(told: Told) -> privacy_pb2.KeptRecord:
    kept = told.kept
    facts = Struct()
    facts.update({name: plain(value) for name, value in kept.facts.items()})
    return privacy_pb2.KeptRecord(
        table=told.table,
        resource=kept.resource,
        time=time_to_wire(kept.time),
        body=f"territories/{kept.body}" if kept.body else "",
        facts=facts,
    )


def record_to_json(record: privacy_pb2.KeptRecord) -> dict[str, Any]:
    """The record in a person's file, its table left out: there it stands above all its records."""
    told: dict[str, Any] = MessageToDict(record, preserving_proto_field_name=True)
    del told["table"]
    whole: dict[str, Any] = _whole(told)
    return whole


def _whole(value: Any) -> Any:
    """The wire knows no whole numbers: a mark of 3 came as 3.0."""
    if isinstance(value, dict):
        return {name: _whole(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def plain(value: Any) -> Any:
    """A value as JSON takes it: exact numbers, days and instants as texts."""
    if isinstance(value, Decimal):
        return decimal_to_wire(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
