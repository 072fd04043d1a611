"""Finds what somebody did to a journal behind the program's back, and names it.

Three witnesses: the chain of hashes inside each aggregate, the head kept in the aggregate's own row, and
the signed checkpoints outside the database, which list every row that they cover.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from google.protobuf.message import DecodeError
from sqlalchemy import MetaData, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from archipel.journal.v1.journal_pb2 import Checkpoint, Envelope
from chassis.journal.checkpoint import CheckpointFile
from chassis.journal.hashing import EMPTY_DIGEST, row_hash, running_digest
from chassis.tables import journal


@dataclass(frozen=True)
class Finding:
    """One thing wrong: what, and of which row."""

    what: str
    """"changed", "removed", "inserted", "broken chain", "head", "checkpoint"."""
    subject: str
    version: int
    event_id: str
    detail: str


@dataclass
class Report:
    """The verdict on one service's journal."""

    service: str
    rows: int = 0
    checkpoints: int = 0
    only_heads: int = 0
    """Rows newer than the last checkpoint: only the heads vouch for them yet."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.findings


async def verify(engine: AsyncEngine, metadata: MetaData, folder: Path, service: str) -> Report:
    """Read the whole journal in one snapshot and hold it against its witnesses."""
    report = Report(service)
    file = CheckpointFile(folder, service)
    # Before the rows: a node at work would otherwise list in a new checkpoint what the snapshot lacks.
    checkpoints = list(file.read())
    async with engine.connect() as plain:
        connection = await plain.execution_options(isolation_level="REPEATABLE READ")
        rows = list(await connection.execute(select(journal).order_by(journal.c.position)))
        heads = await _heads(connection, metadata)
    report.rows = len(rows)
    _check_rows(rows, report)
    _check_chains(rows, report)
    _check_heads(rows, heads, report)
    _check_checkpoints(rows, checkpoints, file, report)
    return report


async def _heads(connection: AsyncConnection, metadata: MetaData) -> dict[str, tuple[int, bytes]]:
    heads: dict[str, tuple[int, bytes]] = {}
    for table in aggregate_tables(metadata):
        kind = table.info["aggregate_kind"]
        found = await connection.execute(select(table.c.id, table.c.version, table.c.head_hash))
        heads.update({f"{kind}/{row.id}": (row.version, bytes(row.head_hash)) for row in found})
    return heads


def aggregate_tables(metadata: MetaData) -> Iterable[Table]:
    """The tables whose rows are aggregates."""
    return [table for table in metadata.sorted_tables if "aggregate_kind" in table.info]


def _subject(row: Any) -> str:
    return f"{row.kind}/{row.aggregate_id}"


def _finding(what: str, row: Any, detail: str) -> Finding:
    return Finding(what, _subject(row), row.version, str(row.event_id), detail)


def _check_rows(rows: Iterable[Any], report: Report) -> None:
    """Each row by itself: its hash, and its columns against the envelope that was hashed."""
    for row in rows:
        if row_hash(bytes(row.previous_hash), bytes(row.envelope)) != bytes(row.hash):
            report.findings.append(_finding("changed", row, "the bytes do not give the row's hash"))
            continue
        try:
            envelope = Envelope.FromString(bytes(row.envelope))
        except DecodeError:
            report.findings.append(_finding("changed", row, "the bytes are no envelope"))
            continue
        told = (envelope.id, envelope.subject, envelope.version, envelope.type, envelope.actor, envelope.body,
                envelope.epoch, envelope.traceparent, envelope.time.ToDatetime())  # fmt: skip
        kept = (str(row.event_id), _subject(row), row.version, row.type, row.actor, row.body,
                row.epoch, row.traceparent, row.recorded_at.replace(tzinfo=None))  # fmt: skip
        if told != kept:
            report.findings.append(_finding("changed", row, "a column is not what the envelope says"))


def _check_chains(rows: Iterable[Any], report: Report) -> None:
    """Within each aggregate: versions 1, 2, 3 … each pointing at the one before."""
    chains: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        chains[_subject(row)].append(row)
    for subject, chain in chains.items():
        expected, previous = 1, b""
        for row in sorted(chain, key=lambda one: one.version):
            for missing in range(expected, row.version):
                report.findings.append(Finding("removed", subject, missing, "", "the version is missing"))
            if expected == row.version and bytes(row.previous_hash) != previous:
                detail = "it does not point at the row before it"
                report.findings.append(_finding("broken chain", row, detail))
            expected, previous = row.version + 1, bytes(row.hash)


def _check_heads(rows: Iterable[Any], heads: dict[str, tuple[int, bytes]], report: Report) -> None:
    """The last row of each aggregate against what the aggregate itself remembers."""
    last: dict[str, Any] = {}
    for row in sorted(rows, key=lambda one: one.version):
        last[_subject(row)] = row
    for subject, (version, head) in heads.items():
        row = last.get(subject)
        found = 0 if row is None else row.version
        for missing in range(found + 1, version + 1):
            detail = "the aggregate remembers this version"
            report.findings.append(Finding("removed", subject, missing, "", detail))
        if row is not None and found > version:
            report.findings.append(_finding("inserted", row, "the aggregate does not know this version"))
        elif row is not None and found == version and bytes(row.hash) != head:
            report.findings.append(_finding("changed", row, "the aggregate remembers another hash"))
    for subject in last.keys() - heads.keys():
        detail = "the aggregate of this history is gone"
        report.findings.append(_finding("head", last[subject], detail))


def _check_checkpoints(
    rows: list[Any], checkpoints: list[Checkpoint], file: CheckpointFile, report: Report
) -> None:
    """Every row that a signed checkpoint lists, and no other up to its position."""
    by_id = {row.event_id.bytes: row for row in rows}
    listed: set[bytes] = set()
    digest, position, counted = EMPTY_DIGEST, 0, 0
    for checkpoint in checkpoints:
        report.checkpoints += 1
        counted += len(checkpoint.covered)
        for entry in checkpoint.covered:
            listed.add(entry.event_id)
            digest = running_digest(digest, entry.hash)
            _compare(entry, by_id.get(entry.event_id), report)
        position = checkpoint.position
        if not file.is_signed(checkpoint) or digest != checkpoint.digest or counted != checkpoint.rows:
            report.findings.append(
                Finding("checkpoint", file.path.name, report.checkpoints, "", "signature or digest is false")
            )
    for row in rows:
        if row.event_id.bytes not in listed:
            if row.position <= position:
                report.findings.append(_finding("inserted", row, "no checkpoint knows this row"))
            else:
                report.only_heads += 1


def _compare(entry: Checkpoint.Covered, row: Any | None, report: Report) -> None:
    if row is None:
        gone = str(UUID(bytes=entry.event_id))
        detail = "a signed checkpoint lists it"
        report.findings.append(Finding("removed", entry.subject, entry.version, gone, detail))
    elif bytes(row.hash) != entry.hash:
        report.findings.append(_finding("changed", row, "a signed checkpoint knows another hash"))
