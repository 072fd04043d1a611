"""Reads which events a stream holds, by their headers alone."""

from __future__ import annotations

from chassis.broker import Session
from chassis.pull import Pull


async def event_ids(broker: Session, stream: str, last_sequence: int) -> dict[str, int]:
    """Event id → stream sequence, of every message up to `last_sequence`. An event that stands twice
    counts at its first place.
    """
    held: dict[str, int] = {}
    if last_sequence == 0:
        return held
    async with Pull.open(broker, stream, start=1, headers_only=True) as pull:
        while True:
            batch = await pull.batch()
            for message in batch:
                event_id = (message.headers or {}).get("Nats-Msg-Id")
                if event_id:
                    held.setdefault(event_id, message.metadata.sequence.stream)
            if batch and batch[-1].metadata.sequence.stream >= last_sequence:
                return held
            if not batch and pull.caught_up:
                return held
