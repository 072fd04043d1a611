"""For each RPC a request that is allowed, and by whom: what other tests then spoil in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from grpc import StatusCode

from tests.security.answers import Who
from tests.security.matrix import Row
from tests.security.projects.cast import CAST, MAYOR
from tests.security.projects.sheets import SHEETS
from tests.security.projects.stage import ProjectStage
from tests.security.reflection import answer_class


@dataclass(frozen=True)
class Asked:
    """One RPC, ready to be called."""

    stage: ProjectStage
    method: MethodDescriptor
    row: Row[Any]
    state: str
    who: Who

    @property
    def path(self) -> str:
        return f"/{self.method.containing_service.full_name}/{self.method.name}"

    async def request(self) -> Message:
        """About a thing of its own."""
        return self.row.ask(await self.stage.fresh(self.row.over, self.state), self.who)

    async def call(self, request: Message, who: Who | None = None) -> Any:
        client = self.stage.client(who or self.who)
        call: Any = client.channel.unary_unary(
            self.path,
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=answer_class(self.method).FromString,
        )
        return await client.call(call, request)


def asked(stage: ProjectStage, method: MethodDescriptor) -> Asked:
    """The first cell that is allowed, by one who holds a role."""
    row = SHEETS[method.containing_service.full_name][method.name]
    for who in (MAYOR, *CAST):
        for state in stage.states(row.over):
            if who.bodies and row.answer(who, state).code is StatusCode.OK:
                return Asked(stage, method, row, state, who)
    raise AssertionError(f"nobody may ever call {method.name}")
