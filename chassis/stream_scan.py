"""Reads which events a stream holds, by their headers alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import UUID

from chassis.broker import Session
from chassis.pull import Pull

Held = tuple[UUID, int]
"""An event id and the stream sequence at which it stands."""


async def held_events(broker: Session, service: str, last_sequence: int) -> AsyncIterator[list[Held]]:
    """Batches of every event of a service's stream up to `last_sequence`, in stream order. An event may
    stand twice.
    """
    if last_sequence == 0:
        return
    async with Pull.open(broker, service, start=1, headers_only=True) as pull:
        while True:
            batch = await pull.batch()
            held: list[Held] = []
            for message in batch:
                with suppress(ValueError):  # a message that is none of ours
                    event = UUID((message.headers or {}).get("Nats-Msg-Id", ""))
                    held.append((event, message.metadata.sequence.stream))
            yield held
            if batch and batch[-1].metadata.sequence.stream >= last_sequence:
                return
            if not batch and pull.caught_up:
                return
