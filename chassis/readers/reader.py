"""Runs one reader: stream → effects, each effect once and in the order of its aggregate's versions.

What makes an effect happen once is the last version applied *per aggregate*; the position only says where
to go on. Position and effects commit together. An event at fault parks its aggregate and lets the others
pass; an error of circumstance starts the session anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import nats.errors
import structlog
from nats.aio.msg import Msg
from nats.js.errors import APIError, NotFoundError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.aggregates import WriteConflict
from chassis.background import end
from chassis.broker import BrokerLost, Session, filling, session, told
from chassis.database import is_passing
from chassis.domain import Clock
from chassis.pull import Pull
from chassis.readers.batch import Applied, Batch, Letter
from chassis.readers.ledger import Ledger, Position
from chassis.readers.spec import ReaderSpec
from chassis.subjects import stream_name
from chassis.telemetry import Telemetry
from chassis.transport import Certificates
from chassis.wakeup import Wakeup

IDLE_SECONDS = 1.0
HEALTHY_SECONDS = 5.0
"""A session that lasted this long was a good one: the next attempt is made at once."""

log = structlog.get_logger("reader")


class Restart(ConnectionError):
    """Somebody else moved the position (another replica, or a rebuild); look again where it stands."""


@dataclass(frozen=True)
class ReaderContext:
    """What the readers of one process share."""

    node: str
    service: str
    nats_url: str
    engine: AsyncEngine
    clock: Clock
    wakeup: Wakeup | None
    telemetry: Telemetry
    certificates: Certificates | None = None


@dataclass
class Reader:
    """Runs for ever."""

    spec: ReaderSpec
    context: ReaderContext
    position: Position = field(default_factory=Position)
    _looked: float = 0.0

    async def run(self) -> None:
        pause = 0.05
        while True:
            began = asyncio.get_running_loop().time()
            try:
                context = self.context
                name = f"{context.service}-{self.spec.name}"
                async with session(context.nats_url, name, context.certificates) as broker:
                    await self._follow_while(broker)
            except Exception as error:
                if not _passing(error):
                    raise
                if not isinstance(error, Restart):
                    log.warning("reader starts anew", reader=self.spec.name, error=told(error))
            lasted = asyncio.get_running_loop().time() - began
            pause = 0.05 if lasted > HEALTHY_SECONDS else min(pause * 2, 1.0)
            await asyncio.sleep(pause)

    async def _follow_while(self, broker: Session) -> None:
        work = asyncio.create_task(self._follow(broker))
        closing = asyncio.create_task(broker.until_closed())
        try:
            done, _ = await asyncio.wait([work, closing], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            await end([work, closing])

    async def _follow(self, broker: Session) -> None:
        self.position = await self._where_to_go_on(broker)
        async with Pull.open(broker, self.spec.source, start=self.position.sequence + 1) as pull:
            while True:
                messages = await pull.batch(IDLE_SECONDS)
                if messages:
                    await self._take(messages)
                    self._note_lag(messages[-1])
                await self._look_around()

    async def _where_to_go_on(self, broker: Session) -> Position:
        """The noted position if the stream still holds there what it held; else the beginning."""
        stream = stream_name(self.spec.source)
        try:
            info = await broker.reading(self.spec.source).stream_info(stream)
        except NotFoundError as error:
            raise BrokerLost(f"{stream} is not there yet") from error
        now = filling(info)
        async with self.context.engine.begin() as connection:
            ledger = self._ledger(connection)
            noted = await ledger.lock_position()
            if noted.filling == now and await self._still_there(broker, stream, noted):
                return noted
            beginning = Position(filling=now)
            await ledger.move_to(beginning)
        return beginning

    async def _still_there(self, broker: Session, stream: str, noted: Position) -> bool:
        if noted.sequence == 0:
            return True
        try:
            found = await broker.reading(self.spec.source).get_msg(stream, seq=noted.sequence)
        except NotFoundError:
            return False
        return (found.headers or {}).get("Nats-Msg-Id") == noted.event_id

    async def _take(self, messages: Sequence[Msg]) -> None:
        """Apply a batch in one transaction; if it fails by its own fault, one event a transaction."""
        letters = [Letter.from_message(message) for message in messages]
        try:
            await self._apply(letters)
        except Exception as error:
            if _passing(error):
                raise
            for letter in letters:
                await self._apply_or_park(letter)

    async def _apply_or_park(self, letter: Letter) -> None:
        try:
            await self._apply([letter])
        except Exception as error:
            if _passing(error):
                raise
            await self._park(letter, error)

    async def _apply(self, letters: Sequence[Letter]) -> None:
        async with self.context.engine.begin() as connection:
            ledger = self._ledger(connection)
            await self._must_stand_here(ledger)
            applied = await self._batch(ledger, connection).apply(letters)
            reached = self._after(letters[-1])
            await ledger.move_to(reached)
        self._committed(applied, reached)

    async def _park(self, letter: Letter, error: Exception) -> None:
        async with self.context.engine.begin() as connection:
            ledger = self._ledger(connection)
            await self._must_stand_here(ledger)
            await ledger.park(letter.subject, letter.version, f"{type(error).__name__}: {error}")
            await ledger.hold(letter.subject, letter.version, letter.raw)
            reached = self._after(letter)
            await ledger.move_to(reached)
        self.position = reached
        self.context.telemetry.parked.add(1)
        log.error("aggregate parked", reader=self.spec.name, subject=letter.subject, exc_info=error)

    async def _look_around(self) -> None:
        """Do what an operator asked for meanwhile: a rebuild moved the position, or a replay is wanted."""
        now = asyncio.get_running_loop().time()
        if now - self._looked < IDLE_SECONDS:
            return
        self._looked = now
        async with self.context.engine.begin() as connection:
            ledger = self._ledger(connection)
            await self._must_stand_here(ledger)
            subjects = await ledger.to_replay()
        for subject in subjects:
            try:
                async with self.context.engine.begin() as connection:
                    ledger = self._ledger(connection)
                    await self._must_stand_here(ledger)
                    applied = await self._batch(ledger, connection).replay(subject)
                self._committed(applied, self.position)
            except Exception as error:
                if _passing(error):
                    raise
                async with self.context.engine.begin() as connection:
                    version = (await self._ledger(connection).versions([subject])).get(subject, 0) + 1
                    reason = f"{type(error).__name__}: {error}"
                    await self._ledger(connection).park(subject, version, reason)

    async def _must_stand_here(self, ledger: Ledger) -> None:
        if await ledger.lock_position() != self.position:
            raise Restart(f"{self.spec.name}: the position was moved")

    def _ledger(self, connection: AsyncConnection) -> Ledger:
        return Ledger(connection, self.spec.name, stream_name(self.spec.source))

    def _batch(self, ledger: Ledger, connection: AsyncConnection) -> Batch:
        return Batch(
            self.spec,
            self.context.node,
            self.context.service,
            self.context.clock,
            self.context.telemetry,
            ledger,
            connection,
        )

    def _after(self, letter: Letter) -> Position:
        return Position(letter.sequence, letter.message_id, self.position.filling)

    def _committed(self, applied: Applied, reached: Position) -> None:
        self.position = reached
        if applied.written and self.context.wakeup:
            self.context.wakeup.committed()
        if applied.events and self.spec.committed:
            self.spec.committed(applied.events)

    def _note_lag(self, message: Msg) -> None:
        self.context.telemetry.gauge("reader.lag", self.spec.name, message.metadata.num_pending)


def _passing(error: Exception) -> bool:
    """The one question asked of an error: retry (True) or park (False)."""
    return is_passing(error) or isinstance(
        error, nats.errors.Error | APIError | BrokerLost | Restart | WriteConflict
    )
