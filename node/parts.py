"""The parts of a node: how each is started, how one sees that it is well, what it waits for."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import IO

from node import migrate, probes, processes
from node.canaille.settings import PORTAL_CLIENT
from node.errors import NodeError
from node.keycloak.process import ADMIN_CLIENT, Keycloak
from node.layout import Layout
from node.logs import Logs
from node.nats import Nats
from node.postgres import Postgres
from node.secrets import Secrets
from node.settings import ROOT, Identity, NodeSettings

SERVICES = ("projects", "labels", "engineering", "funding", "portal")
PREFIX = "ARCHIPEL_"
"""Of every variable of the environment that a service reads."""

TERRITORY = ROOT / "territories" / "artois"
"""The reference territory, whose bodies are groups in Keycloak."""

Say = Callable[[str], None]

STREAM_BYTES = 1024**3
"""Largest size of one service's stream on one small machine (the journals keep everything anyway)."""


@dataclass(frozen=True)
class Part:
    """One process of the node."""

    name: str
    title: str
    launch: Callable[[IO[bytes]], subprocess.Popen[bytes]]
    trouble: Callable[[], Awaitable[str]]
    """Why it is not well; an empty text when it is."""
    needs: tuple[str, ...] = ()
    """Parts (or "databases", which is their preparation) that must be ready before the first start."""
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 12.0
    """Seconds that it gets to stop by itself."""
    start_seconds: float = 90.0
    """A part that is not well after that time stops the start of the node."""


@dataclass(frozen=True)
class Node:
    """Everything that follows from the settings and the data folder."""

    settings: NodeSettings
    layout: Layout
    demo: bool = False

    @property
    def postgres(self) -> Postgres:
        return Postgres(self.layout.postgres, port=self.settings.ports.get("postgres"))

    @property
    def nats(self) -> Nats:
        return Nats(self.layout.nats, self.settings.nats_port, self.settings.node)

    @property
    def keycloak(self) -> Keycloak | None:
        """The node's Keycloak, where it has one."""
        if self.settings.identity is not Identity.KEYCLOAK:
            return None
        return Keycloak(self.layout.keycloak, self.settings.keycloak_port, self.postgres, self.secrets)

    @property
    def secrets(self) -> Secrets:
        return Secrets(self.layout.secrets)

    def parts(self) -> list[Part]:
        """In the order in which a reader wants to see them."""
        postgres, nats = self.postgres, self.nats
        return [
            Part(
                "postgres", "PostgreSQL", postgres.launch, database_trouble(postgres),
                stop_signal=signal.SIGINT, patience=20.0,
            ),
            Part("nats", "NATS", nats.launch, broker_trouble(nats)),
            self.provider(),
            *(self.service(name) for name in SERVICES),
        ]  # fmt: skip

    def provider(self) -> Part:
        """The identity provider."""
        settings, keycloak = self.settings, self.keycloak
        if keycloak is not None:
            return Part(
                "keycloak", "Keycloak (connexion)", keycloak.launch,
                lambda: probes.http(settings.keycloak_port, "/realms/master"),
                needs=("databases",), patience=20.0, start_seconds=240.0,
            )  # fmt: skip
        return Part(
            "canaille", "Canaille (connexion)",
            self.program("node.canaille", self.canaille_environment()),
            lambda: probes.http(settings.canaille_port, "/.well-known/openid-configuration"),
            needs=("databases",), patience=6.0,
        )  # fmt: skip

    async def prepare_identity(self, logs: Logs, say: Say) -> None:
        """The realm of Keycloak, once it answers; Canaille does the same for itself."""
        if self.keycloak is None:
            return
        with logs.open("identity") as log:
            process = processes.spawn(
                [sys.executable, "-m", "node.identity"],
                environment=self.identity_environment(self.keycloak),
                output=log,
                folder=ROOT,
            )
        await processes.ended(process)
        words = logs.tail("identity", 1) or ["aucun message"]
        if process.returncode != 0:
            raise NodeError(
                "IDENTITY_FAILED",
                f"Keycloak n’a pas pu être préparé ({words[0]}). Tout est dans {logs.path('identity')}.",
            )
        say(f"  ✓ {words[0]}")

    async def prepare_databases(self, logs: Logs, say: Say) -> None:
        """Databases, roles and schemas, once PostgreSQL answers."""
        await asyncio.to_thread(self.postgres.ensure_databases)
        if self.keycloak is not None:
            await asyncio.to_thread(self.keycloak.prepare_database)
        for name in await migrate.migrate(self.postgres, SERVICES, logs):
            say(f"  ✓ base de {name} mise à jour")

    def service(self, name: str) -> Part:
        launch = self.program(f"services.{name}", self.service_environment(name))

        def trouble() -> Awaitable[str]:
            if name == "portal":
                return probes.http(self.settings.portal_port, "/healthz")
            return probes.grpc_health(self.settings.address(name), self.settings)

        return Part(name, f"services/{name}", launch, trouble, needs=("databases", "nats"))

    def program(
        self, module: str, environment: Mapping[str, str]
    ) -> Callable[[IO[bytes]], subprocess.Popen[bytes]]:
        """A Python module of ours as a process that dies with the supervisor."""

        def launch(output: IO[bytes]) -> subprocess.Popen[bytes]:
            return processes.spawn(
                [sys.executable, "-m", module], environment=environment, output=output, folder=ROOT
            )

        return launch

    def common_environment(self) -> dict[str, str]:
        return os.environ | {
            "PYTHONUNBUFFERED": "1",
            "MALLOC_ARENA_MAX": "2",  # fewer arenas, less memory held for nothing
            "ARCHIPEL_NODE": self.settings.node,
            "ARCHIPEL_ISSUER": self.settings.issuer,
            "ARCHIPEL_AUDIENCE": "archipel",
            "ARCHIPEL_PUBLIC_URL": self.settings.public_url,
            "ARCHIPEL_OTLP_ENDPOINT": self.settings.otlp_endpoint,
            "ARCHIPEL_LOG_LEVEL": self.settings.log_level,
        }

    def service_environment(self, name: str) -> dict[str, str]:
        """The settings of one service, as chassis/settings.py and its own settings.py name them."""
        addresses = {
            f"ARCHIPEL_{other.upper()}_ADDRESS": self.settings.address(other)
            for other in SERVICES
            if other != "portal"
        }
        return self.common_environment() | {
            "ARCHIPEL_DATABASE_URL": self.postgres.url(name),
            "ARCHIPEL_NATS_URL": self.nats.url_of(name),
            "ARCHIPEL_STREAM_MAX_BYTES": str(STREAM_BYTES),
            "ARCHIPEL_LISTEN": self.settings.address(name),
            "ARCHIPEL_CHECKPOINT_DIR": str(self.layout.checkpoints),
            "ARCHIPEL_CHARTER": str(ROOT / "charters" / "artois-1.yaml"),
            "ARCHIPEL_FRAMEWORKS_DIR": str(ROOT / "frameworks"),
            **(addresses | self.portal_secrets() if name == "portal" else {}),
        }

    def portal_secrets(self) -> dict[str, str]:
        """What the portal alone may know."""
        return {
            "ARCHIPEL_CLIENT_ID": PORTAL_CLIENT,
            "ARCHIPEL_CLIENT_SECRET": self.secrets.text("portal-client"),
            "ARCHIPEL_SECRET_KEY": self.secrets.text("portal-cookies"),
        }

    def identity_environment(self, keycloak: Keycloak) -> dict[str, str]:
        """What provisions the realm: node/identity/settings.py names it."""
        return self.common_environment() | {
            "ARCHIPEL_KEYCLOAK_URL": keycloak.address,
            "ARCHIPEL_KEYCLOAK_ADMIN_REALM": "master",
            "ARCHIPEL_KEYCLOAK_ADMIN_ID": ADMIN_CLIENT,
            "ARCHIPEL_KEYCLOAK_ADMIN_SECRET": keycloak.admin_secret,
            "ARCHIPEL_CLIENT_SECRET": self.secrets.text("portal-client"),
            "ARCHIPEL_TERRITORY": str(TERRITORY),
            "ARCHIPEL_DEMO": "1" if self.demo else "0",
            "ARCHIPEL_FEDERATED_NODES": self.settings.federated_nodes,
        }

    def canaille_environment(self) -> dict[str, str]:
        return self.common_environment() | {
            "ARCHIPEL_CLIENT_SECRET": self.secrets.text("portal-client"),
            "ARCHIPEL_DATABASE_URL": self.postgres.url("canaille", driver="psycopg2"),
            "ARCHIPEL_LISTEN": self.settings.address("canaille"),
            "ARCHIPEL_SECRET_KEY": self.secrets.text("canaille-cookies"),
            "ARCHIPEL_SIGNING_KEY": str(self.secrets.signing_key()),
            "ARCHIPEL_DEMO": "1" if self.demo else "0",
        }


def database_trouble(postgres: Postgres) -> Callable[[], Awaitable[str]]:
    async def trouble() -> str:
        return "" if await asyncio.to_thread(postgres.answers) else "ne répond pas"

    return trouble


def broker_trouble(nats: Nats) -> Callable[[], Awaitable[str]]:
    async def trouble() -> str:
        return "" if await asyncio.to_thread(nats.answers) else "ne répond pas"

    return trouble
