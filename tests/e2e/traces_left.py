"""Every place where a running node leaves something: its databases row by row, its files, its spans, the
command lines of its processes.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

import asyncpg
import psutil

from chassis.database import raw_dsn
from node.layout import Layout
from node.parts import SERVICES, Node
from node.postgres import SUPERUSER
from tests.fixtures.telemetry import Collector
from tests.fixtures.whole_node import WholeNode

Left = tuple[str, bytes]
"""Where, and what."""


@dataclass(frozen=True)
class Traces:
    """What one node leaves."""

    node: WholeNode
    collector: Collector

    @property
    def parts(self) -> Node:
        return Node(self.node.settings, Layout(self.node.settings.data), demo=True)

    def logs(self) -> Iterator[Left]:
        yield from self._files("logs")

    def streams(self) -> Iterator[Left]:
        """Subjects and messages, as NATS keeps them on disk."""
        yield from self._files("nats/jetstream")

    def files(self) -> Iterator[Left]:
        """What is neither a log, nor a stream, nor a secret, nor PostgreSQL's own."""
        layout = self.parts.layout
        yield from self._files("checkpoints")
        for file in (layout.state, layout.demo_mark, layout.identity):
            yield file.name, file.read_bytes()

    def _files(self, folder: str) -> Iterator[Left]:
        for file in sorted((self.node.settings.data / folder).rglob("*")):
            if file.is_file():
                yield f"{folder}/{file.name}", file.read_bytes()

    def spans(self) -> Iterator[Left]:
        """Names, attributes, statuses and events of the spans, and the attributes of the metrics."""
        for span in self.collector.spans:
            yield f"span of {span.service}", repr(span).encode()
        for point in list(self.collector.series.values()):
            yield f"metric of {point.service}", repr(point).encode()

    def command_lines(self) -> Iterator[Left]:
        """Of the supervisor and of everything that it started: whoever is at the machine reads them."""
        supervisor = psutil.Process(self.node.process.pid)
        for process in (supervisor, *supervisor.children(recursive=True)):
            line = "\0".join(process.cmdline())
            yield f"command line of {process.pid}: {line[:60]}", line.encode()

    def secrets(self) -> dict[str, str]:
        """Name → every secret of the node, as its files hold it."""
        folders = (self.parts.layout.secrets, self.parts.nats.home / "passwords")
        files = [file for folder in folders for file in folder.iterdir()]
        found = {file.name: file.read_text() for file in files if file.name != "signing-key.json"}
        key = self.parts.layout.secrets / "signing-key.json"
        if key.exists():
            found |= {f"signing-key {part}": json.loads(key.read_text())[part] for part in ("d", "p", "q")}
        return found

    async def rows(self, *databases: str) -> AsyncIterator[Left]:
        """Every value of every row: of the five services, where no database is named."""
        for database in databases or SERVICES:
            url = self.parts.postgres.url(database, user=SUPERUSER)
            connection = await asyncpg.connect(raw_dsn(url))
            try:
                for table in await connection.fetch(
                    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
                ):
                    name = table["tablename"]
                    for row in await connection.fetch(f'SELECT * FROM "{name}"'):
                        yield f"{database}.{name}", b"\n".join(map(as_bytes, row.values()))
            finally:
                await connection.close()


def as_bytes(value: Any) -> bytes:
    """A value in such a way that the text in it can be found."""
    return value if isinstance(value, bytes) else str(value).encode()


def places_of(words: Iterable[str], left: Iterable[Left]) -> set[tuple[str, str]]:
    """(word, where) for every place in which a word stands, as it is or as JSON and addresses write it."""
    wanted = [(word, written) for word in words for written in ways_to_write(word)]
    return {(word, where) for where, what in left for word, written in wanted if written in what}


def ways_to_write(word: str) -> set[bytes]:
    assert len(word) > 4, "a word so short would be found by chance"
    return {way.encode() for way in (word, json.dumps(word)[1:-1], quote(word), quote_plus(word))}
