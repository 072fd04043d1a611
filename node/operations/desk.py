"""Where an operator of the node works on its databases directly, and what tells of it afterwards.

Whoever can read the data folder is the operator: no token is asked for, and every act is journalled
under a pseudonym of the account at this machine.
"""

from __future__ import annotations

import asyncio
import getpass
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.database import connect
from chassis.domain import SystemClock
from chassis.journal.writer import Act, Transaction
from chassis.operations import record_operation
from node import layout, state
from node.errors import NodeError
from node.logs import Logs
from node.parts import Node
from node.settings import settings_from
from node.where import not_ready, running_node


@dataclass(frozen=True)
class Desk:
    """A node whose PostgreSQL answers. `running` says whether its services do their work meanwhile."""

    node: Node
    operator: str
    running: bool

    @asynccontextmanager
    async def engine(self, service: str) -> AsyncIterator[AsyncEngine]:
        engine = connect(self.node.postgres.url(service), 2)
        try:
            yield engine
        finally:
            await engine.dispose()

    @asynccontextmanager
    async def act(self, service: str, command: str) -> AsyncIterator[Transaction]:
        """One transaction on a service's database that leaves a journal row of kind `operations`."""
        async with self.transaction(service) as tx:
            await record_operation(tx, command)
            yield tx

    @asynccontextmanager
    async def transaction(self, service: str) -> AsyncIterator[Transaction]:
        async with self.engine(service) as engine, engine.begin() as connection:
            name = self.node.settings.node
            yield Transaction(connection, Act(self.operator), name, service, SystemClock())


@asynccontextmanager
async def desk(data: Path | None) -> AsyncIterator[Desk]:
    """Work on the running node, or start PostgreSQL alone for as long as it takes.

    Raise NodeError for an account that may not read the data, and while a node starts or stops.
    """
    settings = settings_from(data=data)
    place = layout.existing(settings.data)
    if not readable(place):
        raise NodeError(
            "NOT_THE_OPERATOR",
            f"Cette commande travaille sur les données du nœud ({place.data}), que votre compte ne peut "
            "pas lire. Lancez-la avec le compte qui a démarré le nœud.",
        )
    lock = layout.locked(place)
    if lock is None:
        node, known = running_node(settings, place)
        if state.starts_or_stops(known) or not await asyncio.to_thread(node.postgres.answers):
            raise not_ready()
        yield Desk(node, pseudonym(node), running=True)
        return
    node = Node(settings, place)
    postgres = node.postgres
    with lock, Logs(place.logs).open("postgres") as log:
        postgres.start(log)
        try:
            yield Desk(node, pseudonym(node), running=False)
        finally:
            postgres.stop()


def readable(place: layout.Layout) -> bool:
    """The secrets are readable by the account of the node only, and by root."""
    try:
        next(place.secrets.iterdir(), None)
    except OSError:
        return False
    return True


def pseudonym(node: Node) -> str:
    """The account at this machine, in a way that only this node can recompute."""
    key = node.secrets.text("operator-pseudonyms").encode()
    digest = hmac.new(key, getpass.getuser().encode(), hashlib.sha256).hexdigest()
    return f"operator:{digest[:16]}"
