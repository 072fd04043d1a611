"""The life of a service process: start, serve, relay, read, drain. A composition root calls `run`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import grpc
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import own_data, privacy
from chassis.access import AccessTable
from chassis.alarm import Alarm, AlarmContext, AlarmSpec
from chassis.background import stop_on_signals, until
from chassis.commands import Commands, forget_old_requests
from chassis.database import connect, is_passing
from chassis.domain import Clock, SystemClock
from chassis.forgetting import OLD_ENDS, Housekeeping, Retention, forgetting_reader
from chassis.identity import IssuerKeys, Verifier
from chassis.incidents import Incidents
from chassis.interceptor import Interceptor
from chassis.journal.checkpoint import Checkpointer
from chassis.journal.writer import Transaction
from chassis.peers import Peers, names_in
from chassis.rates import Rates
from chassis.readers.reader import Reader, ReaderContext
from chassis.readers.spec import ReaderSpec
from chassis.relay import Relay, RelaySettings, watch_lag
from chassis.server import Register, Server, watch_health
from chassis.settings import ServiceSettings
from chassis.standing import Standing, standing_readers
from chassis.telemetry import Telemetry, configure_logs
from chassis.transport import Certificates
from chassis.wakeup import Wakeup

UnitT = TypeVar("UnitT")

log = structlog.get_logger("service")


@dataclass
class Foundation:
    """What a composition root needs to build its servicers: made once per process."""

    name: str
    settings: ServiceSettings
    clock: Clock
    engine: AsyncEngine
    wakeup: Wakeup
    telemetry: Telemetry
    standing: Standing
    incidents: Incidents
    certificates: Certificates | None

    @classmethod
    def build(cls, name: str, settings: ServiceSettings, clock: Clock | None = None) -> Foundation:
        configure_logs(name, settings.log_level)
        url = settings.database_url.get_secret_value()
        clock, engine, wakeup = clock or SystemClock(), connect(url, settings.database_pool), Wakeup(url)
        return cls(
            name=name,
            settings=settings,
            clock=clock,
            engine=engine,
            wakeup=wakeup,
            telemetry=Telemetry(name, settings.node, settings.otlp_endpoint),
            standing=Standing(engine, url, clock),
            incidents=Incidents(engine, settings.node, name, clock, wakeup.committed),
            certificates=Certificates.of(settings),
        )

    def commands(self, make_unit: Callable[[Transaction], UnitT]) -> Commands[UnitT]:
        """The runner of use cases over the service's repositories."""
        return Commands(
            self.engine,
            make_unit,
            node=self.settings.node,
            service=self.name,
            clock=self.clock,
            wakeup=self.wakeup,
        )

    def reader(self, spec: ReaderSpec) -> Reader:
        return Reader(
            spec,
            ReaderContext(
                node=self.settings.node,
                service=self.name,
                nats_url=self.settings.nats_url.get_secret_value(),
                engine=self.engine,
                clock=self.clock,
                wakeup=self.wakeup,
                telemetry=self.telemetry,
                certificates=self.certificates,
            ),
        )

    def alarm(self, spec: AlarmSpec) -> Alarm:
        return Alarm(
            spec,
            AlarmContext(
                node=self.settings.node,
                service=self.name,
                engine=self.engine,
                clock=self.clock,
                wakeup=self.wakeup,
                at_most=self.settings.alarm_seconds,
            ),
        )

    def relay(self) -> Relay:
        settings = self.settings
        return Relay(
            RelaySettings(
                node=settings.node,
                service=self.name,
                database_url=settings.database_url.get_secret_value(),
                nats_url=settings.nats_url.get_secret_value(),
                stream_max_bytes=settings.stream_max_bytes,
                stream_replicas=settings.stream_replicas,
                certificates=self.certificates,
            ),
            self.engine,
            self.wakeup,
            self.telemetry,
        )

    def housekeeping(self, retentions: Sequence[Retention]) -> Housekeeping:
        return Housekeeping(self.settings.node, self.name, self.engine, self.clock, self.wakeup, retentions)

    def readers_of_all(self) -> list[Reader]:
        """What every process of the node listens to: ended sessions, lent roles, names that were erased."""
        return [self.reader(spec) for spec in (*standing_readers(self.name), forgetting_reader(self.name))]

    def checkpointer(self) -> Checkpointer:
        settings = self.settings
        return Checkpointer(self.engine, settings.checkpoint_dir, self.name, settings.checkpoint_seconds)

    def verifier(self) -> Verifier:
        settings, keys = self.settings, IssuerKeys(self.settings.issuer)
        return Verifier(keys, settings.issuer, settings.audience, settings.groups_claim, self.standing)

    def interceptors(self, access: AccessTable) -> list[grpc.aio.ServerInterceptor]:
        """With certificates, who calls is looked at first, then what for."""
        rates = Rates(self.settings.rate_factor)
        interceptor = Interceptor(access, self.verifier(), self.telemetry, self.incidents, rates)
        if self.certificates is None:
            return [interceptor]
        return [Peers(names_in(self.settings.tls_peers), self.incidents), interceptor]

    async def begin(self) -> None:
        """Know of ended sessions and lent roles before the first call; a database that is away is told of by
        the health check, and they are read as soon as it answers.
        """
        try:
            await self.standing.load()
        except Exception as error:
            if not is_passing(error):
                raise


@dataclass
class Service:
    """One gRPC service, ready to run."""

    foundation: Foundation
    access: AccessTable
    register: Sequence[Register]
    names: Sequence[str]
    """Full names of its gRPC services, for reflection and health."""
    readers: Sequence[ReaderSpec] = ()
    alarms: Sequence[AlarmSpec] = ()
    own_data: Sequence[privacy.Section] = ()
    """What its own tables hold about people; those of the chassis come along."""
    retentions: Sequence[Retention] = ()
    """What it keeps for a time only, beside the answers to requests."""
    server: Server = field(init=False)

    async def run(self, stop: asyncio.Event | None = None) -> None:
        """Serve until SIGTERM or SIGINT (or until `stop` is set), then drain."""
        base, settings = self.foundation, self.foundation.settings
        stop = stop or stop_on_signals()
        await base.begin()
        self.server = self._made()
        await self.server.start(settings.health_listen)
        log.info("listening", port=self.server.port)
        tasks = [
            base.relay().run(),
            base.wakeup.run(),
            base.checkpointer().run(),
            watch_health(self.server, base.engine, settings.nats_url.get_secret_value(), base.certificates),
            watch_lag(base.engine, base.telemetry),
            base.standing.run(),
            base.incidents.run(),
            base.housekeeping([self._old_requests(), OLD_ENDS, *self.retentions]).run(),
            *(reader.run() for reader in base.readers_of_all()),
            *(base.reader(spec).run() for spec in self.readers),
            *(base.alarm(spec).run() for spec in self.alarms),
        ]
        try:
            await until(stop, tasks)
        finally:
            await self.server.drain(settings.drain_seconds)
            await base.incidents.write()
            await base.engine.dispose()
            base.telemetry.close()

    def _made(self) -> Server:
        """The server of its own RPCs, and of those that every service answers."""
        base = self.foundation
        people = privacy.PrivacyServicer(base.engine, [*own_data.SECTIONS, *self.own_data])
        return Server(
            base.settings.listen,
            base.interceptors({**self.access, **privacy.ACCESS}),
            [*self.register, people.register],
            [*self.names, privacy.SERVICE],
            base.certificates,
        )

    def _old_requests(self) -> Retention:
        days = self.foundation.settings.request_retention_days
        return Retention("answers to requests", lambda tx: forget_old_requests(tx, days))
