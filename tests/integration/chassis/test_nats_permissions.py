"""What each user of NATS may do, tried from outside with hand-made clients on the real server."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from nats.js.api import AckPolicy, ConsumerConfig

from chassis.broker import BrokerLost, session
from chassis.pull import Pull
from chassis.subjects import event_subject, inbox_prefix, reading_prefix, stream_name
from node.nats import Nats
from node.nats_accounts import OPERATOR, USERS
from tests.integration.chassis.intruder import (
    NODE,
    NOT_READ,
    READ,
    SERVICES,
    connected,
    contents,
    subject_of,
)

READING = ("STREAM.INFO.{s}", "STREAM.MSG.GET.{s}", "CONSUMER.CREATE.{s}", "CONSUMER.MSG.NEXT.{s}.c")
KEEPING = ("STREAM.CREATE.{s}", "STREAM.UPDATE.{s}")
CHANGING = (
    "STREAM.DELETE.{s}", "STREAM.PURGE.{s}", "STREAM.MSG.DELETE.{s}", "STREAM.SNAPSHOT.{s}",
    "STREAM.RESTORE.{s}", "STREAM.LEADER.STEPDOWN.{s}", "STREAM.PEER.REMOVE.{s}",
)  # fmt: skip
PRYING = (
    "INFO", "STREAM.NAMES", "STREAM.LIST", "CONSUMER.LIST.{s}", "CONSUMER.NAMES.{s}", "CONSUMER.INFO.{s}.c",
    "CONSUMER.DURABLE.CREATE.{s}.c", "CONSUMER.CREATE.{s}.c", "CONSUMER.CREATE.{s}.c.ev.>", "DIRECT.GET.{s}",
    "DIRECT.GET.{s}.ev.artois", "CONSUMER.PAUSE.{s}.c", "CONSUMER.LEADER.STEPDOWN.{s}.c",
)  # fmt: skip


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_publishes_into_its_own_stream(streams: Nats, service: str) -> None:
    before = await contents(streams, service)
    async with session(streams.url_of(service), "owner") as broker:
        acknowledged = await broker.stream_api.publish(subject_of(service), b"own")
        assert (acknowledged.stream, broker.refusals) == (stream_name(service), [])
    assert await contents(streams, service) == [*before, (subject_of(service), b"own")]


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_publishes_nothing_but_its_own_subjects(untouched: Nats, service: str) -> None:
    async with connected(untouched, service) as intruder:
        for other in SERVICES:
            if other != service:
                await intruder.may_not_publish(subject_of(other), b"forged")
                await intruder.may_not_publish(f"{inbox_prefix(other)}.answer", b"forged")
        for subject in (
            event_subject("elsewhere", service, "things/1"),
            f"ev.{NODE}",
            f"ev.{NODE}.{service}",
            f"ev.{NODE}.{service}s.things.1",
            "anything",
            "$SYS.REQ.SERVER.PING",
            "$SYS.ACCOUNT.projects.CONNECT",
            f"{inbox_prefix(service)}.answer",
        ):
            await intruder.may_not_publish(subject, b"forged")


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_changes_no_foreign_stream_and_asks_nothing_of_it(
    untouched: Nats, service: str
) -> None:
    async with connected(untouched, service) as intruder:
        for other in SERVICES:
            if other != service:
                for prefix in ("$JS.API", reading_prefix(other), f"$JS.{other}.API"):
                    for request in (*KEEPING, *CHANGING, *PRYING):
                        await intruder.may_not_publish(f"{prefix}.{request.format(s=stream_name(other))}")


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_may_not_even_empty_its_own_stream(untouched: Nats, service: str) -> None:
    async with connected(untouched, service) as intruder:
        for request in (*CHANGING, *PRYING):
            asked = request.format(s=stream_name(service))
            await intruder.may_not_publish(f"$JS.API.{asked}")
            await intruder.may_not_publish(f"{reading_prefix(service)}.{asked}", known_as=f"$JS.API.{asked}")


@pytest.mark.parametrize(("service", "other"), NOT_READ)
async def test_a_service_reads_no_stream_that_it_does_not_listen_to(
    untouched: Nats, service: str, other: str
) -> None:
    async with connected(untouched, service) as intruder:
        for prefix in ("$JS.API", reading_prefix(other)):
            for request in READING:
                await intruder.may_not_publish(f"{prefix}.{request.format(s=stream_name(other))}")


@pytest.mark.parametrize(("service", "source"), [*READ, *((one, one) for one in SERVICES)])
async def test_a_service_reads_what_it_listens_to(streams: Nats, service: str, source: str) -> None:
    async with session(streams.url_of(service), "reader") as broker:
        async with Pull.open(broker, source, start=1) as pull:
            first = (await pull.batch())[0]
        found = await broker.reading(source).get_msg(stream_name(source), seq=1)
        assert broker.refusals == []
    assert (first.data, found.data) == (source.encode(), source.encode())


@pytest.mark.parametrize(("service", "source"), READ)
async def test_a_reader_acknowledges_nothing_and_steers_no_consumer(
    untouched: Nats, service: str, source: str
) -> None:
    """Readers keep their own position, so an acknowledgement could only be forged."""
    stream = stream_name(source)
    async with session(untouched.url_of(service), "reader") as broker:
        reading = broker.reading(source)
        consumer = await reading.add_consumer(stream, ConsumerConfig(ack_policy=AckPolicy.EXPLICIT))
        theirs = f"{stream}.{consumer.name}"
        async with connected(untouched, service) as intruder:
            await intruder.may_not_publish(f"$JS.ACK.{theirs}.1.1.1.1.0", b"+ACK")
            await intruder.may_not_publish(f"$JS.ACK.{theirs}.1.1.1.1.0", b"+TERM")
            for request in ("PAUSE", "UNPIN", "LEADER.STEPDOWN", "INFO"):
                await intruder.may_not_publish(f"{reading_prefix(source)}.CONSUMER.{request}.{theirs}")
        await reading.delete_consumer(stream, str(consumer.name))


@pytest.mark.parametrize("user", USERS)
async def test_a_user_hears_its_own_answers_and_nothing_else(untouched: Nats, user: str) -> None:
    async with connected(untouched, user) as intruder:
        for subject in (
            ">", "*", "*.>", "ev.>", f"ev.{NODE}.>", f"ev.{NODE}.{user}.>", "$SYS.>", "$JS.>", "$JS.API.>",
            "$JS.EVENT.>", "JS.>", "_INBOX.>", "_R_.>", inbox_prefix(user),
            *(f"{inbox_prefix(other)}.>" for other in USERS if other != user),
        ):  # fmt: skip
            await intruder.may_not_subscribe(subject)


@pytest.mark.parametrize("service", SERVICES)
async def test_the_operator_sees_how_full_a_stream_is_and_no_more(untouched: Nats, service: str) -> None:
    async with connected(untouched, OPERATOR) as intruder:
        reading = intruder.client.jetstream(prefix=reading_prefix(service))
        assert (await reading.stream_info(stream_name(service))).state.messages >= 1
        await intruder.may_not_publish(subject_of(service), b"forged")
        for prefix in ("$JS.API", reading_prefix(service)):
            for request in (*READING[1:], *KEEPING, *CHANGING, *PRYING):
                await intruder.may_not_publish(f"{prefix}.{request.format(s=stream_name(service))}")


def signed(server: Nats, user: str, of: str) -> str:
    return f"nats://{user}:{server.password(of)}@127.0.0.1:{server.port}"


@pytest.mark.parametrize(
    "url",
    [
        lambda server: f"nats://127.0.0.1:{server.port}",
        lambda server: f"nats://projects:wrong@127.0.0.1:{server.port}",
        lambda server: f"nats://projects:@127.0.0.1:{server.port}",
        lambda server: signed(server, "labels", of="projects"),
        lambda server: signed(server, "archipel", of="projects"),
        lambda server: f"nats://{server.password('projects')}@127.0.0.1:{server.port}",
        lambda server: f"nats://sys:sys@127.0.0.1:{server.port}",
    ],
    ids=["nobody", "wrong", "empty", "of-another", "unknown", "as-token", "system"],
)
async def test_nobody_connects_without_the_password_of_a_user(
    untouched: Nats, url: Callable[[Nats], str]
) -> None:
    with pytest.raises(BrokerLost, match="uthorization"):
        await session(url(untouched), "intruder").__aenter__()
