"""What a measurement stands on: a real PostgreSQL and NATS of its own, a test issuer, real processes."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import grpc

from chassis.migrations import upgrade
from chassis.testing.issuer import TestIssuer, running_issuer
from node.nats import Nats
from node.postgres import SUPERUSER, Postgres
from node.probes import grpc_health
from node.processes import free_port
from services.projects.import_territories import import_folder

ROOT = Path(__file__).resolve().parent.parent
NODE = "bench"


@dataclass
class World:
    """The servers, and the processes started on them."""

    folder: Path
    postgres: Postgres
    nats: Nats
    issuer: TestIssuer
    log: IO[bytes]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def database(self, name: str) -> str:
        self.postgres.sql(f'CREATE DATABASE "{name}"')
        return self.postgres.url(name, user=SUPERUSER)

    def start(self, *arguments: str, **environment: str) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=self.log,
            stderr=self.log,
        )
        self.processes.append(process)

    def service(self, name: str) -> tuple[str, str]:
        """Migrate and start a service; its address and its database."""
        url = self.database(name)
        upgrade(ROOT / "services" / name / "migrations", url)
        if name == "projects":
            asyncio.run(import_folder(ROOT / "territories" / "artois", database_url=url, node=NODE))
        address = f"127.0.0.1:{free_port()}"
        self.start(
            f"services.{name}",
            ARCHIPEL_NODE=NODE,
            ARCHIPEL_DATABASE_URL=url,
            ARCHIPEL_NATS_URL=self.nats.url_of(name),
            ARCHIPEL_LISTEN=address,
            ARCHIPEL_ISSUER=self.issuer.url,
            ARCHIPEL_CHECKPOINT_DIR=str(self.folder / "checkpoints"),
            # One mayor does here in a second what people do in a month.
            ARCHIPEL_RATE_FACTOR="0",
        )
        asyncio.run(healthy(address))
        return address, url


async def healthy(address: str) -> None:
    deadline = time.monotonic() + 30
    while await grpc_health(address):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{address} did not become healthy")
        await asyncio.sleep(0.05)


async def listening(address: str) -> None:
    async with grpc.aio.insecure_channel(address) as channel:
        async with asyncio.timeout(30):
            await channel.channel_ready()


@contextmanager
def world() -> Iterator[World]:
    """Everything that was started ends with it. `fsync` is on: what is acknowledged is on the disk."""
    folder = Path(tempfile.mkdtemp(prefix="archipel-bench-"))
    folder.chmod(0o711)
    postgres = Postgres(
        folder / "postgres", settings={"track_commit_timestamp": "on", "max_connections": "200"}
    )
    nats = Nats(folder / "nats", free_port(), NODE)
    with (folder / "log").open("wb") as log, running_issuer() as issuer:
        made = World(folder, postgres, nats, issuer, log)
        try:
            postgres.start(log)
            nats.start(log)
            yield made
        finally:
            for process in made.processes:
                process.terminate()
            for process in made.processes:
                process.wait(timeout=20)
            nats.stop()
            postgres.stop()
    shutil.rmtree(folder, ignore_errors=True)
