"""The vocabulary of competences and the dated register: reference data that each import replaces, but for
the lines that somebody edited here; and the history of the register.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Identity,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    and_,
    delete,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from archipel.projects.v1 import register_pb2
from chassis.domain import NotFound, msg
from services.projects.convert.register import change_from_proto, change_to_proto
from services.projects.domain.register_change import EDITED, HoldingChange, LineKey
from services.projects.domain.subsidiarity.facts import Holding, Mode
from services.projects.domain.territory import Competence
from services.projects.storage.metadata import metadata

competences = Table(
    "competences",
    metadata,
    Column("code", Text, primary_key=True),
    Column("title", Text, nullable=False),
)

# Always and for ever are the database's own -infinity and infinity (date.min and date.max for the
# driver), so that a day is compared without exceptions and the start can stand in the key.
holdings = Table(
    "holdings",
    metadata,
    Column("body", Text, nullable=False),
    Column("competence", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("from_day", Date, nullable=False),
    Column("to_day", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("deliberation", Text, nullable=False),
    Column("financial_tools", Boolean, nullable=False),
    Column("folder", Text, nullable=False, index=True),
    PrimaryKeyConstraint("body", "competence", "mode", "from_day"),
)

# Every change of a line, for good. What is asked for stands in columns; the rest is the wire's message.
holding_changes = Table(
    "holding_changes",
    metadata,
    Column("place", BigInteger, Identity(always=True), primary_key=True),
    Column("holder", Text, nullable=False),
    Column("competence", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("from_day", Date, nullable=False),
    Column("folder", Text, nullable=False),
    Column("change", LargeBinary, nullable=False),
)
Index("ix_holding_changes_holder_place", holding_changes.c.holder, holding_changes.c.place)
Index("ix_holding_changes_competence_place", holding_changes.c.competence, holding_changes.c.place)

HOLDING_KEY = tuple_(holdings.c.body, holdings.c.competence, holdings.c.mode, holdings.c.from_day)


class CompetenceStore:
    """The vocabulary of competences."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, code: str, /) -> Competence:
        """Raise NotFound for an unknown code."""
        found = await self._connection.execute(select(competences).where(competences.c.code == code))
        row = found.one_or_none()
        if row is None:
            raise NotFound(
                "COMPETENCE_NOT_FOUND",
                msg("La compétence « {code} » n’est pas au vocabulaire : vérifiez son code.", code=code),
                competence=code,
            )
        return Competence(row.code, row.title)

    async def replace(self, folder: str, vocabulary: Iterable[Competence]) -> None:
        rows = [{"code": competence.code, "title": competence.title} for competence in vocabulary]
        elsewhere = select(holdings.c.competence).where(holdings.c.folder != folder)
        await self._connection.execute(
            delete(competences).where(
                competences.c.code.not_in([row["code"] for row in rows]),
                competences.c.code.not_in(elsewhere),
            )
        )
        added = insert(competences)
        await self._connection.execute(
            added.on_conflict_do_update(index_elements=["code"], set_={"title": added.excluded.title}), rows
        )

    async def every(self) -> Sequence[Competence]:
        found = await self._connection.execute(select(competences).order_by(competences.c.code))
        return [Competence(row.code, row.title) for row in found]

    async def listed(self, after: str, limit: int) -> Sequence[Competence]:
        found = await self._connection.execute(
            select(competences).where(competences.c.code > after).order_by(competences.c.code).limit(limit)
        )
        return [Competence(row.code, row.title) for row in found]


class RegisterStore:
    """The dated competence register."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def every(self) -> Sequence[Holding]:
        """All lines, in the order of their key."""
        found = await self._connection.execute(select(holdings).order_by(*HOLDING_KEY))
        return [_holding(row) for row in found]

    async def of_folder(self, folder: str) -> frozenset[Holding]:
        found = await self._connection.execute(select(holdings).where(holdings.c.folder == folder))
        return frozenset(_holding(row) for row in found)

    async def replace(self, folder: str, lines: Iterable[Holding]) -> None:
        await self._connection.execute(delete(holdings).where(holdings.c.folder == folder))
        rows = [_row(line, folder) for line in lines]
        if rows:
            await self._connection.execute(insert(holdings), rows)

    async def find(self, key: LineKey) -> Holding | None:
        found = await self._connection.execute(select(holdings).where(_is(key)))
        row = found.one_or_none()
        return None if row is None else _holding(row)

    async def put(self, line: Holding) -> None:
        row = _row(line, EDITED)
        keys = ("body", "competence", "mode", "from_day")
        changed = {name: value for name, value in row.items() if name not in keys}
        written = insert(holdings).values(row)
        await self._connection.execute(written.on_conflict_do_update(index_elements=keys, set_=changed))

    async def remove(self, key: LineKey) -> None:
        await self._connection.execute(delete(holdings).where(_is(key)))

    async def edited(self) -> frozenset[LineKey]:
        found = await self._connection.execute(
            select(
                holding_changes.c.holder,
                holding_changes.c.competence,
                holding_changes.c.mode,
                holding_changes.c.from_day,
            )
            .where(holding_changes.c.folder == EDITED)
            .distinct()
        )
        return frozenset((row.holder, row.competence, Mode(row.mode), row.from_day) for row in found)

    async def note(self, changes: Sequence[HoldingChange], folder: str) -> None:
        rows = [_change_row(change, folder) for change in changes]
        if rows:
            await self._connection.execute(insert(holding_changes), rows)

    async def changes(
        self, holder: str, competence: str, before: int | None, limit: int
    ) -> Sequence[tuple[int, HoldingChange]]:
        question = select(holding_changes.c.place, holding_changes.c.change)
        if holder:
            question = question.where(holding_changes.c.holder == holder)
        if competence:
            question = question.where(holding_changes.c.competence == competence)
        if before is not None:
            question = question.where(holding_changes.c.place < before)
        found = await self._connection.execute(question.order_by(holding_changes.c.place.desc()).limit(limit))
        return [
            (row.place, change_from_proto(register_pb2.HoldingChange.FromString(bytes(row.change))))
            for row in found
        ]

    async def listed(
        self, body: str, competence: str, on: date, after: tuple[str, ...], limit: int
    ) -> Sequence[Holding]:
        question = select(holdings).where(holdings.c.from_day <= on, holdings.c.to_day >= on)
        if body:
            question = question.where(holdings.c.body == body)
        if competence:
            question = question.where(holdings.c.competence == competence)
        if after:
            *codes, start = after
            question = question.where(tuple_(*codes, date.fromisoformat(start)) < HOLDING_KEY)
        found = await self._connection.execute(question.order_by(*HOLDING_KEY).limit(limit))
        return [_holding(row) for row in found]


def _is(key: LineKey) -> ColumnElement[bool]:
    body, competence, mode, start = key
    return and_(
        holdings.c.body == body,
        holdings.c.competence == competence,
        holdings.c.mode == mode,
        holdings.c.from_day == start,
    )


def _change_row(change: HoldingChange, folder: str) -> dict[str, Any]:
    line = change.holding
    return {
        "holder": line.body,
        "competence": line.competence,
        "mode": line.mode,
        "from_day": line.from_ or date.min,
        "folder": folder,
        "change": change_to_proto(change).SerializeToString(deterministic=True),
    }


def _row(line: Holding, folder: str) -> dict[str, Any]:
    return {
        "body": line.body,
        "competence": line.competence,
        "mode": line.mode,
        "from_day": line.from_ or date.min,
        "to_day": line.to or date.max,
        "text": line.text,
        "deliberation": line.deliberation,
        "financial_tools": line.financial_tools,
        "folder": folder,
    }


def _holding(row: Row[Any]) -> Holding:
    return Holding(
        row.body,
        row.competence,
        Mode(row.mode),
        None if row.from_day == date.min else row.from_day,
        None if row.to_day == date.max else row.to_day,
        row.text,
        row.deliberation,
        row.financial_tools,
    )
