"""For each RPC of a sheet a request that is allowed, spoilt in one field after the other: with names of
others, with bodies of others, with texts that hurt.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.descriptor_pool import Default
from google.protobuf.message import Message
from grpc import StatusCode

from chassis.testing.running import CallRefused
from chassis.testing.waiting import eventually
from tests.security.answers import Who, another_name, words
from tests.security.cast import LIEVIN, OF_LIEVIN
from tests.security.fields import Leaf, leaves, replaced
from tests.security.matrix import Row, Sheet
from tests.security.stage import PlaceStage


class Kind(Enum):
    """What a text field holds that is no name of a resource."""

    LINE = auto()
    """A text of one line."""
    LINES = auto()
    """A text that may have several."""
    CODE = auto()
    """One of a few words, a number, an id within a resource, an etag, the token of a page."""
    REQUEST = auto()


CODES = dict.fromkeys(("etag", "page_token", "line", "id", "criterion", "committee", "stage"), Kind.CODE)
NUMBERS = dict.fromkeys(("days", "quota", "full_time_days", "support_days"), Kind.CODE)
TEXTS = {
    **dict.fromkeys(("title", "programme", "funder_title", "reference"), Kind.LINE),
    **dict.fromkeys(("statement", "text", "reason", "legal_basis", "demands"), Kind.LINES),
}
NAMES = {
    **dict.fromkeys(("body", "funder", "employer", "asked_bodies"), "territories"),
    **{
        field: f"{field}s"
        for field in ("project", "campaign", "application", "agent", "request", "framework")
    },
    "person": "people",
}
BY_FIELD: Mapping[str, Kind | str] = {"request_id": Kind.REQUEST, **CODES, **NUMBERS, **TEXTS, **NAMES}
"""Field → its kind, or the plural noun of the resource that it names. What `name` names, its value says."""


@dataclass(frozen=True)
class Hidden:
    """Things of somebody else, by their plural nouns, and the bodies that see them."""

    names: Mapping[str, str]
    seen_by: frozenset[str]


@dataclass
class Suite:
    """One gRPC service under attack. `output_only` (full names of fields) no caller fills; what a field of an
    RPC says that is `ignored` ("UpdateAgent.agent.person") changes nothing.
    """

    stage: PlaceStage
    service: str
    sheet: Sheet
    people: Sequence[Who]
    output_only: Collection[str] = ()
    ignored: Collection[str] = ()

    def asked(self, rpc: str) -> Asked:
        """The first cell that is allowed, by one who holds a role."""
        row = self.sheet[rpc]
        for who in self.people:
            for state in self.stage.states(row.over):
                if who.bodies and row.answer(who, state).code is StatusCode.OK:
                    method = Default().FindServiceByName(self.service).methods_by_name[rpc]
                    return Asked(self, method, row, state, who)
        raise AssertionError(f"nobody may ever call {rpc}")


@dataclass
class Asked:
    """One RPC, ready to be called."""

    suite: Suite
    method: MethodDescriptor
    row: Row[Any]
    state: str
    who: Who
    _request: Message | None = field(default=None)

    async def request(self) -> Message:
        """About a thing that nobody has changed yet."""
        if self._request is None:
            stage = self.suite.stage
            make = stage.shared if self.row.reads else stage.fresh
            self._request = self.row.ask(await make(self.row.over, self.state), self.who)
        return self._request

    async def outcome(self, request: Message, who: Who | None = None) -> Any:
        """The answer, or the refusal. After an answer the next request is about another thing."""
        try:
            answer = await self.suite.stage.place.do(who or self.who, self.method.name, request)
        except CallRefused as refused:
            return refused
        if not self.row.reads:
            self._request = None
        return answer

    def ignores(self, leaf: Leaf) -> bool:
        return f"{self.method.name}.{leaf.path}" in self.suite.ignored

    async def acting(self, paths: Collection[str]) -> list[Leaf]:
        """Where the request names the body that acts, among these paths."""
        return [leaf for leaf, _ in await self.inputs() if leaf.path in paths and not self.ignores(leaf)]

    async def inputs(self) -> list[tuple[Leaf, Kind | str]]:
        """The text fields that a caller may fill, each with its kind."""
        request = await self.request()
        return [
            (leaf, kind_of(leaf, request)) for leaf in leaves(self.method.input_type, self.suite.output_only)
        ]


def kind_of(leaf: Leaf, request: Message) -> Kind | str:
    """Raise KeyError for a field that nobody told of."""
    last = leaf.fields[-1].name
    if last != "name":
        return BY_FIELD[last]
    holder: Any = request
    for step in leaf.fields[:-1]:
        holder = getattr(holder, step.name)
    return str(holder.name).partition("/")[0]


# --- names of others ------------------------------------------------------------------------------


async def what_guesses_tell(one: Asked, hidden: Hidden) -> list[str]:
    """In every field that names something: what somebody could learn or change by a name that is hidden."""
    told = []
    for leaf, kind in await one.inputs():
        if kind not in hidden.names:
            continue
        for who in (one.who, OF_LIEVIN):
            if hidden.seen_by.isdisjoint(who.bodies):
                told += await _differences(one, leaf, hidden.names[str(kind)], who)
    return told


async def _differences(one: Asked, leaf: Leaf, name: str, who: Who) -> list[str]:
    none, at = another_name(name), f"{one.method.name}.{leaf.path} by {who.id}"
    request, witness = await one.request(), one.suite.stage.witness
    await witness.quiet()
    before = await witness.picture()
    got = await one.outcome(replaced(request, leaf, name), who)
    free = await one.outcome(replaced(request, leaf, none), who)
    if await witness.picture() != before:
        return [f"{at} changed something"]
    if isinstance(got, CallRefused) and isinstance(free, CallRefused):
        same = words(got, name) == words(free, none)
        return [] if same else [f"{at} tells what it hides: {words(got, name)}, not {words(free, none)}"]
    if isinstance(got, CallRefused) or isinstance(free, CallRefused):
        return [f"{at} answers {got!r} and {free!r}"]
    same = got.SerializeToString().replace(name.encode(), none.encode()) == free.SerializeToString()
    return [] if same and one.row.reads else [f"{at} took {got!r}"]


async def acts_for_others(one: Asked, acting: Collection[str]) -> list[str]:
    """Where the request names the body that acts: what happens with a body at which one holds no role."""
    told = []
    for leaf in await one.acting(acting):
        request, witness = await one.request(), one.suite.stage.witness
        await witness.quiet()
        before = await witness.picture()
        for code in (LIEVIN, "99999"):
            got = await one.outcome(replaced(request, leaf, f"territories/{code}"))
            refused = isinstance(got, CallRefused) and got.code is StatusCode.PERMISSION_DENIED
            if not refused or (got.reason, got.metadata.get("body")) != ("ROLE_MISSING", code):
                told.append(f"{one.method.name}.{leaf.path} for {code}: {got!r}")
        if await witness.picture() != before:
            told.append(f"{one.method.name}.{leaf.path} changed something")
    return told


# --- texts that hurt ------------------------------------------------------------------------------

MARKUP = """<script>alert("é")</script>'\\ {{7*7}} %s -- ;"""
INVISIBLE = ("a\x00b", "a\x1bb", "a\u202eb", "a\x7fb")
BREAK = "a\r\nX-Injected: b"
HUGE = "x" * 100_000

SAID = {StatusCode.INVALID_ARGUMENT, StatusCode.NOT_FOUND, StatusCode.ABORTED, StatusCode.PERMISSION_DENIED}
"""How a request with a field at fault may be refused."""


async def what_texts_do(one: Asked) -> list[str]:
    """In every text field: what is neither kept exactly nor refused field by field."""
    told = []
    for leaf, kind in await one.inputs():
        if kind is not Kind.REQUEST:
            for text in (MARKUP, *INVISIBLE, BREAK, HUGE):
                told += await _spoilt(one, leaf, kind, text)
    return told


async def _spoilt(one: Asked, leaf: Leaf, kind: Kind | str, text: str) -> list[str]:
    at = f"{one.method.name}.{leaf.path} = {text[:20]!r}"
    noted, witness = f"/{one.suite.service}/{one.method.name}", one.suite.stage.witness
    before = await witness.noted(noted)
    got = await one.outcome(replaced(await one.request(), leaf, text))

    async def is_noted() -> bool:
        return any(kind[0] == "MARKUP_IN_TEXT" for kind in await witness.noted(noted) - before)

    if text == MARKUP and not one.row.reads:
        await eventually(is_noted)
    elif await is_noted():
        return [f"{at}: noted as markup"]
    if isinstance(got, CallRefused):
        faults = list(_faults(one, leaf, kind, text, got))
        return [f"{at}: {fault}" for fault in faults]
    kept = any(text in each for each in _texts(got))
    if one.ignores(leaf):
        return [f"{at}: ignored, and kept"] if kept else []
    allowed = (text == MARKUP and kind in (Kind.LINE, Kind.LINES)) or (text == BREAK and kind is Kind.LINES)
    return [] if kept and allowed else [f"{at}: taken, {'kept' if kept else 'and changed'}"]


def _faults(one: Asked, leaf: Leaf, kind: Kind | str, text: str, got: CallRefused) -> Iterator[str]:
    if got.code not in SAID:
        yield f"{got.code.name} {got.reason}"
    if kind not in (Kind.LINE, Kind.LINES):
        return
    good = text == MARKUP or (text == BREAK and kind is Kind.LINES)
    at_fault = any(leaf.path == field or leaf.path.startswith(f"{field}[") for field in got.fields)
    if good == at_fault:
        yield f"refused: {got.reason} {got.fields}"


def _texts(message: Message) -> list[str]:
    """Every text in a message."""
    found = []
    for held, value in message.ListFields():
        values = list(value) if held.is_repeated else [value]
        for each in values:
            if isinstance(each, Message):
                found += _texts(each)
            elif isinstance(each, str):
                found.append(each)
    return found
