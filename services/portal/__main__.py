"""The composition root of the portal: python -m services.portal."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import structlog
import uvicorn

from chassis.background import stop_on_signals, until
from chassis.database import is_passing
from chassis.domain import Clock
from chassis.forgetting import OLD_ENDS
from chassis.identity import IssuerKeys, Verifier
from chassis.rates import Rates
from chassis.service import Foundation
from services.portal.app import make_app
from services.portal.clients.reference import Vocabulary
from services.portal.clients.services import Addresses, Services, open_services
from services.portal.consumers import READERS
from services.portal.live import Hub
from services.portal.pages.sign_in import CALLBACK
from services.portal.settings import PortalSettings
from services.portal.sign_in.endings import Endings
from services.portal.sign_in.kept_forms import KeptForms
from services.portal.sign_in.logout_tokens import LogoutTokens
from services.portal.sign_in.provider import Client, Provider
from services.portal.sign_in.revoking import Replays
from services.portal.sign_in.sealing import Sealer
from services.portal.sign_in.sessions import Lifetimes, Sessions
from services.portal.storage.directory import Directory, read_directory
from services.portal.storage.reading import Reading
from services.portal.views.language import Language
from services.portal.web.portal import Limits, Portal
from services.portal.web.rendering import compile_templates
from services.portal.web.way_in import SERVER_HEADERS

ENDED_KEPT = timedelta(days=1)
"""Whoever comes back the next morning is told that the session is over, and whose form it was."""

FORGET_SECONDS = 300

log = structlog.get_logger("portal")


@dataclass
class PortalProcess:
    """The portal, ready to run."""

    settings: PortalSettings
    foundation: Foundation
    directory: Directory = field(default_factory=Directory)
    port: int = 0

    async def run(self, stop: asyncio.Event | None = None) -> None:
        """Serve until SIGTERM or SIGINT (or until `stop` is set), then drain."""
        stop = stop or stop_on_signals()
        hub = Hub(self.settings.database_url.get_secret_value())
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.foundation.engine.dispose)
            stack.callback(self.foundation.telemetry.close)
            services = await stack.enter_async_context(
                open_services(self._addresses(), self.foundation.certificates)
            )
            http = await stack.enter_async_context(httpx.AsyncClient(timeout=10))
            await self.foundation.begin()
            await self._read_directory()
            compile_templates(Language())
            portal = self._portal(services, http, hub)
            server = Server(server_config(portal, self.settings.drain_seconds))
            listening = bound(self.settings.listen)
            self.port = listening.getsockname()[1]
            serving = asyncio.ensure_future(server.serve([listening]))
            log.info("listening", port=self.port)
            try:
                await until(
                    stop,
                    [
                        self._serve(serving),
                        hub.run(),
                        self._follow(hub),
                        self._forget(portal),
                        *self._readers(),
                        *self._journal(),
                    ],
                )
            finally:
                hub.close()
                server.should_exit = True
                await serving
                await self.foundation.incidents.write()

    async def _serve(self, serving: asyncio.Future[None]) -> None:
        """Part of the whole: a server that ends ends the process."""
        await asyncio.shield(serving)

    def _readers(self) -> list[Coroutine[Any, Any, None]]:
        own = [self.foundation.reader(spec) for spec in READERS]
        return [reader.run() for reader in (*own, *self.foundation.readers_of_all())]

    def _journal(self) -> list[Coroutine[Any, Any, None]]:
        """The portal's own journal holds sessions that ended, and incidents."""
        base = self.foundation
        return [
            base.relay().run(),
            base.wakeup.run(),
            base.checkpointer().run(),
            base.standing.run(),
            base.incidents.run(),
            base.housekeeping([OLD_ENDS]).run(),
        ]

    async def _follow(self, hub: Hub) -> None:
        """Read the bodies of the territory again when one of them changed."""
        while True:
            await hub.territories_changed.wait()
            hub.territories_changed.clear()
            try:
                await self._read_directory()
            except Exception as error:
                if not is_passing(error):
                    raise
                # The database just restarted: the old directory serves until it answers again.
                hub.territories_changed.set()
                await asyncio.sleep(0.5)

    async def _forget(self, portal: Portal) -> None:
        """Sessions that ended, and forms that nobody came back for, go after a while."""
        while True:
            try:
                await portal.endings.forget_old(portal.clock.now() - ENDED_KEPT)
                await portal.kept_forms.forget_old()
            except Exception as error:
                if not is_passing(error):
                    raise
            await asyncio.sleep(FORGET_SECONDS)

    async def _read_directory(self) -> None:
        self.directory.load(await read_directory(self.foundation.engine))

    def _addresses(self) -> Addresses:
        settings = self.settings
        return Addresses(
            projects=settings.projects_address,
            engineering=settings.engineering_address,
            funding=settings.funding_address,
            labels=settings.labels_address,
        )

    def _portal(self, services: Services, http: httpx.AsyncClient, hub: Hub) -> Portal:
        settings, foundation = self.settings, self.foundation
        keys = IssuerKeys(settings.issuer)
        verifier = Verifier(keys, settings.issuer, settings.audience, settings.groups_claim)
        public_url = settings.public_url.rstrip("/")
        client = Client(
            issuer=settings.issuer,
            client_id=settings.client_id,
            client_secret=settings.client_secret.get_secret_value(),
            scopes=settings.scopes,
            name_claim=settings.name_claim,
            callback_url=f"{public_url}{CALLBACK}",
        )
        provider = Provider(client, http, keys, verifier)
        sealer = Sealer(settings.secret_key.get_secret_value())
        engine, clock = foundation.engine, foundation.clock
        endings = Endings(engine, sealer, settings.node, clock, foundation.wakeup.committed)
        replays = Replays(provider, foundation.incidents)
        clients = [name.strip() for name in settings.logout_clients.split(",")]
        return Portal(
            public_url=public_url,
            issuer=settings.issuer,
            call_seconds=settings.call_seconds,
            clock=foundation.clock,
            telemetry=foundation.telemetry,
            services=services,
            reading=Reading(foundation.engine),
            directory=self.directory,
            vocabulary=Vocabulary(),
            provider=provider,
            sealer=sealer,
            sessions=Sessions(endings, provider, self._lifetimes(), replays),
            endings=endings,
            logout_tokens=LogoutTokens(engine, clock, keys, settings.issuer, clients),
            kept_forms=KeptForms(engine, sealer, clock),
            standing=foundation.standing,
            incidents=foundation.incidents,
            rates=Rates(settings.rate_factor),
            limits=self._limits(),
            hub=hub,
        )

    def _lifetimes(self) -> Lifetimes:
        settings = self.settings
        return Lifetimes(
            whole=timedelta(hours=settings.session_hours),
            idle=timedelta(hours=settings.session_idle_hours),
            grace=timedelta(seconds=settings.session_grace_seconds),
        )

    def _limits(self) -> Limits:
        settings = self.settings
        return Limits(
            sign_in=settings.sign_in_per_minute,
            logout=settings.logout_per_minute,
            posts=settings.posts_per_minute,
            trusted_proxies=settings.trusted_proxies,
        )


def server_config(portal: Portal, drain_seconds: float) -> uvicorn.Config:
    """How the pages are served. The server takes larger headers than the portal, so that the portal says what
    is wrong with them; what proxies say the application looks at itself (app.py).
    """
    return uvicorn.Config(
        make_app(portal),
        http="h11",
        h11_max_incomplete_event_size=SERVER_HEADERS,
        access_log=False,
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=max(1, int(drain_seconds)),
        server_header=False,
        proxy_headers=False,
    )


class Server(uvicorn.Server):
    """Uvicorn without signal handlers of its own: the process has one way to stop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the composition root."""
        yield


def bound(listen: str) -> socket.socket:
    """A listening socket on host:port."""
    host, _, port = listen.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((host.strip("[]"), int(port)))
    return made


def build(settings: PortalSettings, clock: Clock | None = None) -> PortalProcess:
    return PortalProcess(settings, Foundation.build("portal", settings, clock))


if __name__ == "__main__":
    asyncio.run(build(PortalSettings()).run())  # type: ignore[call-arg]  # the environment gives them
