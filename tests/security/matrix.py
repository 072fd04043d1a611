"""The engine of the matrices RPC × caller × state: it walks over every cell. A refusal changes no row of any
table, and is noted in the journal where nobody honest meets it.

A suite declares one sheet a gRPC service: RPC → `Row`. Each cell has exactly one expected answer, said by a
rule of the row; an RPC without a row fails, and so does a row without an RPC.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from grpc import StatusCode

from chassis.incidents import ANONYMOUS
from chassis.testing.running import CallRefused, Client
from chassis.testing.waiting import eventually
from tests.security.answers import Answer, Who, another_name, differs, renamed, words
from tests.security.reflection import answer_class, by_service
from tests.security.witness import Noted, Witness

ThingT = TypeVar("ThingT")

NOWHERE = ""
"""The only state of what has none: an RPC that names no resource."""


@dataclass(frozen=True)
class Row(Generic[ThingT]):
    """All cells of one RPC. `over` names the kind of thing whose states it meets; `ask` makes the request of
    somebody about a thing, `answer` says what comes back for a caller in a state. `reads` RPCs change nothing
    for anybody; `shows` tells what is wrong with an answer that came (None: nothing). `anew`: the thing is
    made for this walk, so that it stands on the first page of a list.
    """

    over: str
    ask: Callable[[ThingT, Who], Message]
    answer: Callable[[Who, str], Answer]
    reads: bool = False
    anew: bool = False
    shows: Callable[[Any, ThingT, Who, str], str | None] = lambda *_: None


Sheet = Mapping[str, Row[Any]]
"""RPC of one gRPC service → its row."""


class Stage(Protocol):
    """A running service with things in every state."""

    witness: Witness

    def client(self, who: Who) -> Client: ...

    def states(self, over: str) -> Sequence[str]: ...

    async def shared(self, over: str, state: str) -> Any:
        """The thing in that state on which everybody is refused, made once."""
        ...

    async def fresh(self, over: str, state: str) -> Any:
        """A thing of one's own in that state, to be changed."""
        ...


def table_faults(sheets: Mapping[str, Sheet], methods: Iterable[str]) -> list[str]:
    """RPCs without a row, rows without an RPC."""
    served = by_service(dict.fromkeys(methods))  # type: ignore[arg-type]
    cells = {f"{service}/{rpc}" for service, rpcs in served.items() for rpc in rpcs}
    rows = {f"{service}/{rpc}" for service, sheet in sheets.items() for rpc in sheet}
    return [
        *(f"{rpc} is served and stands in no sheet" for rpc in sorted(cells - rows)),
        *(f"{rpc} stands in a sheet and is not served" for rpc in sorted(rows - cells)),
    ]


@dataclass
class Walk:
    """One RPC, met by every caller in every state."""

    stage: Stage
    method: MethodDescriptor
    row: Row[Any]
    callers: Sequence[Who]
    told: list[str] = field(default_factory=list)
    """What was other than expected, one line a cell."""
    noted: Noted = field(default_factory=Counter)
    """The incidents that must stand in the journal afterwards."""

    @property
    def path(self) -> str:
        return f"/{self.method.containing_service.full_name}/{self.method.name}"

    async def go(self) -> list[str]:
        before = await self.stage.witness.noted(self.path)
        for state in self.stage.states(self.row.over):
            await self._refusals(state)
            await self._successes(state)
        await self._incidents(before)
        return self.told

    async def _refusals(self, state: str) -> None:
        made = self.stage.fresh if self.row.anew else self.stage.shared
        thing = await made(self.row.over, state)
        await self.stage.witness.quiet()
        before = await self.stage.witness.picture()
        for who in self.callers:
            wanted = self.row.answer(who, state)
            if self.row.reads or wanted.code is not StatusCode.OK:
                await self._cell(thing, who, state, wanted)
        after = await self.stage.witness.picture()
        if before != after:
            changed = sorted(name for name in before if before[name] != after[name])
            self._tell(state, "everybody who is refused", f"changed {', '.join(changed)}")

    async def _successes(self, state: str) -> None:
        for who in self.callers:
            wanted = self.row.answer(who, state)
            if not self.row.reads and wanted.code is StatusCode.OK:
                thing = await self.stage.fresh(self.row.over, state)
                before = await self.stage.witness.picture()
                await self._cell(thing, who, state, wanted)
                if before == await self.stage.witness.picture():
                    self._tell(state, who.id, "was allowed, and nothing changed")

    async def _cell(self, thing: Any, who: Who, state: str, wanted: Answer) -> None:
        request = self.row.ask(thing, who)
        try:
            answer = await self._call(request, who)
        except CallRefused as got:
            if differs(wanted, got):
                self._tell(
                    state, who.id, f"expected {wanted}, got {got.code.name} {got.reason} {got.metadata}"
                )
            elif wanted.incident:
                resource = got.metadata.get("resource", "")
                actor = who.id if who.id and not who.session_ended else ANONYMOUS
                self.noted[(got.reason, actor, resource)] += 1
            if wanted.hides and got.code is wanted.code:
                await self._as_if_there_were_none(request, who, state, got)
            return
        if wanted.code is not StatusCode.OK:
            self._tell(state, who.id, f"expected {wanted}, and it was allowed")
        elif wrong := self.row.shows(answer, thing, who, state):
            self._tell(state, who.id, wrong)

    async def _as_if_there_were_none(self, request: Message, who: Who, state: str, got: CallRefused) -> None:
        """Word for word what a name that nobody has is answered."""
        name = got.metadata.get("resource", "")
        other = another_name(name)
        twin = renamed(request, name, other)
        try:
            await self._call(twin, who)
        except CallRefused as none:
            if words(got, name) != words(none, other):
                self._tell(
                    state, who.id, f"tells what it hides: {words(got, name)}, not {words(none, other)}"
                )
            return
        self._tell(state, who.id, "what is not there was found")

    async def _call(self, request: Message, who: Who) -> Any:
        client = self.stage.client(who)
        call: Any = client.channel.unary_unary(
            self.path,
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=answer_class(self.method).FromString,
        )
        return await client.call(call, request)

    async def _incidents(self, before: Noted) -> None:
        async def all_are_noted() -> bool:
            found = await self.stage.witness.noted(self.path) - before
            assert found == self.noted, f"missing {self.noted - found}, surplus {found - self.noted}"
            return True

        if self.told:
            return
        try:
            await eventually(all_are_noted, seconds=5)
        except AssertionError as error:
            self._tell("all states", "all callers", f"incidents in the journal: {error}")

    def _tell(self, state: str, who: str, what: str) -> None:
        self.told.append(f"{self.method.name} | {state or '-'} | {who or ANONYMOUS}: {what}")
