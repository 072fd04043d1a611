"""How far behind a node is: rows that wait for the relay, events not read yet, aggregates put aside."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chassis.subjects import stream_name
from node.errors import NodeError
from node.nats_accounts import OPERATOR
from node.parts import SERVICES, Node

if TYPE_CHECKING:
    from chassis.broker import Session

NEARLY_FULL = 0.8
"""Share of a stream's largest size at which `status` warns."""

QUESTION = """
SELECT json_build_object(
  'relay_lag', (SELECT count(*) FROM publications WHERE stream_sequence IS NULL),
  'parked', (SELECT count(*) FROM reader_parked),
  'readers', (SELECT coalesce(json_agg(json_build_array(reader, stream, stream_sequence)), '[]')
              FROM reader_positions))
"""


@dataclass
class ReaderVitals:
    reader: str
    stream: str
    lag: int = 0
    """Events of the stream that come after the reader's position."""
    sequence: int = 0


@dataclass
class ServiceVitals:
    service: str
    relay_lag: int = 0
    parked: int = 0
    readers: list[ReaderVitals] = field(default_factory=list)

    def sentence(self) -> str:
        late = sum(reader.lag for reader in self.readers)
        words = [f"{self.relay_lag} à publier", f"{late} à lire"]
        if self.parked:
            words.append(f"{self.parked} mis de côté (« archipel parked list » dit pourquoi)")
        return f"{self.service} : {', '.join(words)}"


@dataclass(frozen=True)
class StreamVitals:
    name: str
    messages: int
    last: int
    bytes: int
    max_bytes: int

    @property
    def share(self) -> float:
        return self.bytes / self.max_bytes if self.max_bytes > 0 else 0.0

    @property
    def nearly_full(self) -> bool:
        return self.share >= NEARLY_FULL


async def services(node: Node, streams: list[StreamVitals]) -> list[ServiceVitals]:
    """One entry per service; PostgreSQL must answer. Lags of readers are counted against the streams."""
    found = await asyncio.gather(*(asyncio.to_thread(of_service, node, name) for name in SERVICES))
    last = {stream.name: stream.last for stream in streams}
    for reader in (reader for service in found for reader in service.readers):
        reader.lag = max(0, last.get(reader.stream, reader.sequence) - reader.sequence)
    return list(found)


def of_service(node: Node, service: str) -> ServiceVitals:
    try:
        answer = json.loads(node.postgres.sql(QUESTION, database=service))
    except NodeError:  # its tables are not made yet
        return ServiceVitals(service)
    readers = [ReaderVitals(name, stream, sequence=at) for name, stream, at in answer["readers"]]
    return ServiceVitals(service, answer["relay_lag"], answer["parked"], readers)


async def streams(node: Node) -> list[StreamVitals]:
    """The streams of the node; none when the broker does not answer."""
    from chassis.broker import BrokerLost, session

    try:
        async with session(node.nats.url_of(OPERATOR), "status") as broker:
            found = [await of_stream(broker, service) for service in SERVICES]
    except BrokerLost:
        return []
    return [stream for stream in found if stream is not None]


async def of_stream(broker: Session, service: str) -> StreamVitals | None:
    """The stream of a service; None when it has published nothing yet."""
    from nats.js.errors import NotFoundError

    try:
        info = await broker.reading(service).stream_info(stream_name(service))
    except NotFoundError:
        return None
    return StreamVitals(
        name=info.config.name or "",
        messages=info.state.messages,
        last=info.state.last_seq,
        bytes=info.state.bytes,
        max_bytes=info.config.max_bytes or 0,
    )
