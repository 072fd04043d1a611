"""A request of NATS names the subject that its answer goes to, and the server, which may write anywhere in an
account, writes there. Between services this must lead nowhere: that is why each has an account of its own.
"""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from nats.errors import Error
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig
from nats.js.errors import APIError

from chassis.broker import Session, ensure_stream, session
from chassis.subjects import event_subject, inbox_prefix, reading_prefix, stream_name
from node.nats import Nats
from node.nats_accounts import LISTENS
from tests.integration.chassis.intruder import NODE, OTHERS, contents, subject_of

ONE = json.dumps({"batch": 1, "no_wait": True}).encode()


def sources(service: str, other: str) -> list[str]:
    """The streams that a service may read, its own first, when it is about to attack `other`."""
    return [service, *([other] if other in LISTENS[service] else [])]


@pytest.mark.parametrize(("service", "other"), OTHERS)
async def test_no_answer_of_the_server_lands_in_another_stream(
    streams: Nats, service: str, other: str
) -> None:
    before = await contents(streams, other)
    targets = [
        event_subject(NODE, other, "things/forged"),
        f"$JS.API.STREAM.PURGE.{stream_name(other)}",
        f"$JS.API.STREAM.DELETE.{stream_name(other)}",
    ]
    async with session(streams.url_of(service), "intruder") as broker:
        for target in targets:
            await broker.client.publish(subject_of(service), b"forged", reply=target)
            for source in sources(service, other):
                await lead_answers(broker, source, target)
        # Requests of one connection are handled in their order: this answer says that all before it were.
        await broker.stream_api.stream_info(stream_name(service))
        assert broker.refusals == []
    assert await contents(streams, other) == before


async def lead_answers(broker: Session, source: str, target: str) -> None:
    """Ask for what is allowed, and have it sent to `target`."""
    stream, prefix = stream_name(source), reading_prefix(source)
    consumer = await broker.reading(source).add_consumer(stream, ConsumerConfig(ack_policy=AckPolicy.NONE))
    for request, data in (
        (f"STREAM.INFO.{stream}", b""),
        (f"STREAM.MSG.GET.{stream}", b'{"seq": 1}'),
        (f"CONSUMER.MSG.NEXT.{stream}.{consumer.name}", ONE),
        (f"CONSUMER.CREATE.{stream}", b"{}"),
        (f"CONSUMER.DELETE.{stream}.{consumer.name}", b""),
    ):
        await broker.client.publish(f"{prefix}.{request}", data, reply=target)


@pytest.mark.parametrize(("service", "other"), OTHERS)
async def test_no_consumer_delivers_into_another_stream(untouched: Nats, service: str, other: str) -> None:
    """A consumer that pushes names where to: another's subject, or an order to the server."""
    async with session(untouched.url_of(service), "intruder") as broker:
        for source in sources(service, other):
            for target in (
                subject_of(other),
                f"$JS.API.STREAM.PURGE.{stream_name(other)}",
                f"$JS.API.STREAM.DELETE.{stream_name(other)}",
            ):
                pushing = ConsumerConfig(deliver_subject=target, ack_policy=AckPolicy.NONE, headers_only=True)
                with suppress(APIError):  # into the stream that it reads: a cycle, which is refused
                    await broker.reading(source).add_consumer(stream_name(source), pushing)
        await broker.stream_api.stream_info(stream_name(service))
        assert broker.refusals == []


@pytest.mark.parametrize(("service", "other"), OTHERS)
async def test_an_own_stream_catches_copies_and_republishes_nothing_of_another(
    streams: Nats, service: str, other: str
) -> None:
    before = await contents(streams, other)
    theirs = stream_name(other)
    remote = {"api": reading_prefix(other), "deliver": f"{inbox_prefix(service)}.copy"}
    async with session(streams.url_of(service), "intruder") as broker:
        kept = (await broker.stream_api.stream_info(stream_name(service))).config
        for changes in (
            {"subjects": [f"ev.{NODE}.>"]},
            {"republish": {"src": ">", "dest": f"ev.{NODE}.{other}.>"}},
            {"sources": [{"name": theirs}]},
            *([] if other in LISTENS[service] else [{"sources": [{"name": theirs, "external": remote}]}]),
        ):
            changed = StreamConfig.from_response(kept.as_dict() | changes)
            with suppress(APIError, Error):
                await broker.stream_api.update_stream(changed)
            await broker.stream_api.publish(subject_of(service), b"own")
        await broker.stream_api.update_stream(kept)
    async with session(streams.url_of(other), "owner") as broker:
        await broker.stream_api.publish(subject_of(other), b"theirs")
    assert await contents(streams, other) == [*before, (subject_of(other), b"theirs")]
    assert {subject for subject, _ in await contents(streams, service)} == {subject_of(service)}


async def test_an_account_has_room_for_one_stream(streams: Nats) -> None:
    """Else a service that may create its own could fill the disk with others, were the right ever wider."""
    async with session(streams.url_of("labels"), "owner") as broker:
        await ensure_stream(broker.stream_api, NODE, "labels", max_bytes=1024**2, replicas=1)
    accounts = streams.accounts()
    assert {accounts[name]["jetstream"]["max_streams"] for name in LISTENS} == {1}
