"""Whatever is killed, nothing that was acknowledged is lost, doubled or out of order.

The slowest test of the project: a minute on a free machine with two cores, two where others work too.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import sys
import time
from pathlib import Path

from chassis.testing.issuer import TestIssuer
from tests.integration.faults import aftermath, witness
from tests.integration.faults.clients import Town
from tests.integration.faults.killer import Killer
from tests.integration.faults.place import Place, running_place

COMMANDS = 2000
KILLS = 40
PEOPLE = 16
SERVICES = ("projects", "labels", "funding")


async def test_forty_kills_lose_and_double_nothing(issuer: TestIssuer, tmp_path: Path) -> None:
    seed = os.environ.get("ARCHIPEL_KILL_SEED") or str(random.SystemRandom().randrange(10**6))
    say(f"ARCHIPEL_KILL_SEED={seed}, logs in {tmp_path}")
    async with running_place(SERVICES, issuer, tmp_path) as place:
        token = issuer.token("p-mayor", "bodies/62528/elected", "bodies/246200364/elected")
        pace = asyncio.Semaphore(0)
        town = Town(place.addresses["projects"], token, seed, pace)
        killer = Killer(place, random.Random(seed), lambda: town.history.finished, pace)
        await witness.watch_copies(place)
        began = time.monotonic()
        try:
            await live_and_kill(town, killer, seed)
        finally:
            await town.close()
            told(town, killer, place, time.monotonic() - began)
        await check(place, town)
        say(f"{time.monotonic() - began:.0f} s with all that was checked")


def say(text: str) -> None:
    """Printed with a failure, and by `pytest -s`."""
    sys.stdout.write(f"{text}\n")


async def live_and_kill(town: Town, killer: Killer, seed: str) -> None:
    numbers = itertools.count()

    async def person() -> None:
        while town.history.finished < COMMANDS:
            await town.live_through(next(numbers), seed)

    async with asyncio.TaskGroup() as group:
        group.create_task(killer.run(KILLS, COMMANDS))
        for _ in range(PEOPLE):
            group.create_task(person())


def told(town: Town, killer: Killer, place: Place, seconds: float) -> None:
    history = town.history
    say(
        f"{history.finished} commands ({len(history.refused)} refused, {history.retries} sent again), "
        f"{killer.victims.total()} kills {dict(killer.victims)}, {seconds:.0f} s"
    )
    say(f"died by themselves: {deaths(place)}")


def deaths(place: Place) -> dict[str, list[int]]:
    """Exit codes of what died without being killed. Only PostgreSQL may: it refuses to start while sessions
    of the killed server still end.
    """
    return {name: part.deaths for name, part in place.parts.items() if part.deaths}


async def check(place: Place, town: Town) -> None:
    """Everything that must hold, whatever died when."""
    await place.all_ready()
    history = town.history
    assert history.finished >= COMMANDS
    assert {refused.reason for refused in history.refused} <= {"ETAG_STALE"}
    assert deaths(place).keys() <= {"postgres"}, "a service ended by its own fault"
    await aftermath.everything_has_arrived(place)
    await aftermath.nothing_is_parked_or_held(place)
    await aftermath.the_journal_is_what_was_acknowledged(place, history)
    await aftermath.the_streams_hold_the_journals(place)
    await aftermath.reactions_happened_once(place, history)
    await aftermath.the_copies_are_true(place, history)
    await witness.each_event_took_effect_once_and_in_order(place, history)
    await aftermath.read_models_equal_a_rebuild(place)
    await aftermath.the_journals_verify(place)
