"""A NATS that demands certificates: services show theirs, and believe no impostor."""

from __future__ import annotations

import asyncio
import json
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from nats.aio.client import Client
from nats.errors import Error
from sqlalchemy import select

from archipel.projects.v1.people_pb2 import RegisterPersonRequest
from archipel.projects.v1.people_pb2_grpc import PeopleServiceStub
from chassis.broker import BrokerLost, session
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import Client as Caller
from chassis.testing.running import running
from chassis.testing.waiting import eventually
from chassis.transport import Certificates
from node import nats, processes
from tests.fixtures.certificates import DAY, Authority, settings_of
from tests.fixtures.servers import NatsForTests, short_folder
from tests.integration.chassis import toy

LOOPBACK = "127.0.0.1"


@contextmanager
def tls_nats(shown: Certificates) -> Iterator[str]:
    """The address of a nats-server that lets nobody in without a certificate of the same authority."""
    with short_folder("nats") as folder, (folder / "log").open("wb") as log:
        server = NatsForTests(folder / "nats", processes.free_port())
        configuration = {
            "listen": f"{LOOPBACK}:{server.port}",
            "jetstream": {"store_dir": str(folder / "streams")},
            "accounts": server.accounts(),
            "tls": {
                "cert_file": str(shown.certificate),
                "key_file": str(shown.key),
                "ca_file": str(shown.authority),
                "verify": True,
            },
        }
        file = folder / "nats.conf"
        file.write_text(json.dumps(configuration))
        server.process = processes.spawn([nats.program(), "-c", str(file)], output=log, folder=folder)
        assert processes.wait_until(server.answers, patience=15.0), (folder / "log").read_text()
        yield server.url.replace("nats://", "tls://", 1)
        server.stop()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
async def address(authority: Authority) -> AsyncIterator[str]:
    with tls_nats(authority.issue(LOOPBACK)) as url:
        yield url


async def test_events_travel_over_tls(
    address: str, authority: Authority, fresh_database: str, issuer: TestIssuer, tmp_path: Path
) -> None:
    await toy.create_tables(fresh_database)
    own = authority.issue("toy", LOOPBACK)
    built = toy.build(fresh_database, address, issuer.url, tmp_path, **settings_of(own))
    async with running(built.service) as place:
        token = issuer.token("p-1", "bodies/62528/elected")
        client = Caller(place, token, authority.issue("portal"))
        request = RegisterPersonRequest(request_id=str(uuid4()), person="n1", display_name="over TLS")
        await client.call(PeopleServiceStub(client.channel).RegisterPerson, request)

        async def read() -> bool:
            async with built.foundation.engine.connect() as connection:
                return list(await connection.scalars(select(toy.counts.c.text))) == ["over TLS"]

        await eventually(read)
        await client.close()


STRANGERS: dict[str, Callable[[Authority, Path], Certificates]] = {
    "of another authority": lambda mine, folder: Authority(folder).issue("toy", believes=mine),
    "expired": lambda mine, _: mine.issue("toy", begins=-3 * DAY),
    "not valid yet": lambda mine, _: mine.issue("toy", begins=DAY),
}


@pytest.mark.parametrize("which", STRANGERS)
async def test_a_password_is_not_enough_without_a_good_certificate(
    address: str, authority: Authority, which: str, tmp_path: Path
) -> None:
    certificates = STRANGERS[which](authority, tmp_path / "other")
    with pytest.raises(BrokerLost):
        await session(address, "stranger", certificates).__aenter__()


async def test_a_password_is_not_enough_without_any_certificate(address: str, authority: Authority) -> None:
    context = ssl.create_default_context(cafile=authority.file)
    client = Client()
    with pytest.raises((OSError, Error)):
        await client.connect(address, tls=context, allow_reconnect=False, error_cb=passed_over)
    await client.close()


async def passed_over(_: Exception) -> None:
    """The error is raised besides."""


IMPOSTORS: dict[str, Callable[[Authority, Path], Certificates]] = {
    "of another authority": lambda _, folder: Authority(folder).issue(LOOPBACK),
    "of another host": lambda mine, _: mine.issue("elsewhere.example.org"),
    "expired": lambda mine, _: mine.issue(LOOPBACK, begins=-3 * DAY),
}


@pytest.mark.parametrize("which", IMPOSTORS)
async def test_no_password_is_told_to_an_impostor(authority: Authority, which: str, tmp_path: Path) -> None:
    shown = IMPOSTORS[which](authority, tmp_path / "other")
    with tls_nats(shown) as url, pytest.raises(BrokerLost, match="certificate"):
        await session(url, "toy", authority.issue("toy")).__aenter__()


@pytest.mark.parametrize("with_own", [True, False])
async def test_who_says_that_it_knows_no_tls_learns_no_password(authority: Authority, with_own: bool) -> None:
    heard = bytearray()

    async def pretend(reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(b'INFO {"server_id": "x", "version": "2.15.1", "auth_required": true}\r\n')
        heard.extend(await reader.read(4096))
        writer.close()

    server = await asyncio.start_server(pretend, LOOPBACK, 0)
    url = f"tls://projects:secret@{LOOPBACK}:{server.sockets[0].getsockname()[1]}"
    with pytest.raises(BrokerLost, match="offers no TLS"):
        await session(url, "toy", authority.issue("toy") if with_own else None).__aenter__()
    server.close()
    assert bytes(heard) == b""
