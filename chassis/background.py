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
        await end([*tasks, stopping])


async def end(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Cancel until all are done. Once is not always enough: a library that swallows the cancellation while
    it closes a connection (the NATS client does) would let its caller go on for ever.
    """
    ending = list(tasks)
    pending = {task for task in ending if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=0.5)
    # Looked at, so that asyncio does not complain of errors that nobody asked for.
    await asyncio.gather(*ending, return_exceptions=True)
