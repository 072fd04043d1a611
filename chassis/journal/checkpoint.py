"""Signed checkpoints of a journal, kept outside its database: they name every row that ever stood there.

A file of length-prefixed messages per service, appended and flushed to the disk; the key beside it, readable
by its owner only, is made on first use. Copies of the folder elsewhere make it harder to rewrite both.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from google.protobuf.message import DecodeError
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from archipel.journal.v1.journal_pb2 import Checkpoint
from chassis.database import is_passing
from chassis.journal.hashing import EMPTY_DIGEST, running_digest
from chassis.tables import journal

LENGTH_BYTES = 4
ROWS_A_CHECKPOINT = 5000
LOCK_KEY = 4_020_179
"""Advisory lock of the checkpoints; it is per database, so any constant does."""

log = structlog.get_logger("checkpoint")


class CheckpointFile:
    """The checkpoints of one service."""

    def __init__(self, folder: Path, service: str) -> None:
        self._folder = folder
        self._service = service
        self.path = folder / f"{service}.checkpoints"
        self._key_path = folder / f"{service}.key"
        self._trimmed = False

    def key(self) -> Ed25519PrivateKey:
        """The signing key, made on first use with mode 0600."""
        if not self._key_path.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            made = Ed25519PrivateKey.generate()
            pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            # Written beside and renamed when whole: a crash in between must not leave half a key for ever.
            unfinished = self._folder / f"{self._service}.key-{os.getpid()}"
            unfinished.unlink(missing_ok=True)
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(pem)
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.rename(self._key_path)
        loaded = load_pem_private_key(self._key_path.read_bytes(), password=None)
        if not isinstance(loaded, Ed25519PrivateKey):
            raise TypeError(f"{self._key_path} holds no Ed25519 key")
        return loaded

    def read(self) -> Iterator[Checkpoint]:
        """The checkpoints in order. A last one cut short by a crash is passed over."""
        if not self.path.exists():
            return
        # One at a time: after years the file is larger than the memory of a service.
        with self.path.open("rb") as stream:
            left = os.fstat(stream.fileno()).st_size
            while left >= LENGTH_BYTES:
                length = int.from_bytes(stream.read(LENGTH_BYTES), "big")
                left -= LENGTH_BYTES + length
                if left < 0:
                    return
                yield Checkpoint.FromString(stream.read(length))

    def last(self) -> Checkpoint | None:
        return max(self.read(), key=lambda checkpoint: checkpoint.position, default=None)

    def append(self, checkpoint: Checkpoint) -> None:
        """Sign and write, and wait for the disk."""
        checkpoint.signature = self.key().sign(_unsigned(checkpoint))
        raw = checkpoint.SerializeToString(deterministic=True)
        if not self._trimmed:
            self._cut_torn_end()
        # Until it is on the disk: a full disk may leave a torn end as well as a crash.
        self._trimmed = False
        with self.path.open("ab") as stream:
            stream.write(len(raw).to_bytes(LENGTH_BYTES, "big") + raw)
            stream.flush()
            os.fsync(stream.fileno())
        self._trimmed = True

    def is_signed(self, checkpoint: Checkpoint) -> bool:
        try:
            self.key().public_key().verify(checkpoint.signature, _unsigned(checkpoint))
        except InvalidSignature:
            return False
        return True

    def _cut_torn_end(self) -> None:
        """A crash while writing may leave half a message; what comes after must stay readable."""
        whole = sum(
            LENGTH_BYTES + len(checkpoint.SerializeToString(deterministic=True)) for checkpoint in self.read()
        )
        if self.path.exists() and self.path.stat().st_size > whole:
            os.truncate(self.path, whole)


def _unsigned(checkpoint: Checkpoint) -> bytes:
    bare = Checkpoint()
    bare.CopyFrom(checkpoint)
    bare.ClearField("signature")
    return bare.SerializeToString(deterministic=True)


class Checkpointer:
    """Writes a checkpoint whenever the journal grew. Of several replicas one has its turn, by an advisory
    lock: the file has one writer.
    """

    def __init__(self, engine: AsyncEngine, folder: Path, service: str, seconds: float) -> None:
        self._engine = engine
        self._file = CheckpointFile(folder, service)
        self._service = service
        self._seconds = seconds
        self._known: Checkpoint | None = None

    async def run(self) -> None:
        while True:
            try:
                await self._take_turn()
            except Exception as error:
                if not isinstance(error, DecodeError) and not is_passing(error):
                    raise
                log.warning("no checkpoint could be written", error=repr(error))
            await asyncio.sleep(self._seconds)

    async def _take_turn(self) -> None:
        """Write for as long as the lock is ours; at once back when another replica holds it."""
        async with self._engine.connect() as opened:
            turn = await opened.execution_options(isolation_level="AUTOCOMMIT")
            try:
                if not await turn.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK_KEY}):
                    return
                # Another one may have written meanwhile, or our last word stands there unconfirmed.
                self._known = None
                while True:
                    while await self.write():
                        continue
                    await asyncio.sleep(self._seconds)
                    await turn.execute(text("SELECT 1"))  # a lost connection has lost the lock
            finally:
                # Closed, not given back: the lock ends with the connection.
                await turn.invalidate()

    async def write(self) -> bool:
        """Cover rows added since the last checkpoint, some thousand at most; False when there are none."""
        last = self._known or self._file.last() or Checkpoint(digest=EMPTY_DIGEST)
        rows = await self._rows_after(last.position)
        if not rows:
            self._known = last
            return False
        checkpoint = Checkpoint(service=self._service, rows=last.rows + len(rows), position=rows[-1].position)
        checkpoint.time.FromDatetime(datetime.now(UTC))
        digest = last.digest
        for row in rows:
            digest = running_digest(digest, bytes(row.hash))
            checkpoint.covered.add(
                event_id=row.event_id.bytes,
                subject=f"{row.kind}/{row.aggregate_id}",
                version=row.version,
                hash=bytes(row.hash),
            )
        checkpoint.digest = digest
        await asyncio.to_thread(self._file.append, checkpoint)
        checkpoint.ClearField("covered")
        self._known = checkpoint
        return True

    async def _rows_after(self, position: int) -> list[Any]:
        async with self._engine.begin() as connection:
            # Positions are given before the commit. The lock waits for the writers that are under way, so
            # that no row can appear later below the highest position that is covered here.
            # Behind a long writer it gives up, since every other writer would queue up behind it.
            await connection.execute(text("SET LOCAL lock_timeout = '1s'"))
            await connection.execute(text("LOCK TABLE journal IN SHARE MODE"))
            newest = await connection.scalar(
                select(journal.c.position).order_by(journal.c.position.desc()).limit(1)
            )
        if newest is None or newest <= position:
            return []
        async with self._engine.connect() as connection:
            found = await connection.execute(
                select(
                    journal.c.position,
                    journal.c.event_id,
                    journal.c.kind,
                    journal.c.aggregate_id,
                    journal.c.version,
                    journal.c.hash,
                )
                .where(journal.c.position > position, journal.c.position <= newest)
                .order_by(journal.c.position)
                .limit(ROWS_A_CHECKPOINT)
            )
            return list(found)
