"""What an operator may do to the readers of a service: list what is parked, replay it, rebuild."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.tables import reader_held, reader_parked, reader_positions, reader_versions


@dataclass(frozen=True)
class Parked:
    """An aggregate that a reader could not go on with."""

    reader: str
    subject: str
    version: int
    reason: str
    parked_at: datetime
    held: int
    """Events that wait behind it, its own included."""
    raw: bytes
    """Exact bytes of the event at fault."""


async def list_parked(connection: AsyncConnection) -> list[Parked]:
    """All parked aggregates of the service, the oldest first."""
    found = await connection.execute(select(reader_parked).order_by(reader_parked.c.parked_at))
    listed = []
    for row in found:
        events = await connection.execute(
            select(reader_held.c.version, reader_held.c.envelope).where(
                reader_held.c.reader == row.reader, reader_held.c.subject == row.subject
            )
        )
        held = {event.version: bytes(event.envelope) for event in events}
        listed.append(
            Parked(
                row.reader,
                row.subject,
                row.version,
                row.reason,
                row.parked_at,
                len(held),
                held.get(row.version, b""),
            )
        )
    return listed


async def ask_replay(connection: AsyncConnection, reader: str, subject: str) -> bool:
    """Ask the reader to try again (within seconds, once it runs); False when nothing is parked there."""
    changed = await connection.execute(
        update(reader_parked)
        .where(reader_parked.c.reader == reader, reader_parked.c.subject == subject)
        .values(replay_asked=True)
    )
    return changed.rowcount == 1


async def reset_read_model(connection: AsyncConnection, reader: str, tables: Sequence[Table]) -> None:
    """Empty a read model and set its reader to the beginning, in the caller's transaction. The reader
    notices that its position moved and replays the stream.
    """
    await connection.execute(
        select(reader_positions).where(reader_positions.c.reader == reader).with_for_update()
    )
    for table in tables:
        await connection.execute(delete(table))
    for own in (reader_versions, reader_held, reader_parked, reader_positions):
        await connection.execute(delete(own).where(own.c.reader == reader))
