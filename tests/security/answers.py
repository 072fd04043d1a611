"""Who calls a service, and what a call must answer: the words in which matrices of rights are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from google.protobuf.message import Message
from grpc import StatusCode

from chassis.testing.running import CallRefused


@dataclass(frozen=True)
class Who:
    """Somebody who calls: `id` is the pseudonymous id (empty: no token), `groups` stand in the token, `lent`
    are the mandates (body, role) that somebody lent for today. `home` is the body that they act for.
    """

    id: str = ""
    groups: tuple[str, ...] = ()
    home: str = ""
    lent: frozenset[tuple[str, str]] = frozenset()
    node: str = ""
    """The other node whose service account it is."""
    session_ended: bool = False

    @property
    def mandates(self) -> frozenset[tuple[str, str]]:
        """Body and role: what the groups say in the end, whatever the token of a node claims."""
        if self.node:
            return frozenset()
        own = (group.removeprefix("bodies/").partition("/") for group in self.groups)
        return frozenset((body, role) for body, _, role in own if role) | self.lent

    @property
    def bodies(self) -> frozenset[str]:
        return frozenset(body for body, _ in self.mandates)

    def holds(self, body: str, *roles: str) -> bool:
        return any(held == body and role in roles for held, role in self.mandates)

    @property
    def claims(self) -> dict[str, Any]:
        """Claims of the token besides the groups."""
        session = {"sid": f"session-of-{self.id}"} if self.session_ended else {}
        return session | ({"node": self.node} if self.node else {})


@dataclass(frozen=True)
class Answer:
    """What a call must answer; of the metadata of a refusal, what it must say besides others."""

    code: StatusCode = StatusCode.OK
    reason: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    incident: bool = False
    hides: bool = False
    """The thing is there: the words are those for a thing that is not."""

    def __str__(self) -> str:
        return " ".join((self.code.name, self.reason, str(dict(self.metadata) or ""))).strip()


OK = Answer()
HIDDEN = Answer(StatusCode.NOT_FOUND, "NOT_FOUND", incident=True, hides=True)


def forbidden(reason: str, **metadata: str) -> Answer:
    return Answer(StatusCode.PERMISSION_DENIED, reason, metadata, incident=True)


def role_missing(body: str, *roles: str) -> Answer:
    """The refusal names the roles that would do, and the body."""
    return forbidden("ROLE_MISSING", body=body, roles=",".join(roles))


def refused(reason: str, **metadata: str) -> Answer:
    """The state says no: an honest mistake, no incident."""
    return Answer(StatusCode.FAILED_PRECONDITION, reason, metadata)


def not_found(reason: str = "NOT_FOUND") -> Answer:
    """Nothing of that name is there, for anybody."""
    return Answer(StatusCode.NOT_FOUND, reason)


def invalid(reason: str, *, incident: bool = False) -> Answer:
    return Answer(StatusCode.INVALID_ARGUMENT, reason, incident=incident)


EVERYBODY = "everybody"
SIGNED_IN = "signed in"
Door = str | tuple[str, ...]
"""Who gets past the access table: EVERYBODY, SIGNED_IN, or whoever holds one of the roles at some body."""


def at_the_door(door: Door, who: Who) -> Answer | None:
    """What the access table answers; None when it lets the caller in."""
    if who.session_ended:
        return Answer(StatusCode.UNAUTHENTICATED, "SESSION_ENDED", incident=True)
    if door == EVERYBODY:
        return None
    if not who.id:
        return Answer(StatusCode.UNAUTHENTICATED, "TOKEN_MISSING", incident=True)
    if who.node:
        return forbidden("NODE_NOT_ALLOWED", node=who.node)
    if door != SIGNED_IN and not any(role in door for _, role in who.mandates):
        return forbidden("ROLE_MISSING", roles=",".join(sorted(door)))
    return None


def differs(wanted: Answer, got: CallRefused) -> bool:
    return (
        (wanted.code, wanted.reason) != (got.code, got.reason)
        or not wanted.metadata.items() <= got.metadata.items()
        or not got.message
    )


def words(refusal: CallRefused, name: str) -> tuple[object, ...]:
    """All that a refusal says, but for the name that was asked for."""
    said = {key: value.replace(name, "…") for key, value in refusal.metadata.items()}
    return (refusal.code, refusal.reason, refusal.message.replace(name, "…"), said, refusal.fields)


def another_name(name: str) -> str:
    """A name of the same kind and length that nobody has."""
    kind, _, identifier = name.partition("/")
    try:
        UUID(identifier)
    except ValueError:
        return f"{kind}/{uuid4().hex[: len(identifier)]:x<{len(identifier)}}"
    return f"{kind}/{uuid4()}"


def renamed(request: Message, old: str, new: str) -> Message:
    """The same request with another name in it, and as another request."""
    assert len(old) == len(new), (old, new)
    twin = type(request).FromString(request.SerializeToString().replace(old.encode(), new.encode()))
    if "request_id" in twin.DESCRIPTOR.fields_by_name:
        twin.request_id = ""  # type: ignore[attr-defined]
    return twin
