"""A stream that is full refuses events; the journal keeps them and commands go on."""

from __future__ import annotations

import asyncio
from pathlib import Path

from nats.js.api import StreamInfo

from chassis.broker import session
from chassis.relay import waiting_rows
from chassis.subjects import stream_name
from chassis.testing.issuer import TestIssuer
from chassis.testing.waiting import eventually
from tests.integration.faults import aftermath
from tests.integration.faults.clients import Town
from tests.integration.faults.place import Place, running_place

LIMIT = 1024**2
RAISED = 16 * LIMIT
LONG = "Une toiture orientée au sud. " * 170
"""Nearly 5 000 characters: some two hundred such projects fill the stream."""


async def test_a_full_stream_loses_nothing_and_goes_on_once_its_limit_is_raised(
    issuer: TestIssuer, tmp_path: Path
) -> None:
    services = ("projects", "labels")
    async with running_place(services, issuer, tmp_path, ARCHIPEL_STREAM_MAX_BYTES=str(LIMIT)) as place:
        town = Town(place.addresses["projects"], issuer.token("p-mayor", "bodies/62528/elected"), "full")
        try:
            for _ in range(12):
                await asyncio.gather(*(town.create(LONG) for _ in range(20)))
            await eventually(lambda: is_full(place), 30)
            held = (await stream(place)).state.messages
            await asyncio.gather(*(submitted_anew(town) for _ in range(20)))
            await the_relay_tried_again(place)
            assert (await stream(place)).state.messages == held
            assert await waiting_rows(place.engines["projects"]) >= 60
        finally:
            await town.close()
        place.environment["ARCHIPEL_STREAM_MAX_BYTES"] = str(RAISED)
        await place.parts["projects"].kill()
        await aftermath.everything_has_arrived(place)
        assert (await stream(place)).config.max_bytes == RAISED
        await aftermath.nothing_is_parked_or_held(place)
        await aftermath.the_journal_is_what_was_acknowledged(place, town.history)
        await aftermath.the_streams_hold_the_journals(place)
        await aftermath.the_copies_are_true(place, town.history)
        await aftermath.the_journals_verify(place)


async def submitted_anew(town: Town) -> None:
    """A long draft that the stream has no room for, and behind it short events that would find some: they
    wait for their turn.
    """
    draft = await town.create(LONG)
    await town.submit(await town.shorten(draft))


async def the_relay_tried_again(place: Place) -> None:
    """Return once the relay, which starts anew after each refusal, was refused twice more."""
    log = place.parts["projects"].log
    told = log.read_text().count("relay starts anew")

    async def twice_more() -> bool:
        return log.read_text().count("relay starts anew") >= told + 2

    await eventually(twice_more, 30)


async def is_full(place: Place) -> bool:
    """Whether there is no room for a long event any more."""
    info = await stream(place)
    assert info.state.bytes <= LIMIT
    return info.state.bytes + len(LONG) > LIMIT


async def stream(place: Place) -> StreamInfo:
    async with session(place.nats.url_of("projects"), "full") as broker:
        return await broker.stream_api.stream_info(stream_name("projects"))
