"""The URL of the database says whether its server must show who it is: for the pool, and for the connections
that the relay and LISTEN have of their own.

The PostgreSQL of the wheel is built without TLS, so a small gate in front of it speaks TLS for it.
"""

from __future__ import annotations

import asyncio
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url, text

from chassis.database import connect, raw_dsn
from chassis.transport import Certificates
from tests.fixtures.certificates import DAY, Authority

ASKS_FOR_TLS = bytes.fromhex("0000000804d2162f")

Ask = Callable[[str], Awaitable[int]]


async def by_pool(url: str) -> int:
    engine = connect(url, 2)
    try:
        async with engine.connect() as connection:
            return int((await connection.execute(text("SELECT 7"))).scalar_one())
    finally:
        await engine.dispose()


async def alone(url: str) -> int:
    connection = await asyncpg.connect(raw_dsn(url), timeout=5)
    try:
        return int(await connection.fetchval("SELECT 7"))
    finally:
        await connection.close()


async def carry(source: StreamReader, target: StreamWriter) -> None:
    with suppress(ConnectionError, ssl.SSLError):
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    target.close()


@asynccontextmanager
async def gate(database_url: str, shown: Certificates | None) -> AsyncIterator[str]:
    """The address of the database behind a gate that shows a certificate, or that knows no TLS."""
    address = make_url(database_url)
    socket = str(Path(str(address.query["host"])) / ".s.PGSQL.5432")

    async def enter(reader: StreamReader, writer: StreamWriter) -> None:
        if await reader.readexactly(8) != ASKS_FOR_TLS or shown is None:
            writer.write(b"N")
            writer.close()
            return
        writer.write(b"S")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(shown.certificate, shown.key)
        with suppress(ConnectionError, ssl.SSLError):
            await writer.start_tls(context)
            inner_reader, inner_writer = await asyncio.open_unix_connection(socket)
            await asyncio.gather(carry(reader, inner_writer), carry(inner_reader, writer))

    server = await asyncio.start_server(enter, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        gated = address.set(host="127.0.0.1", port=port, query={"ssl": "verify-full"})
        yield gated.render_as_string(hide_password=False)
    finally:
        server.close()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The one that clients of PostgreSQL are told to believe."""
    made = Authority(tmp_path / "authority")
    monkeypatch.setenv("PGSSLROOTCERT", str(made.file))
    return made


@pytest.mark.parametrize("ask", [by_pool, alone])
async def test_a_database_that_shows_who_it_is_is_used(
    fresh_database: str, authority: Authority, ask: Ask
) -> None:
    async with gate(fresh_database, authority.issue("127.0.0.1")) as url:
        assert await ask(url) == 7


IMPOSTORS: dict[str, Callable[[Authority, Path], Certificates | None]] = {
    "without TLS": lambda *_: None,
    "of another authority": lambda _, folder: Authority(folder).issue("127.0.0.1"),
    "of another host": lambda mine, _: mine.issue("elsewhere.example.org"),
    "expired": lambda mine, _: mine.issue("127.0.0.1", begins=-3 * DAY),
}


@pytest.mark.parametrize("ask", [by_pool, alone])
@pytest.mark.parametrize("which", IMPOSTORS)
async def test_a_database_that_does_not_is_left_alone(
    fresh_database: str, authority: Authority, tmp_path: Path, ask: Ask, which: str
) -> None:
    async with gate(fresh_database, IMPOSTORS[which](authority, tmp_path / "other")) as url:
        with pytest.raises((OSError, asyncpg.PostgresError)):
            await ask(url)


def test_the_same_place_is_found_on_a_socket_and_with_any_password() -> None:
    url = "postgresql+asyncpg://me:a%40b%2Fc@/base?host=%2Ftmp%2Fplace"
    assert raw_dsn(url) == "postgresql://me:a%40b%2Fc@/base?host=%2Ftmp%2Fplace"
    assert raw_dsn("postgresql+asyncpg://me@db:5433/base?ssl=verify-full") == (
        "postgresql://me@db:5433/base?sslmode=verify-full"
    )
