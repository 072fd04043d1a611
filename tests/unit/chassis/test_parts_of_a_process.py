"""The parts of a process end together: told to, when one fails, and when one that runs for ever ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from chassis.background import end, until

PATIENCE = 10


class Part:
    """Runs for ever and notes how it ended."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.ended = False

    async def run(self) -> None:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.ended = True


async def failing() -> None:
    raise LookupError("the part's own error")


async def ending() -> None:
    """Comes to an end, as no part should."""


async def run_until(stop: asyncio.Event, *parts: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        await until(stop, [part() for part in parts])  # type: ignore[misc]  # each is a coroutine function


async def test_told_to_stop_all_parts_end() -> None:
    stop, one, other = asyncio.Event(), Part(), Part()
    running = asyncio.ensure_future(run_until(stop, one.run, other.run))
    await one.begun.wait()
    await other.begun.wait()
    assert not running.done()
    stop.set()
    await running
    assert one.ended
    assert other.ended


async def test_a_part_that_fails_ends_the_others_with_its_error() -> None:
    other = Part()
    with pytest.raises(LookupError, match="the part's own error"):
        await run_until(asyncio.Event(), other.run, failing)
    assert other.ended


async def test_a_part_that_comes_to_an_end_ends_the_process() -> None:
    other = Part()
    with pytest.raises(RuntimeError, match="came to an end"):
        await run_until(asyncio.Event(), other.run, ending)
    assert other.ended


async def test_cancelled_from_outside_all_parts_end() -> None:
    part = Part()
    running = asyncio.ensure_future(run_until(asyncio.Event(), part.run))
    await part.begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert part.ended


async def test_a_part_that_swallows_its_cancellation_is_cancelled_again() -> None:
    swallowed = 0
    begun = asyncio.Event()

    async def stubborn() -> None:
        nonlocal swallowed
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            swallowed += 1
        await asyncio.Event().wait()

    stop = asyncio.Event()
    running = asyncio.ensure_future(run_until(stop, stubborn))
    await begun.wait()
    stop.set()
    await running
    assert swallowed == 1


async def test_an_error_on_the_way_out_does_not_stop_the_others_from_ending() -> None:
    other = Part()

    async def failing_at_the_end() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise LookupError("while closing")

    tasks = [asyncio.ensure_future(other.run()), asyncio.ensure_future(failing_at_the_end())]
    await other.begun.wait()
    async with asyncio.timeout(PATIENCE):
        await end(tasks)
    assert other.ended
    assert all(task.done() for task in tasks)


async def test_ending_what_has_ended_does_nothing() -> None:
    done = asyncio.ensure_future(ending())
    await done
    await end([done])
    await end([])
