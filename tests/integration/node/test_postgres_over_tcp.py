"""Where a part of the node knows no socket, PostgreSQL listens on loopback and asks for a password."""

from __future__ import annotations

from collections.abc import Iterator

import asyncpg
import psutil
import pytest

from node.postgres import SUPERUSER, Postgres
from node.processes import free_port
from tests.fixtures.servers import short_folder

PASSWORD = "a-password-of-the-node"


@pytest.fixture(scope="module")
def listening() -> Iterator[Postgres]:
    with short_folder("tcp") as folder:
        server = Postgres(folder / "postgres", settings={"fsync": "off"}, port=free_port())
        server.prepare()
        # What an older node, or a careless hand, left in the cluster must count for nothing.
        (server.cluster / "pg_hba.conf").write_text("local all all trust\nhost all all all trust\n")
        server.start()
        server.ensure_databases(["keycloak", "projects"])
        server.set_password("keycloak", PASSWORD)
        yield server
        server.stop()


async def comes_in(server: Postgres, user: str, database: str, password: str | None) -> bool:
    try:
        connection = await asyncpg.connect(
            host="127.0.0.1", port=server.port, user=user, database=database, password=password
        )
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidPasswordError):
        return False
    await connection.close()
    return True


async def test_a_role_comes_in_with_its_password_to_its_own_database(listening: Postgres) -> None:
    assert await comes_in(listening, "keycloak", "keycloak", PASSWORD)


@pytest.mark.parametrize(
    ("user", "database", "password"),
    [
        ("keycloak", "keycloak", None),
        ("keycloak", "keycloak", "another-password"),
        ("keycloak", "projects", PASSWORD),
        ("projects", "projects", None),
        ("projects", "projects", PASSWORD),
        (SUPERUSER, "postgres", None),
        (SUPERUSER, "postgres", PASSWORD),
    ],
)
async def test_nobody_else_comes_in_over_the_network(
    listening: Postgres, user: str, database: str, password: str | None
) -> None:
    assert not await comes_in(listening, user, database, password)


def test_passwords_are_kept_as_scram_and_no_network_line_trusts(listening: Postgres) -> None:
    kept = listening.sql("SELECT rolpassword FROM pg_authid WHERE rolname = 'keycloak'")
    assert kept.startswith("SCRAM-SHA-256$")
    rules = listening.sql("SELECT auth_method FROM pg_hba_file_rules WHERE type <> 'local'")
    assert rules.splitlines() == ["scram-sha-256", "reject"]


def test_it_listens_on_loopback_alone_and_without_a_port_on_nothing(listening: Postgres) -> None:
    assert listens(listening) == {("127.0.0.1", listening.port)}
    with short_folder("quiet") as folder:
        quiet = Postgres(folder / "postgres", settings={"fsync": "off"})
        quiet.start()
        assert listens(quiet) == set()
        quiet.stop()


def listens(server: Postgres) -> set[tuple[str, int]]:
    assert server.process is not None
    connections = psutil.Process(server.process.pid).net_connections("inet")
    return {(one.laddr.ip, one.laddr.port) for one in connections if one.status == psutil.CONN_LISTEN}


async def test_the_socket_goes_on_serving_the_node_itself(listening: Postgres) -> None:
    dsn = listening.url("projects").replace("postgresql+asyncpg", "postgresql")
    connection = await asyncpg.connect(dsn)
    assert await connection.fetchval("SELECT current_user") == "projects"
    await connection.close()
