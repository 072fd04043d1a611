"""What the stream loses is published again, and readers neither skip nor repeat an effect."""

from __future__ import annotations

import shutil
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from archipel.projects.v1.people_pb2 import RegisterPersonRequest
from archipel.projects.v1.people_pb2_grpc import PeopleServiceStub
from chassis.broker import session
from chassis.readers.admin import ask_replay, list_parked, reset_read_model
from chassis.subjects import stream_name
from chassis.tables import publications, reader_held
from chassis.testing.running import Client
from chassis.testing.waiting import eventually
from tests.fixtures.servers import NatsForTests
from tests.integration.chassis import toy

Place = tuple[str, toy.Toy]


async def write(client: Client, person: str, text: str) -> None:
    request = RegisterPersonRequest(request_id=str(uuid4()), person=person, display_name=text)
    await client.call(PeopleServiceStub(client.channel).RegisterPerson, request)


async def read_model(place: Place) -> dict[str, tuple[int, str]]:
    async with place[1].foundation.engine.connect() as connection:
        return {row.subject: (row.seen, row.text) for row in await connection.execute(select(toy.counts))}


async def model_becomes(place: Place, expected: dict[str, tuple[int, str]], seconds: float = 15) -> None:
    async def same() -> bool:
        assert await read_model(place) == expected
        return True

    await eventually(same, seconds)


async def sequences(place: Place) -> dict[str, int]:
    async with place[1].foundation.engine.connect() as connection:
        return {
            str(row.event_id): row.stream_sequence for row in await connection.execute(select(publications))
        }


async def test_a_deleted_jetstream_folder_is_refilled_from_the_journal(
    place: Place, mayor: Client, fresh_nats: NatsForTests
) -> None:
    for number in range(6):
        await write(mayor, f"n{number % 3}", f"t{number}")
    expected = {f"notes/n{number}": (2, f"t{number + 3}") for number in range(3)}
    await model_becomes(place, expected)
    fresh_nats.kill()
    shutil.rmtree(fresh_nats.data_dir)
    fresh_nats.start()
    await write(mayor, "n0", "after the loss")

    async def refilled() -> bool:
        async with session(fresh_nats.url, "test") as broker:
            streams = await broker.stream_api.streams_info()
            return [(one.config.name, one.state.messages) for one in streams] == [(stream_name("toy"), 7)]

    await eventually(refilled, 20)
    await model_becomes(place, {**expected, "notes/n0": (3, "after the loss")})


async def test_events_lost_in_the_middle_of_the_stream_are_published_again_and_applied_once(
    place: Place, mayor: Client, fresh_nats: NatsForTests
) -> None:
    for number in range(4):
        await write(mayor, "n1", f"t{number}")
    await model_becomes(place, {"notes/n1": (4, "t3")})
    async with session(fresh_nats.url, "test") as broker:
        await broker.stream_api.delete_msg(stream_name("toy"), 2)
    fresh_nats.kill()
    fresh_nats.start()

    async def whole_again() -> bool:
        noted = await sequences(place)
        return set(noted.values()) == {1, 3, 4, 5}

    await eventually(whole_again, 20)
    # A rebuild sees versions 1, 3, 4, 2 in this order: the gap waits, nothing is skipped or repeated.
    async with place[1].foundation.engine.begin() as connection:
        await reset_read_model(connection, "counter", [toy.counts])
    await model_becomes(place, {"notes/n1": (4, "t3")})
    async with place[1].foundation.engine.connect() as connection:
        assert (await connection.execute(select(reader_held))).all() == []


async def test_an_event_at_fault_parks_its_aggregate_and_lets_the_others_pass(
    place: Place, mayor: Client
) -> None:
    await write(mayor, "bad", "poison")
    await write(mayor, "bad", "behind it")
    await write(mayor, "good", "fine")
    await model_becomes(place, {"notes/good": (1, "fine")})

    async def parked() -> Any:
        async with place[1].foundation.engine.connect() as connection:
            return await list_parked(connection)

    async def both_held() -> bool:
        listed = await parked()
        return len(listed) == 1 and listed[0].held == 2

    await eventually(both_held)
    one = (await parked())[0]
    assert (one.subject, one.version) == ("notes/bad", 1)
    assert "this event cannot be applied" in one.reason
    assert b"poison" in one.raw


async def test_a_replayed_aggregate_that_still_fails_stays_parked_and_one_that_is_mended_goes_on(
    place: Place, mayor: Client
) -> None:
    await write(mayor, "bad", "poison")
    await write(mayor, "bad", "behind it")
    engine = place[1].foundation.engine

    async def parked(asked: bool = False) -> bool:
        async with engine.connect() as connection:
            listed = await list_parked(connection)
        return len(listed) == 1 and listed[0].held == 2

    await eventually(parked)
    async with engine.begin() as connection:
        assert await ask_replay(connection, "counter", "notes/bad")
        assert not await ask_replay(connection, "counter", "notes/unknown")
    await eventually(parked)
    async with engine.begin() as connection:
        # The mended program can apply it: here the held event is what changes.
        row = (await connection.execute(select(reader_held).where(reader_held.c.version == 1))).one()
        mended = bytes(row.envelope).replace(b"poison", b"potion")
        await connection.execute(
            update(reader_held).where(reader_held.c.version == 1).values(envelope=mended)
        )
        await ask_replay(connection, "counter", "notes/bad")
    await model_becomes(place, {"notes/bad": (2, "behind it")})


async def test_bytes_that_are_no_envelope_park_the_aggregate_of_their_subject(
    place: Place, mayor: Client, fresh_nats: NatsForTests
) -> None:
    await write(mayor, "good", "fine")
    await model_becomes(place, {"notes/good": (1, "fine")})
    async with session(fresh_nats.url, "test") as broker:
        await broker.stream_api.publish("ev.test.toy.notes.broken", b"\xff\xff\xff")
    await write(mayor, "good", "goes on")
    await model_becomes(place, {"notes/good": (2, "goes on")})
    async with place[1].foundation.engine.connect() as connection:
        listed = await list_parked(connection)
    assert [(one.subject, one.raw) for one in listed] == [("notes/broken", b"\xff\xff\xff")]


async def test_a_rebuilt_read_model_equals_what_it_was(place: Place, mayor: Client) -> None:
    for number in range(10):
        await write(mayor, f"n{number % 4}", f"t{number}")
    await model_becomes(
        place, {f"notes/n{n}": (3 if n < 2 else 2, f"t{8 + n if n < 2 else 4 + n}") for n in range(4)}
    )
    before = await read_model(place)
    async with place[1].foundation.engine.begin() as connection:
        await reset_read_model(connection, "counter", [toy.counts])
    await model_becomes(place, before)
