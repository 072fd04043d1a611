"""Brings the databases of the services to their newest schema: only those that are behind, all in one
process (`python -m node.migrate service=url …`), because loading Alembic costs more than its work.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from node import processes
from node.errors import NodeError
from node.logs import Logs
from node.postgres import Postgres
from node.settings import ROOT

REVISION = re.compile(r"^(revision|down_revision)\b[^=]*=\s*[\"']([^\"']+)[\"']", re.MULTILINE)


def migrations(service: str) -> Path:
    return ROOT / "services" / service / "migrations"


def head(service: str) -> str:
    """The newest revision of a service, read from its files without importing them."""
    revisions: set[str] = set()
    replaced: set[str] = set()
    for file in (migrations(service) / "versions").glob("*.py"):
        for kind, name in REVISION.findall(file.read_text()):
            (revisions if kind == "revision" else replaced).add(name)
    newest = revisions - replaced
    if len(newest) != 1:
        raise NodeError(
            "MIGRATIONS_UNCLEAR",
            f"Le service {service} a {len(newest)} dernières révisions de sa base au lieu d’une.",
        )
    return newest.pop()


def stored(postgres: Postgres, service: str) -> str:
    """The revision of a database; empty for a new one."""
    there = postgres.sql("SELECT to_regclass('alembic_version')", database=service)
    return postgres.sql("SELECT version_num FROM alembic_version", database=service) if there else ""


def behind(postgres: Postgres, services: Sequence[str]) -> list[str]:
    return [name for name in services if stored(postgres, name) != head(name)]


async def migrate(postgres: Postgres, services: Sequence[str], logs: Logs) -> list[str]:
    """Migrate what is behind; its names. Raises NodeError with the last words of what failed."""
    late = await asyncio.to_thread(behind, postgres, services)
    if not late:
        return late
    with logs.open("migrations") as log:
        process = processes.spawn(
            [sys.executable, "-m", "node.migrate", *(f"{name}={postgres.url(name)}" for name in late)],
            output=log,
            folder=ROOT,
        )
    await processes.ended(process)
    if process.returncode != 0:
        words = logs.tail("migrations", 1) or ["aucun message"]
        raise NodeError(
            "MIGRATION_FAILED",
            f"Une base n’a pas pu être mise à jour ({words[0]}). Tout est dans {logs.path('migrations')}.",
        )
    return late


def main(arguments: list[str]) -> None:
    from chassis.migrations import upgrade

    for argument in arguments:
        service, _, url = argument.partition("=")
        upgrade(migrations(service), url)


if __name__ == "__main__":
    main(sys.argv[1:])
