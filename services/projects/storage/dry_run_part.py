"""One part of a dry run, in a process of its own: reads a range of projects by a server-side cursor and
decides them anew. It reads only, in the snapshot that it is given.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from asyncpg import Connection as DriverConnection
from asyncpg import Record
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database import connect
from chassis.domain import SystemClock
from chassis.journal.writer import Act, Transaction
from services.projects.convert.stored_subjects import subject_from_resource
from services.projects.domain.dry_run import Change, DryRun
from services.projects.domain.dry_run_tally import Tally
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.states import State
from services.projects.domain.what_if import WhatIf
from services.projects.storage.charter_file import read_charter
from services.projects.storage.reference import ReferenceCache
from services.projects.storage.unit import Unit
from services.projects.storage.what_if import ground_to_try

UNDECIDED = tuple(state.value for state in (State.DRAFT, State.AWAITING_PARTNERS))
"""States in which nothing was decided yet."""

CHUNK = 500
"""Projects that one answer of the database holds."""

TELL_EVERY = 0.5
"""Seconds between two messages on how far it is."""

RANGE = "SELECT id, title, resource FROM projects WHERE id >= $1 AND id < $2 AND state <> ALL($3)"


@dataclass(frozen=True)
class Source:
    """The database, and the file of the charter that was in force before any was voted."""

    database_url: str
    charter: Path


@dataclass(frozen=True)
class Part:
    """The projects from an id (included) to another (excluded), as a snapshot of the database shows them."""

    source: Source
    snapshot: str
    first: str
    last: str
    what_if: WhatIf


@dataclass(frozen=True)
class Progress:
    """Projects replayed since the last message, and those of them that would change."""

    replayed: int
    changes: tuple[Change, ...]


Message = Progress | Tally | str
"""The last one is the tally of the part, or why it failed."""


def run_part(part: Part, pipe: Connection) -> None:
    """The whole life of the process."""
    # What a part remembers has no circles, and looking for some among millions of objects costs a third.
    gc.disable()
    try:
        pipe.send(asyncio.run(_run(part, pipe)))
    except Exception as error:  # noqa: BLE001 -- told to who waits for it, whatever it is
        pipe.send(f"{type(error).__name__}: {error}")
    finally:
        pipe.close()


async def _run(part: Part, pipe: Connection) -> Tally:
    async with reading(part.source, part.snapshot) as connection:
        reference = await read_reference(connection, part.source)
        run = DryRun(ground_to_try(part.what_if, reference), reference.ground(part.what_if.on))
        told, seen, changes = time.monotonic(), 0, []
        async for rows in chunks(connection, part):
            for row in rows:
                subject = subject_from_resource(row["id"], row["title"], row["resource"])
                if subject is None:
                    continue
                change = run.replay(subject)
                seen += 1
                if change is not None:
                    changes.append(change)
            if time.monotonic() - told > TELL_EVERY:
                pipe.send(Progress(seen, tuple(changes)))
                told, seen, changes = time.monotonic(), 0, []
        pipe.send(Progress(seen, tuple(changes)))
    return run.tally


async def chunks(connection: AsyncConnection, part: Part) -> AsyncIterator[list[Record]]:
    """The rows of a part. The next ones are on their way while those at hand are worked on."""
    cursor = await driver(await connection.get_raw_connection()).cursor(
        RANGE, part.first, part.last, UNDECIDED
    )
    rows: list[Record] = await cursor.fetch(CHUNK)
    while rows:
        coming = asyncio.ensure_future(cursor.fetch(CHUNK))
        await asyncio.sleep(0)  # lets the question go out
        yield rows
        rows = await coming


def driver(raw: object) -> DriverConnection:
    """Asyncpg's own connection: SQLAlchemy costs more per row than a decision does."""
    found = getattr(raw, "driver_connection", None)
    assert isinstance(found, DriverConnection)
    return found


@asynccontextmanager
async def reading(source: Source, snapshot: str = "") -> AsyncIterator[AsyncConnection]:
    """A connection that only reads, all of one moment: that of the snapshot, or now."""
    engine = connect(source.database_url, 2)
    try:
        async with engine.connect() as connection, connection.begin():
            await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            if snapshot:
                # The name comes from pg_export_snapshot(); a statement of this kind takes no parameters.
                await connection.execute(text(f"SET TRANSACTION SNAPSHOT '{snapshot}'"))
            yield connection
    finally:
        await engine.dispose()


async def read_reference(connection: AsyncConnection, source: Source) -> ReferenceData:
    """What projects are judged against, as this connection sees it."""
    tx = Transaction(connection, Act("service:projects"), "", "projects", SystemClock())
    return await Unit(tx, ReferenceCache(read_charter(source.charter))).reference()
