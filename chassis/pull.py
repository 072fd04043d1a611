"""Pulls a stream in order from a place on, as soon as messages are there, and notices when it is lost.

The server's own ephemeral consumer without acknowledgements: what was applied is known in the database,
so the server need not remember it. One request for a batch is always open; heartbeats tell that the
consumer lives.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import nats.errors
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import APIError

from chassis.broker import BrokerLost, Session
from chassis.subjects import reading_prefix, stream_name

BATCH = 256
EXPIRES_SECONDS = 5.0
HEARTBEAT_SECONDS = 1.0
SILENCE_SECONDS = 3.0
NANOSECONDS = 1_000_000_000
DELETE_TIMEOUT = 1.0


class Pull:
    """An open consumer. `batch()` answers messages in stream order, without a hole."""

    def __init__(self, broker: Session, service: str, consumer: str) -> None:
        self._broker = broker
        self._service = service
        self._stream = stream_name(service)
        self._consumer = consumer
        self._inbox = broker.client.new_inbox()
        self._queue: asyncio.Queue[Msg] = asyncio.Queue()
        self._open = 0
        self._delivered = 0
        self.caught_up = False
        """True once the server said that nothing more is pending."""

    @classmethod
    @asynccontextmanager
    async def open(
        cls, broker: Session, service: str, *, start: int, headers_only: bool = False
    ) -> AsyncIterator[Pull]:
        """A consumer of a service's stream from sequence `start` on. Raise BrokerLost when there is none."""
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=max(start, 1),
            ack_policy=AckPolicy.NONE,
            headers_only=headers_only or None,
            inactive_threshold=60,
            num_replicas=1,
            mem_storage=True,
        )
        try:
            info = await broker.reading(service).add_consumer(stream_name(service), config)
        except (APIError, nats.errors.Error) as error:
            raise BrokerLost(f"no consumer on {stream_name(service)}: {error!r}") from error
        pull = cls(broker, service, info.name or "")
        pull.caught_up = not info.num_pending
        subscription = await pull._subscribe()
        try:
            yield pull
        finally:
            await pull._close(subscription)

    async def batch(self, wait: float = SILENCE_SECONDS) -> list[Msg]:
        """The messages that are there, at least one, or none after `wait` seconds of heartbeats only."""
        if not self._open and self._queue.empty():
            await self._request()
        messages: list[Msg] = []
        deadline = asyncio.get_running_loop().time() + wait
        while not messages:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return messages
            try:
                async with asyncio.timeout(max(SILENCE_SECONDS, left)):
                    first = await self._queue.get()
            except TimeoutError as error:
                raise BrokerLost(f"{self._stream} fell silent") from error
            await self._take(first, messages)
        while not self._queue.empty() and len(messages) < BATCH:
            await self._take(self._queue.get_nowait(), messages)
        return messages

    async def _subscribe(self) -> Subscription:
        async def arrived(message: Msg) -> None:
            self._queue.put_nowait(message)

        return await self._broker.client.subscribe(self._inbox, cb=arrived)

    async def _request(self) -> None:
        request = {
            "batch": BATCH,
            "expires": int(EXPIRES_SECONDS * NANOSECONDS),
            "idle_heartbeat": int(HEARTBEAT_SECONDS * NANOSECONDS),
        }
        self._open = BATCH
        subject = f"{reading_prefix(self._service)}.CONSUMER.MSG.NEXT.{self._stream}.{self._consumer}"
        await self._broker.client.publish(subject, json.dumps(request).encode(), reply=self._inbox)

    async def _take(self, message: Msg, messages: list[Msg]) -> None:
        status = (message.headers or {}).get("Status")
        if status is None or message.reply:
            self._check_order(message)
            messages.append(message)
            self._open -= 1
            self.caught_up = message.metadata.num_pending == 0
            if self._open <= 0:
                await self._request()
        elif status == "408" or (status == "409" and "Batch Completed" in self._said(message)):
            await self._request()
        elif status == "404":
            self.caught_up = True
            await self._request()
        elif status != "100":
            raise BrokerLost(f"{self._stream}: {status} {self._said(message)}")

    def _check_order(self, message: Msg) -> None:
        self._delivered += 1
        if message.metadata.sequence.consumer != self._delivered:
            raise BrokerLost(f"{self._stream}: messages were lost on the way")

    @staticmethod
    def _said(message: Msg) -> str:
        return str((message.headers or {}).get("Description", ""))

    async def _close(self, subscription: Subscription) -> None:
        if self._broker.client.is_closed:
            return
        try:
            async with asyncio.timeout(DELETE_TIMEOUT):
                await subscription.unsubscribe()
                await self._broker.reading(self._service).delete_consumer(self._stream, self._consumer)
        except (APIError, nats.errors.Error, TimeoutError):
            # The server forgets an inactive consumer by itself.
            return
