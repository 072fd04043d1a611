"""Runs the parts of a process together until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Iterable
from typing import Any


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def until(stop: asyncio.Event, parts: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Run `parts` until `stop` is set. A part that fails ends the process with its error: whoever
    supervises starts it anew, which is safer than a process that limps.
    """
    tasks = [asyncio.ensure_future(part) for part in parts]
    stopping = asyncio.ensure_future(stop.wait())
    try:
        done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            if task is not stopping:
                task.result()
                raise RuntimeError("a part that runs for ever came to an end")
    finally:
        for task in (*tasks, stopping):
            task.cancel()
        await asyncio.gather(*tasks, stopping, return_exceptions=True)
