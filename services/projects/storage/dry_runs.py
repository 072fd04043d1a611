"""A whole dry run: shares the projects out among processes, and gathers what they find. It writes nothing."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.projects.domain.dry_run import Change
from services.projects.domain.dry_run_tally import Tally
from services.projects.domain.what_if import WhatIf
from services.projects.storage.dry_run_part import (
    UNDECIDED,
    Message,
    Part,
    Progress,
    Source,
    read_reference,
    reading,
    run_part,
)
from services.projects.storage.what_if import ground_to_try

LAST = "g"
"""After every id, in the order of any language: ids are UUIDs, in hexadecimal."""

LISTEN_SECONDS = 0.5
TELL_SECONDS = 1.0

COUNT = text("SELECT count(*) FROM projects WHERE state <> ALL(:undecided)")
NTH = text("SELECT id FROM projects WHERE state <> ALL(:undecided) ORDER BY id OFFSET :before LIMIT 1")


class DryRunFailed(Exception):
    """A part of the run ended before its time."""


class Listener(Protocol):
    """Where the news of a run go, about every second."""

    async def begun(self, projects: int) -> None:
        """How many projects will be replayed at most."""
        ...

    async def progressed(self, replayed: int, changes: Sequence[Change]) -> None:
        """How many were replayed until now; what would change, since the last time."""
        ...


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    tally: Tally | None = None


async def dry_run(source: Source, what_if: WhatIf, listener: Listener, *, workers: int = 2) -> Tally:
    """Replay every project that has a decision; the totals are the same for any number of workers.

    Raise InvalidInput for faults of what is to be tried, DryRunFailed when a worker dies.
    """
    async with reading(source) as connection:
        ground_to_try(what_if, await read_reference(connection, source))
        total = await connection.scalar(COUNT, {"undecided": list(UNDECIDED)}) or 0
        await listener.begun(total)
        # While this transaction is open, the workers see the database exactly as it does.
        snapshot = await connection.scalar(text("SELECT pg_export_snapshot()"))
        bounds = await _bounds(connection, total, workers)
        parts = [Part(source, str(snapshot), first, last, what_if) for first, last in pairwise(bounds)]
        return await _gather(parts, listener)


async def _bounds(connection: AsyncConnection, total: int, workers: int) -> list[str]:
    """Ids between which there are about as many projects."""
    inner = []
    for number in range(1, workers):
        question = {"undecided": list(UNDECIDED), "before": total * number // workers}
        inner.append(await connection.scalar(NTH, question) or LAST)
    return ["", *inner, LAST]


async def _gather(parts: Sequence[Part], listener: Listener) -> Tally:
    running = [_start(part) for part in parts]
    try:
        return await _listen(running, listener)
    finally:
        for worker in running:
            worker.process.kill()
            worker.pipe.close()
            await asyncio.to_thread(worker.process.join)


def _start(part: Part) -> _Worker:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=run_part, args=(part, there), daemon=True)
    process.start()
    there.close()  # else the end of the process would not end the pipe
    return _Worker(process, here)


async def _listen(running: Sequence[_Worker], listener: Listener) -> Tally:
    replayed, changes, told = 0, list[Change](), time.monotonic()
    while waiting := [worker for worker in running if worker.tally is None]:
        for message in await asyncio.to_thread(_messages, waiting):
            replayed += message.replayed
            changes += message.changes
        if time.monotonic() - told >= TELL_SECONDS:
            await listener.progressed(replayed, changes)
            changes, told = [], time.monotonic()
    await listener.progressed(replayed, changes)
    whole = Tally()
    for worker in running:
        assert worker.tally is not None
        whole.merge(worker.tally)
    return whole


def _messages(waiting: Sequence[_Worker]) -> list[Progress]:
    """What has come in; a tally is laid beside its worker."""
    by_pipe = {worker.pipe: worker for worker in waiting}
    found = []
    for pipe in wait(list(by_pipe), LISTEN_SECONDS):
        assert isinstance(pipe, Connection)
        try:
            message: Message = pipe.recv()
        except EOFError:
            raise DryRunFailed("a worker died") from None
        if isinstance(message, str):
            raise DryRunFailed(message)
        if isinstance(message, Tally):
            by_pipe[pipe].tally = message
        else:
            found.append(message)
    return found
