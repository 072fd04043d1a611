"""A place with things in every state: what the matrices walk over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.testing.running import Client
from tests.security.answers import Who
from tests.security.matrix import NOWHERE
from tests.security.place import Place
from tests.security.witness import Witness

States = Mapping[str, Mapping[str, Callable[[Place], Awaitable[Any]]]]
"""Kind of thing → its states, each with how it is brought about."""


async def nothing(_: Place) -> None:
    """What an RPC that names no resource is about."""


@dataclass
class PlaceStage:
    """See `tests.security.matrix.Stage`."""

    place: Place
    made_by: States
    _shared: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def witness(self) -> Witness:
        return self.place.witness

    def client(self, who: Who) -> Client:
        return self.place.client(who)

    def states(self, over: str) -> Sequence[str]:
        return (NOWHERE,) if over == NOWHERE else tuple(self.made_by[over])

    async def shared(self, over: str, state: str) -> Any:
        if (over, state) not in self._shared:
            self._shared[over, state] = await self.fresh(over, state)
        return self._shared[over, state]

    async def fresh(self, over: str, state: str) -> Any:
        make = nothing if over == NOWHERE else self.made_by[over][state]
        return await make(self.place)
