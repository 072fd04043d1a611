"""With certificates, a service lets in only programs that it knows, and its callers only believe it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import pytest
from cryptography import x509
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_status import rpc_status
from pydantic import ValidationError
from sqlalchemy import func, select
from structlog.testing import capture_logs

from archipel.journal.v1.journal_pb2 import Envelope, SecurityIncident
from archipel.projects.v1.people_pb2 import RegisterPersonRequest
from archipel.projects.v1.people_pb2_grpc import PeopleServiceStub
from chassis.settings import TlsSettings
from chassis.tables import journal
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import CallRefused, Client, refusal, running
from chassis.testing.waiting import eventually
from chassis.transport import BadCertificates, Certificates, open_channel
from tests.fixtures.certificates import DAY, Authority, settings_of
from tests.fixtures.servers import NatsForTests
from tests.integration.chassis import toy

LOOPBACK = "127.0.0.1"


@dataclass
class Guarded:
    """A toy service behind mutual TLS, which portal and archipel may call."""

    address: str
    toy: toy.Toy
    own: Certificates
    authority: Authority
    issuer: TestIssuer

    def client(self, certificates: Certificates | None) -> Client:
        token = self.issuer.token("p-1", "bodies/62528/elected")
        return Client(self.address, token, certificates)

    async def write(self, client: Client) -> Any:
        request = RegisterPersonRequest(request_id=str(uuid4()), person="n1", display_name="text")
        return await client.call(PeopleServiceStub(client.channel).RegisterPerson, request, timeout=5)

    async def refused(self, certificates: Certificates | None) -> CallRefused:
        client = self.client(certificates)
        try:
            return await refusal(self.write(client))
        finally:
            await client.close()

    async def written(self) -> int:
        async with self.toy.foundation.engine.connect() as connection:
            return int(await connection.scalar(select(func.count()).select_from(toy.notes)) or 0)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
async def guarded(
    fresh_database: str, nats_server: NatsForTests, issuer: TestIssuer, authority: Authority, tmp_path: Path
) -> AsyncIterator[Guarded]:
    await toy.create_tables(fresh_database)
    own = authority.issue("toy", LOOPBACK, into="toy")
    built = toy.build(
        fresh_database, nats_server.url, issuer.url, tmp_path, **settings_of(own),
        tls_peers="portal, archipel", health_listen=f"{LOOPBACK}:0",
    )  # fmt: skip
    async with running(built.service) as address:
        yield Guarded(address, built, own, authority, issuer)


@pytest.mark.parametrize("name", ["portal", "archipel"])
async def test_who_may_call_is_let_in(guarded: Guarded, name: str) -> None:
    client = guarded.client(guarded.authority.issue("something.else", name))
    assert (await guarded.write(client)).display_name == "text"
    await client.close()


STRANGERS: dict[str, Callable[[Authority, Path], Certificates | None]] = {
    "without TLS": lambda *_: None,
    "of another authority": lambda mine, folder: Authority(folder).issue("portal", believes=mine),
    "expired": lambda mine, _: mine.issue("portal", begins=-3 * DAY, lasts=2 * DAY),
    "not valid yet": lambda mine, _: mine.issue("portal", begins=DAY),
    "expired a minute ago": lambda mine, _: mine.issue("portal", lasts=DAY - timedelta(minutes=1)),
}


@pytest.mark.parametrize("which", STRANGERS)
async def test_a_stranger_is_refused_at_the_door(guarded: Guarded, which: str, tmp_path: Path) -> None:
    refused = await guarded.refused(STRANGERS[which](guarded.authority, tmp_path / "other"))
    assert refused.code is grpc.StatusCode.UNAVAILABLE
    assert await guarded.written() == 0


async def test_tls_without_a_certificate_of_the_caller_is_refused_at_the_door(guarded: Guarded) -> None:
    credentials = grpc.ssl_channel_credentials(guarded.authority.file.read_bytes())
    async with grpc.aio.secure_channel(guarded.address, credentials) as channel:
        for ask in (
            health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=5),
            PeopleServiceStub(channel).RegisterPerson(RegisterPersonRequest(), timeout=5),
        ):
            with pytest.raises(grpc.aio.AioRpcError) as told:
                await ask
            assert told.value.code() is grpc.StatusCode.UNAVAILABLE
    assert await guarded.written() == 0


NAMES: dict[str, Callable[[Authority], Certificates]] = {
    "another service": lambda mine: mine.issue("labels"),
    "the service itself": lambda mine: mine.issue("toy"),
    "a longer name": lambda mine: mine.issue("portal.example.org", "portals", "-portal"),
    "a wildcard": lambda mine: mine.issue("*", "*.portal"),
    "the name where names of people stand": lambda mine: mine.issue("labels", common="portal"),
    "no name at all": lambda mine: mine.issue(common="portal"),
    "two names in one": lambda mine: mine.issue("labels,portal"),
}


@pytest.mark.parametrize("which", NAMES)
async def test_a_good_certificate_of_another_program_is_refused_and_noted(
    guarded: Guarded, which: str
) -> None:
    refused = await guarded.refused(NAMES[which](guarded.authority))
    assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "PEER_NOT_ALLOWED")
    assert await guarded.written() == 0
    incident = await eventually(lambda: the_incident(guarded))
    assert (incident.reason, incident.place) == ("PEER_NOT_ALLOWED", f"/{toy.SERVICE}/RegisterPerson")


async def the_incident(guarded: Guarded) -> SecurityIncident | None:
    """The only event in the journal."""
    async with guarded.toy.foundation.engine.connect() as connection:
        row = (await connection.execute(select(journal.c.envelope))).one_or_none()
    return SecurityIncident.FromString(Envelope.FromString(row.envelope).data) if row else None


async def test_health_and_reflection_answer_nobody_else_either(guarded: Guarded) -> None:
    check, listed = health_pb2.HealthCheckRequest(), reflection_pb2.ServerReflectionRequest(list_services="")

    async def first(stream: Any) -> Any:
        return await stream.read()

    def asked(channel: grpc.aio.Channel) -> list[tuple[Any, Any]]:
        health = health_pb2_grpc.HealthStub(channel)
        mirror = reflection_pb2_grpc.ServerReflectionStub(channel)
        checked, watched = health.Check(check, timeout=5), health.Watch(check, timeout=5)
        mirrored = mirror.ServerReflectionInfo(iter([listed]), timeout=5)
        return [(checked, checked), (watched, first(watched)), (mirrored, first(mirrored))]

    async with open_channel(guarded.address, guarded.authority.issue("labels")) as channel:
        for call, answer in asked(channel):
            with pytest.raises(grpc.aio.AioRpcError):
                await answer
            status = await rpc_status.aio.from_call(call)
            info = error_details_pb2.ErrorInfo()
            assert status.details[0].Unpack(info)
            assert (await call.code(), info.reason, info.metadata["peer"]) == (
                grpc.StatusCode.PERMISSION_DENIED, "PEER_NOT_ALLOWED", "labels",
            )  # fmt: skip
    async with open_channel(guarded.address, guarded.authority.issue("portal")) as channel:

        async def answered() -> bool:
            *healthy, mirrored = [await answer for _, answer in asked(channel)]
            assert toy.SERVICE in [one.name for one in mirrored.list_services_response.service]
            return {answer.status for answer in healthy} == {health_pb2.HealthCheckResponse.SERVING}

        await eventually(answered)


async def test_a_probe_without_certificates_learns_of_health_and_of_nothing_else(guarded: Guarded) -> None:
    address = f"{LOOPBACK}:{guarded.toy.service.server.health_port}"
    async with grpc.aio.insecure_channel(address) as channel:
        check = health_pb2_grpc.HealthStub(channel).Check

        async def serving() -> bool:
            answer = await check(health_pb2.HealthCheckRequest(), timeout=5)
            return answer.status == health_pb2.HealthCheckResponse.SERVING

        await eventually(serving)
        with pytest.raises(grpc.aio.AioRpcError) as told:
            await PeopleServiceStub(channel).RegisterPerson(RegisterPersonRequest(), timeout=5)
    assert told.value.code() is grpc.StatusCode.UNIMPLEMENTED


IMPOSTORS: dict[str, Callable[[Authority, Path], Certificates]] = {
    "of another authority": lambda mine, folder: Authority(folder).issue(LOOPBACK, believes=mine),
    "of another host": lambda mine, _: mine.issue("elsewhere.example.org"),
    "expired": lambda mine, _: mine.issue(LOOPBACK, begins=-3 * DAY, lasts=2 * DAY),
}


@pytest.mark.parametrize("which", IMPOSTORS)
async def test_a_caller_believes_no_impostor(authority: Authority, which: str, tmp_path: Path) -> None:
    server = grpc.aio.server()
    health_pb2_grpc.add_HealthServicer_to_server(health_pb2_grpc.HealthServicer(), server)
    shown = IMPOSTORS[which](authority, tmp_path / "other")
    port = server.add_secure_port(f"{LOOPBACK}:0", shown.server())
    await server.start()
    async with open_channel(f"{LOOPBACK}:{port}", authority.issue("portal")) as channel:
        with pytest.raises(grpc.aio.AioRpcError) as told:
            await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=5)
    await server.stop(None)
    assert told.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_renewed_certificates_are_shown_without_a_restart_and_half_written_ones_are_not(
    guarded: Guarded,
) -> None:
    first = await shown_by(guarded)
    key = guarded.own.key.read_bytes()
    with capture_logs() as lines:
        for unfit in (b"half a k", guarded.authority.issue("toy").key.read_bytes()):
            guarded.own.key.write_bytes(unfit)
            assert await shown_by(guarded) == first
        guarded.own.key.write_bytes(key)
        guarded.authority.issue("toy", LOOPBACK, into="toy")
        renewed = await shown_by(guarded)
    assert renewed != first
    told = [line["event"] for line in lines if "certificates" in line["event"]]
    assert told == ["the certificates cannot be renewed"] * 2 + ["the certificates were renewed"]
    client = guarded.client(guarded.authority.issue("portal"))
    assert (await guarded.write(client)).display_name == "text"
    await client.close()


async def shown_by(guarded: Guarded) -> int:
    """Serial number of the certificate that a new connection is shown."""
    context = guarded.authority.issue("portal").context()
    host, _, port = guarded.address.partition(":")

    def ask() -> bytes:
        with (
            socket.create_connection((host, int(port)), timeout=5) as plain,
            context.wrap_socket(plain, server_hostname=host) as secure,
        ):
            return secure.getpeercert(binary_form=True) or b""

    return x509.load_der_x509_certificate(await asyncio.to_thread(ask)).serial_number


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (("tls_certificate",), "tls_ca, tls_key"),
        (("tls_certificate", "tls_key"), "tls_ca"),
        (("tls_ca",), "tls_certificate, tls_key"),
    ],
)
def test_three_files_or_none(authority: Authority, given: tuple[str, ...], missing: str) -> None:
    whole = settings_of(authority.issue("toy"))
    assert Certificates.of(TlsSettings()) is None
    with pytest.raises(ValidationError, match=f"{missing} missing"):
        TlsSettings.model_validate({name: whole[name] for name in given})


def test_files_that_do_not_belong_together_are_named_at_the_start(authority: Authority) -> None:
    whole = settings_of(authority.issue("toy")) | {"tls_key": str(authority.issue("other").key)}
    with pytest.raises(BadCertificates, match=whole["tls_key"]):
        Certificates.of(TlsSettings.model_validate(whole))
    with pytest.raises(ValidationError, match="does not point to a file"):
        TlsSettings.model_validate(whole | {"tls_ca": "/nowhere/ca.crt"})
