"""A closed loop: as many calls in flight as asked, until the work is used up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Run:
    """What a run took: calls a second, and seconds a call."""

    calls: int
    seconds: float
    latencies: Sequence[float]

    @property
    def throughput(self) -> float:
        return self.calls / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def closed_loop(work: Sequence[T], call: Callable[[T], Awaitable[object]], in_flight: int) -> Run:
    """Call once per piece of work, `in_flight` at a time."""
    waiting = iter(work)
    latencies: list[float] = []

    async def worker() -> None:
        for piece in waiting:
            began = time.perf_counter()
            await call(piece)
            latencies.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(in_flight)))
    return Run(len(work), time.perf_counter() - began, latencies)


async def open_loop(work: Sequence[T], call: Callable[[T], Awaitable[object]], a_second: float) -> Run:
    """Call once per piece of work at a fixed pace, however long each takes."""
    latencies: list[float] = []

    async def one(piece: T) -> None:
        began = time.perf_counter()
        await call(piece)
        latencies.append(time.perf_counter() - began)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, piece in enumerate(work):
            await asyncio.sleep(max(0.0, began + number / a_second - time.perf_counter()))
            group.create_task(one(piece))
    return Run(len(work), time.perf_counter() - began, latencies)
