"""What a reader keeps in the database: position, versions, held-back events, parked aggregates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.tables import reader_held, reader_parked, reader_positions, reader_versions


@dataclass(frozen=True)
class Position:
    """A place in a stream: a sequence, the event found there, and the filling of the stream."""

    sequence: int = 0
    event_id: str = ""
    filling: str = ""


class Ledger:
    """The rows of one reader of one stream, inside one transaction."""

    def __init__(self, connection: AsyncConnection, reader: str, stream: str) -> None:
        self._connection = connection
        self._reader = reader
        self._stream = stream

    async def lock_position(self) -> Position:
        """The position, locked until the transaction ends, so that replicas take turns."""
        table = reader_positions
        mine = (table.c.reader == self._reader) & (table.c.stream == self._stream)
        query = (
            select(table.c.stream_sequence, table.c.event_id, table.c.filling).where(mine).with_for_update()
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            first = {"reader": self._reader, "stream": self._stream}
            await self._connection.execute(
                insert(table)
                .values(**first, stream_sequence=0, event_id="", filling="")
                .on_conflict_do_nothing()
            )
            row = (await self._connection.execute(query)).one()
        return Position(row.stream_sequence, row.event_id, row.filling)

    async def move_to(self, position: Position) -> None:
        table = reader_positions
        await self._connection.execute(
            update(table)
            .where(table.c.reader == self._reader, table.c.stream == self._stream)
            .values(stream_sequence=position.sequence, event_id=position.event_id, filling=position.filling)
        )

    async def versions(self, subjects: Iterable[str]) -> dict[str, int]:
        """The last version applied of each aggregate; those never seen are left out."""
        table = reader_versions
        found = await self._connection.execute(
            select(table.c.subject, table.c.version).where(
                table.c.reader == self._reader, table.c.subject.in_(list(subjects))
            )
        )
        return {row.subject: row.version for row in found}

    async def note_versions(self, versions: Mapping[str, int]) -> None:
        if not versions:
            return
        statement = insert(reader_versions).values(
            [
                {"reader": self._reader, "subject": subject, "version": version}
                for subject, version in sorted(versions.items())
            ]
        )
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["reader", "subject"], set_={"version": statement.excluded.version}
            )
        )

    async def hold(self, subject: str, version: int, raw: bytes) -> None:
        """Keep an event that cannot be applied yet."""
        statement = insert(reader_held).values(
            reader=self._reader,
            subject=subject,
            version=version,
            stream=self._stream,
            envelope=raw,
            held_at=datetime.now(UTC),
        )
        # A later copy of the same event replaces a broken one, once its sender was mended.
        mended = statement.on_conflict_do_update(
            index_elements=["reader", "subject", "version"], set_={"envelope": statement.excluded.envelope}
        )
        await self._connection.execute(mended)

    async def held(self, subjects: Iterable[str]) -> dict[str, dict[int, bytes]]:
        """The events held back, by aggregate and version."""
        table = reader_held
        found = await self._connection.execute(
            select(table.c.subject, table.c.version, table.c.envelope).where(
                table.c.reader == self._reader, table.c.subject.in_(list(subjects))
            )
        )
        kept: dict[str, dict[int, bytes]] = {}
        for row in found:
            kept.setdefault(row.subject, {})[row.version] = bytes(row.envelope)
        return kept

    async def release(self, subject: str, up_to: int) -> None:
        """Forget the held events up to a version: they are applied now."""
        table = reader_held
        await self._connection.execute(
            delete(table).where(
                table.c.reader == self._reader, table.c.subject == subject, table.c.version <= up_to
            )
        )

    async def parked(self, subjects: Iterable[str]) -> set[str]:
        table = reader_parked
        found = await self._connection.execute(
            select(table.c.subject).where(table.c.reader == self._reader, table.c.subject.in_(list(subjects)))
        )
        return {row.subject for row in found}

    async def park(self, subject: str, version: int, reason: str) -> None:
        statement = insert(reader_parked).values(
            reader=self._reader,
            subject=subject,
            version=version,
            reason=reason[:2000],
            parked_at=datetime.now(UTC),
            replay_asked=False,
        )
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["reader", "subject"],
                set_={
                    "version": statement.excluded.version,
                    "reason": statement.excluded.reason,
                    "replay_asked": False,
                },
            )
        )

    async def unpark(self, subject: str) -> None:
        table = reader_parked
        await self._connection.execute(
            delete(table).where(table.c.reader == self._reader, table.c.subject == subject)
        )

    async def to_replay(self) -> list[str]:
        """Parked aggregates whose replay an operator asked for."""
        table = reader_parked
        found = await self._connection.execute(
            select(table.c.subject).where(table.c.reader == self._reader, table.c.replay_asked.is_(True))
        )
        return [row.subject for row in found]
