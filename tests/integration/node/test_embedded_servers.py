"""The embedded PostgreSQL and NATS survive what a real machine does to them."""

import os
import socket
import stat
import subprocess

import asyncpg
import nats
import psutil
import pytest

from node.errors import NodeError
from node.postgres import Postgres
from node.postgres_programs import copied, installation
from tests.fixtures.servers import MakeDatabase, NatsForTests, short_folder


async def connect(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(url.replace("postgresql+asyncpg://", "postgresql://"))


async def test_a_fresh_database_is_empty_and_takes_tables(fresh_database: str) -> None:
    connection = await connect(fresh_database)
    await connection.execute("CREATE TABLE note (text text)")
    assert await connection.fetchval("SELECT count(*) FROM note") == 0
    await connection.close()


async def test_two_databases_know_nothing_of_each_other(
    fresh_database: str, make_database: MakeDatabase
) -> None:
    first, second = await connect(fresh_database), await connect(make_database())
    await first.execute("CREATE TABLE only_here (text text)")
    with pytest.raises(asyncpg.UndefinedTableError):
        await second.execute("SELECT * FROM only_here")
    await first.close()
    await second.close()


def test_a_killed_postgres_comes_back_with_what_was_committed() -> None:
    with short_folder("pgkill") as folder:
        server = Postgres(folder / "postgres")
        server.start()
        server.sql("CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)")
        server.kill()
        assert (server.cluster / "postmaster.pid").exists()
        server.start()
        assert server.sql("SELECT n FROM kept") == "7"
        server.stop()


def test_a_pid_file_that_names_a_stranger_does_not_stop_postgres() -> None:
    with short_folder("pgpid") as folder:
        server = Postgres(folder / "postgres")
        server.prepare()
        lock = server.cluster / "postmaster.pid"
        lock.write_text(f"{os.getpid()}\n{server.cluster}\n0\n5432\n")
        server.start()
        assert server.sql("SELECT 1") == "1"
        server.stop()


def test_postgres_listens_on_no_port_and_its_socket_is_closed_to_others(postgres_server: Postgres) -> None:
    assert postgres_server.process is not None
    served = psutil.Process(postgres_server.process.pid)
    assert [c for c in served.net_connections("inet") if c.status == psutil.CONN_LISTEN] == []
    assert stat.S_IMODE(postgres_server.socket_folder.stat().st_mode) == 0o700
    assert served.uids().effective != 0


def test_a_long_data_path_still_gets_a_short_socket() -> None:
    with short_folder("pglong") as folder:
        server = Postgres(folder / ("x" * 120) / "postgres")
        (folder / ("x" * 120)).mkdir(mode=0o711)
        server.start()
        assert len(str(server.socket_folder)) < 90
        server.stop()
        server.socket_folder.rmdir()


def test_each_role_enters_its_own_database_only(postgres_server: Postgres) -> None:
    postgres_server.ensure_databases(["demo_a", "demo_b"])
    postgres_server.ensure_databases(["demo_a", "demo_b"])
    assert postgres_server.sql("SELECT has_database_privilege('demo_a', 'demo_a', 'connect')") == "t"
    assert postgres_server.sql("SELECT has_database_privilege('demo_a', 'demo_b', 'connect')") == "f"


def test_refused_sql_says_what_the_server_said(postgres_server: Postgres) -> None:
    with pytest.raises(NodeError, match="nowhere"):
        postgres_server.sql("SELECT * FROM nowhere")


def test_the_log_of_postgres_repeats_no_value_of_a_refused_statement() -> None:
    with short_folder("pglog") as folder, (folder / "log").open("wb") as log:
        server = Postgres(folder / "postgres")
        server.start(log)
        server.sql("CREATE TABLE people (name text PRIMARY KEY CHECK (name <> 'Claire'))")
        server.sql("INSERT INTO people VALUES ('Delattre')")
        for refused in (
            "INSERT INTO people VALUES ('Delattre')",
            "INSERT INTO people VALUES ('Claire')",
            "SELECT 'Delattre'::uuid",
            "DO $$ BEGIN RAISE WARNING 'Delattre'; RAISE EXCEPTION 'Claire'; END $$",
        ):
            with pytest.raises(NodeError):
                server.sql(refused)
        server.stop()
        written = (folder / "log").read_text()
    assert "database system is ready" in written
    assert "Delattre" not in written
    assert "Claire" not in written


async def test_jetstream_keeps_its_messages_over_a_kill(fresh_nats: NatsForTests) -> None:
    client = await nats.connect(fresh_nats.url)
    stream = client.jetstream()
    await stream.add_stream(name="notes", subjects=["notes.>"])
    await stream.publish("notes.one", b"kept")
    await client.close()
    fresh_nats.kill()
    fresh_nats.start()
    client = await nats.connect(fresh_nats.url)
    info = await client.jetstream().stream_info("notes")
    assert info.state.messages == 1
    await client.close()


def test_nats_refuses_who_does_not_know_the_password(nats_server: NatsForTests) -> None:
    with socket.create_connection(("127.0.0.1", nats_server.port), timeout=5) as connection:
        connection.sendall(b"CONNECT {}\r\nPING\r\n")
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert b"Authorization Violation" in answer
    secret = [nats_server.home / "nats.conf", *(nats_server.home / "passwords").iterdir()]
    assert {stat.S_IMODE(file.stat().st_mode) for file in secret} == {0o600}


def test_copied_programs_run_without_the_environment_that_they_came_from() -> None:
    """As for root, when the virtual environment lies under a private home."""
    with short_folder("pgcopy") as folder:
        server = Postgres(folder / "postgres")
        server.prepare()
        copy = copied(installation(), server.home)
        assert copied(installation(), server.home) == copy, "it is copied once"
        assert str(folder) in str(copy)
        for name in ("initdb", "postgres", "psql"):
            linked = subprocess.run(
                ["ldd", copy / "bin" / name], capture_output=True, text=True, check=True
            ).stdout
            assert "not found" not in linked
            assert str(installation().parent) not in linked
