"""Kills parts at random while commands run."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from chassis.testing.waiting import eventually
from tests.integration.faults.place import Place

IN_FLIGHT = 40
"""Commands that may be under way while a kill comes."""
WHILE_STARTING = 0.2
"""Share of kills that do not wait until the victim answers again."""
PATIENCE_SECONDS = 3.0
"""How long the others wait for that; then the victim dies while it starts."""


@dataclass
class Killer:
    """Gives the permits to send, so that the kills are spread over all the commands and each finds
    commands under way, however slow the machine.
    """

    place: Place
    chance: random.Random
    finished: Callable[[], int]
    pace: asyncio.Semaphore
    victims: Counter[str] = field(default_factory=Counter)
    released: int = 0

    async def run(self, kills: int, commands: int) -> None:
        """Kill `kills` times before `commands` are finished; half-way JetStream's folder goes as well."""
        names = sorted(self.place.parts)
        moments = sorted(self.chance.sample(range(20, commands - IN_FLIGHT), kills))
        for number, moment in enumerate(moments):
            loses_streams = number == kills // 2
            await self.kill("nats" if loses_streams else self.chance.choice(names), moment, loses_streams)
        self.release(commands + 10 * IN_FLIGHT)

    async def kill(self, name: str, moment: int, loses_streams: bool) -> None:
        part = self.place.parts[name]
        if self.chance.random() >= WHILE_STARTING:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await part.ready()
        self.release(moment + IN_FLIGHT)

        async def reached() -> bool:
            return self.finished() >= moment

        await eventually(reached, 120)
        if loses_streams:
            part.when_down = lambda: shutil.rmtree(self.place.nats.streams)
        await part.kill()
        self.victims[name] += 1

    def release(self, up_to: int) -> None:
        for _ in range(self.released, up_to):
            self.pace.release()
        self.released = max(self.released, up_to)
