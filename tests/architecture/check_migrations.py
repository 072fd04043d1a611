"""The tables in the code and those that the migrations make are the same, on a PostgreSQL of its own."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic.util import CommandError

from chassis import migrations
from node.migrate import migrations as folder_of
from node.parts import SERVICES
from node.postgres import SUPERUSER, Postgres


def difference(service: str, database_url: str) -> str:
    """What the migrations of a service leave out; empty when nothing. The database is an empty one."""
    folder = folder_of(service)
    migrations.upgrade(folder, database_url)
    try:
        migrations.check(folder, database_url)
    except CommandError as error:
        return f"services/{service}/migrations: {error}"
    return ""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="archipel-check-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = Postgres(folder / "postgres", settings={"fsync": "off"})
        with (folder / "log").open("wb") as log:
            server.start(log)
        try:
            faults = []
            for service in SERVICES:
                server.sql(f'CREATE DATABASE "check_{service}"')
                faults.append(difference(service, server.url(f"check_{service}", user=SUPERUSER)))
        finally:
            server.stop()
    sys.stdout.write("".join(f"{fault}\n" for fault in faults if fault))
    return int(any(faults))


if __name__ == "__main__":
    sys.exit(main())
