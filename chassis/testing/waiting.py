"""Waiting for something to become true: polling with a deadline, never a fixed pause."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(ask: Callable[[], Awaitable[T]], seconds: float = 10.0, pause: float = 0.02) -> T:
    """Ask until the answer is true (not None, not empty, not an AssertionError) and return it; after
    `seconds` fail with the last answer. `pause` seconds lie between two questions: more where the asking
    itself is limited to so many a minute.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        try:
            answer = await ask()
            if answer:
                return answer
            told = AssertionError(f"still {answer!r} after {seconds} s")
        except AssertionError as error:
            told = error
        if asyncio.get_running_loop().time() > deadline:
            raise told
        await asyncio.sleep(pause)
