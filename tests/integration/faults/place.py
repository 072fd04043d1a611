"""What a fault test stands on and may kill: a PostgreSQL and a nats-server of its own, a test issuer, and
services as processes, each started again whenever it dies, as a supervisor does.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.database import connect
from chassis.migrations import upgrade
from chassis.testing.issuer import TestIssuer
from chassis.testing.waiting import eventually
from node import processes
from node.nats import Nats
from node.postgres import SUPERUSER, Postgres
from node.probes import grpc_health
from services.projects.import_territories import import_folder
from tests.fixtures.servers import short_folder

ROOT = Path(__file__).resolve().parents[3]
NODE = "faults"
READY_SECONDS = 60.0


@dataclass
class Part:
    """One process that is kept alive."""

    name: str
    launch: Callable[[IO[bytes]], subprocess.Popen[bytes]]
    answers: Callable[[], Awaitable[bool]]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    killed: set[int] = field(default_factory=set)
    deaths: list[int] = field(default_factory=list)
    """Exit codes of processes that nobody killed."""
    when_down: Callable[[], None] | None = None
    """Done once, after the next death and before the new start."""

    async def keep_alive(self) -> None:
        with self.log.open("ab") as output:
            while True:
                process = self.process = self.launch(output)
                await processes.ended(process)
                if process.pid not in self.killed:
                    self.deaths.append(process.returncode)
                if self.when_down:
                    self.when_down()
                    self.when_down = None

    async def ready(self) -> None:
        """Return when it answers; fail after a minute."""
        await eventually(self.answers, READY_SECONDS)

    async def kill(self) -> None:
        """SIGKILL to the process that runs now, or to the next one if none does."""

        async def living() -> bool:
            return self.process is not None and self.process.poll() is None

        await eventually(living)
        process = self.process
        assert process is not None
        self.killed.add(process.pid)
        process.kill()


@dataclass
class Place:
    """The parts, by name ("postgres", "nats" and the services), and what they stand on."""

    folder: Path
    logs: Path
    postgres: Postgres
    nats: Nats
    issuer: TestIssuer
    environment: dict[str, str]
    """Settings of the services, read at each start."""
    parts: dict[str, Part] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    engines: dict[str, AsyncEngine] = field(default_factory=dict)
    keepers: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def checkpoints(self) -> Path:
        return self.folder / "checkpoints"

    async def begin(self, services: Sequence[str]) -> None:
        await self._keep(self._postgres_part())
        await self._keep(self._nats_part())
        for name in services:
            await self._prepare(name)
        for name in services:
            self._keep_alive(self._service_part(name))
        await self.all_ready()

    async def all_ready(self) -> None:
        for part in self.parts.values():
            await part.ready()

    async def end(self) -> None:
        """Stop in the order of a supervisor: services, NATS, PostgreSQL."""
        for keeper in self.keepers:
            keeper.cancel()
        await asyncio.gather(*self.keepers, return_exceptions=True)
        for engine in self.engines.values():
            await engine.dispose()
        running = {name: part.process for name, part in self.parts.items() if part.process}
        for name in self.addresses:
            if name in running:
                running[name].send_signal(signal.SIGTERM)
        for name in (*self.addresses, "nats", "postgres"):
            if name in running:
                number = signal.SIGINT if name == "postgres" else signal.SIGTERM
                processes.stop(running[name], number, patience=20.0)

    async def _keep(self, part: Part) -> None:
        self._keep_alive(part)
        await part.ready()

    def _keep_alive(self, part: Part) -> None:
        self.parts[part.name] = part
        self.keepers.append(asyncio.create_task(part.keep_alive()))

    async def _prepare(self, name: str) -> None:
        self.postgres.sql(f'CREATE DATABASE "{name}"')
        url = self.postgres.url(name, user=SUPERUSER)
        upgrade(ROOT / "services" / name / "migrations", url)
        if name == "projects":
            await import_folder(ROOT / "territories" / "artois", database_url=url, node=NODE)
        self.engines[name] = connect(url, 2)
        self.addresses[name] = f"127.0.0.1:{processes.free_port()}"

    def _postgres_part(self) -> Part:
        async def answers() -> bool:
            return await asyncio.to_thread(self.postgres.answers)

        return Part("postgres", self.postgres.launch, answers, self.logs / "postgres.log")

    def _nats_part(self) -> Part:
        async def answers() -> bool:
            return await asyncio.to_thread(self.nats.answers)

        return Part("nats", self.nats.launch, answers, self.logs / "nats.log")

    def _service_part(self, name: str) -> Part:
        address = self.addresses[name]

        def launch(output: IO[bytes]) -> subprocess.Popen[bytes]:
            settings = {
                "ARCHIPEL_NODE": NODE,
                "ARCHIPEL_DATABASE_URL": self.postgres.url(name, user=SUPERUSER),
                "ARCHIPEL_NATS_URL": self.nats.url_of(name),
                "ARCHIPEL_LISTEN": address,
                "ARCHIPEL_ISSUER": self.issuer.url,
                "ARCHIPEL_CHECKPOINT_DIR": str(self.checkpoints),
                "ARCHIPEL_CHECKPOINT_SECONDS": "0.5",
                # A few people do here in a minute what a territory does in a month.
                "ARCHIPEL_RATE_FACTOR": "0",
                **self.environment,
            }
            return processes.spawn(
                [sys.executable, "-m", f"services.{name}"],
                environment=os.environ | settings,
                output=output,
                folder=ROOT,
            )

        async def answers() -> bool:
            return not await grpc_health(address)

        return Part(name, launch, answers, self.logs / f"{name}.log")


@asynccontextmanager
async def running_place(
    services: Sequence[str], issuer: TestIssuer, logs: Path, **environment: str
) -> AsyncIterator[Place]:
    """Start everything, and end it. PostgreSQL's `fsync` is on: what is acknowledged is on the disk."""
    with short_folder("faults") as folder:
        # After a crash PostgreSQL syncs its thousands of files one by one unless told that one call will do.
        postgres = Postgres(folder / "postgres", settings={"recovery_init_sync_method": "syncfs"})
        nats = Nats(folder / "nats", processes.free_port(), NODE)
        place = Place(folder, logs, postgres, nats, issuer, environment)
        try:
            await place.begin(services)
            yield place
        finally:
            await place.end()
