"""The running projects service, with its cast and with things in every state."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from google.protobuf.message import Message

from archipel.identity.v1.identity_pb2 import Delegation, DelegationGranted, SessionEnded
from chassis.broker import ensure_stream, session
from chassis.domain import SystemClock, uuid7
from chassis.testing.running import Client
from chassis.testing.waiting import eventually
from chassis.wire import date_to_wire
from services.projects.storage.metadata import metadata
from tests.integration.projects.project.world import LOOS, World, body, today
from tests.security.answers import Who
from tests.security.matrix import NOWHERE
from tests.security.projects.cast import BY_ID, LENT, LENT_OVER, MAYOR, SIGNED_OUT
from tests.security.projects.staged_delegations import DELEGATION_STATES, standin
from tests.security.projects.staged_projects import PROJECT_STATES, WISH_STATES, evaluated
from tests.security.projects.staged_records import LINE_STATES, PERSON_STATES
from tests.security.projects.staged_rules import (
    CHARTER_STATES,
    PRINCIPLE_STATES,
    SIMULATION_STATES,
    TRIAL_STATES,
    experiences,
)
from tests.security.witness import Witness

STATES: Mapping[str, Mapping[str, Any]] = {
    NOWHERE: {NOWHERE: None},
    "project": PROJECT_STATES,
    "wish": WISH_STATES,
    "charter": CHARTER_STATES,
    "principle": PRINCIPLE_STATES,
    "experiences": {NOWHERE: experiences},
    "simulation": SIMULATION_STATES,
    "trial": TRIAL_STATES,
    "line": LINE_STATES,
    "person": PERSON_STATES,
    "standin": {NOWHERE: standin},
    "delegation": DELEGATION_STATES,
}
"""Kind of thing → its states, each with how it is brought about."""

NEVER_KEPT = frozenset({("charter", "adopted"), *(("trial", state) for state in TRIAL_STATES)})
"""What somebody else's success changes: made anew for each RPC."""

TOKEN_SECONDS = 3_000


@dataclass
class ProjectStage:
    """See `tests.security.matrix.Stage`."""

    world: World
    witness: Witness
    _clients: dict[str, Client] = field(default_factory=dict)
    _shared: dict[tuple[str, str], Any] = field(default_factory=dict)
    _experiences: list[str] = field(default_factory=list)

    @classmethod
    def over(cls, world: World) -> ProjectStage:
        foundation = world.service.foundation
        # Thousands of refusals within a minute: each is to be told by itself.
        foundation.incidents.most_kinds = 1_000_000
        reads = {
            "transfers": frozenset({"projects", "wishes"}),
            "projects-delegations": frozenset({"delegations"}),
            "projects-forgotten": frozenset({"people"}),
        }
        return cls(world, Witness(foundation.engine, metadata, foundation.incidents, reads))

    def client(self, who: Who) -> Client:
        if who.id not in self._clients:
            token = ""
            if who.id:
                until = int(time.time()) + TOKEN_SECONDS
                token = self.world.issuer.token(who.id, *who.groups, exp=until, **who.claims)
            self._clients[who.id] = Client(self.world.address, token)
        return self._clients[who.id]

    async def do(self, who: Who | str, stub: Any, rpc: str, request: Message) -> Any:
        """Call an RPC of a service as somebody of the cast."""
        client = self.client(BY_ID[who] if isinstance(who, str) else who)
        return await client.call(getattr(stub(client.channel), rpc), request)

    def states(self, over: str) -> Sequence[str]:
        return tuple(STATES[over])

    async def shared(self, over: str, state: str) -> Any:
        key = (over, state)
        if key not in self._shared or key in NEVER_KEPT:
            self._shared[key] = await self.fresh(over, state)
        return self._shared[key]

    async def fresh(self, over: str, state: str) -> Any:
        make = STATES[over][state]
        if make is None:
            return None
        return await make(self.world if over in ("project", "wish") else self)

    async def experiences(self) -> list[str]:
        """Names of three evaluated projects, made once."""
        while len(self._experiences) < 3:
            self._experiences.append((await evaluated(self.world)).name)
        return self._experiences

    async def prepare(self) -> None:
        """Roles are lent and a session ended, as the events of other parts of the node say it."""
        async with session(self.world.nats_url, "test-portal") as broker:
            for service in ("portal", "projects"):
                await ensure_stream(broker.stream_api, "test", service, max_bytes=64 * 1024**2, replicas=1)
        day = today()
        await self._lend(LENT, day - timedelta(days=1), day + timedelta(days=1))
        await self._lend(LENT_OVER, day - timedelta(days=9), day - timedelta(days=1))
        ended = SessionEnded(session=SIGNED_OUT.claims["sid"], person=SIGNED_OUT.id)
        ended.ended_at.FromDatetime(SystemClock().now())
        await self.world.publish("portal", f"sessions/{uuid7()}", 1, ended)
        await eventually(self._is_known, seconds=30)

    async def _lend(self, who: Who, first: Any, last: Any) -> None:
        name = f"delegations/{uuid7()}"
        lent = Delegation(
            name=name,
            body=body(LOOS),
            role="elected",
            delegator=f"people/{MAYOR.id}",
            delegate=f"people/{who.id}",
            first_day=date_to_wire(first),
            last_day=date_to_wire(last),
        )
        await self.world.publish("projects", name, 1, DelegationGranted(delegation=lent))

    async def _is_known(self) -> bool:
        standing = self.world.service.foundation.standing
        return bool(standing.lent_to(LENT.id)) and len(standing._ended) > 0 and len(standing._lent) > 1

    async def close(self) -> None:
        for client in self._clients.values():
            await client.close()
