"""What a collector sees of one command: its trace from the caller to the last reader, and the metrics."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from archipel.projects.v1.people_pb2 import GetPeopleRequest, RegisterPersonRequest
from archipel.projects.v1.people_pb2_grpc import PeopleServiceStub
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import Client, refusal, running, signed_in
from chassis.testing.waiting import eventually
from tests.fixtures.servers import NatsForTests
from tests.fixtures.telemetry import Collector
from tests.integration.chassis import toy

REGISTER = f"{toy.SERVICE}/RegisterPerson"
CALLER = f"00-{'ab' * 16}-{'cd' * 8}-01"
"""The traceparent of a caller's span that is exported by somebody else."""


@pytest.fixture
async def watched(
    fresh_database: str,
    fresh_nats: NatsForTests,
    issuer: TestIssuer,
    tmp_path: Path,
    otlp_receiver: Collector,
) -> AsyncIterator[Client]:
    """A client of a toy service that exports to the collector."""
    await toy.create_tables(fresh_database)
    built = toy.build(
        fresh_database, fresh_nats.url, issuer.url, tmp_path, otlp_endpoint=otlp_receiver.endpoint
    )
    async with running(built.service) as address:
        client = signed_in(address, issuer, "p-1", "bodies/62528/elected")
        yield client
        await client.close()


async def write(client: Client, person: str, words: str) -> None:
    stub = PeopleServiceStub(client.channel)
    request = RegisterPersonRequest(request_id=str(uuid4()), person=person, display_name=words)
    await client.call(stub.RegisterPerson, request, metadata=(("traceparent", CALLER),))


async def test_one_trace_leads_from_the_caller_through_the_server_to_the_reader(
    watched: Client, otlp_receiver: Collector
) -> None:
    await write(watched, "n1", "bonjour")

    async def read() -> bool:
        return len(otlp_receiver.spans) >= 2

    await eventually(read, seconds=30)
    (server,) = [span for span in otlp_receiver.spans if span.kind == "SERVER"]
    (reader,) = [span for span in otlp_receiver.spans if span.kind == "CONSUMER"]
    assert (server.service, server.name) == ("toy", REGISTER)
    assert (reader.name, reader.attributes) == ("counter OperationDone", {"subject": "notes/n1"})
    assert {server.trace_id, reader.trace_id} == {"ab" * 16}
    assert server.parent_id == "cd" * 8
    assert reader.parent_id == server.span_id


async def test_spans_and_metrics_hold_no_word_of_a_message_and_no_name(
    watched: Client, otlp_receiver: Collector
) -> None:
    await write(watched, "n1", "un secret")

    async def read() -> bool:
        return len(otlp_receiver.spans) >= 2 and bool(otlp_receiver.series)

    await eventually(read, seconds=30)
    assert "secret" not in repr(otlp_receiver)


async def test_a_failure_is_told_by_its_reason_or_type_and_not_by_what_was_typed(
    watched: Client, otlp_receiver: Collector, capsys: pytest.CaptureFixture[str]
) -> None:
    stub = PeopleServiceStub(watched.channel)
    asked = RegisterPersonRequest(person="n1", display_name="forbidden word")
    await refusal(watched.call(stub.RegisterPerson, asked))
    await refusal(watched.call(stub.GetPeople, GetPeopleRequest()))

    async def failed() -> bool:
        statuses = {span.name.rpartition("/")[2]: span.status for span in otlp_receiver.spans}
        return statuses.get("RegisterPerson") == "WORD_FORBIDDEN" and "GetPeople" in statuses

    await eventually(failed, seconds=30)
    assert [span.events for span in otlp_receiver.spans if span.events] == []
    logged = capsys.readouterr().out
    assert "builtins.RuntimeError" in logged
    for words in ("forbidden word", "a secret in it"):
        assert words not in repr(otlp_receiver)
        # The line of the program that failed is no word of a person.
        assert words not in logged.replace(
            'raise RuntimeError(\\"a fault of the program with a secret in it', ""
        )


async def test_the_metrics_of_a_service_arrive(watched: Client, otlp_receiver: Collector) -> None:
    await write(watched, "good", "fine")
    await write(watched, "bad", "poison")
    await write(watched, "bad", "behind it")
    stub = PeopleServiceStub(watched.channel)
    await refusal(watched.call(stub.RegisterPerson, RegisterPersonRequest()))

    expected = [
        ("rpc.server.requests", {"rpc": REGISTER, "status": "OK"}, 3),
        ("rpc.server.requests", {"rpc": REGISTER, "status": "INVALID_ARGUMENT"}, 1),
        ("rpc.server.duration", {"rpc": REGISTER}, 4),
        ("relay.published", {}, 3),
        ("relay.lag", {"part": "relay"}, 0),
        ("reader.lag", {"part": "counter"}, 0),
        ("reader.parked", {}, 1),
        ("reader.dead", {"part": "readers"}, 1),
    ]

    async def arrived() -> bool:
        found = [
            (name, attributes, point.value)
            for name, attributes, _ in expected
            for point in otlp_receiver.points(name, **attributes)
        ]
        assert found == expected
        return True

    await eventually(arrived, 20)
