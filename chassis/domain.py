"""What domain and use-case code may know of the chassis: errors that carry data, aggregates that
record events, exact numbers and ids. Standard library only.
"""

from __future__ import annotations

import os
import time
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as datetime_time
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Generic, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
"""The only zone in which a day begins for the people of the territory."""


@dataclass(frozen=True)
class Text:
    """A French sentence with named places, translated and filled only where it is shown."""

    template: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return self.template.format(**dict(self.values))


def msg(template: str, /, **values: object) -> Text:
    """Mark a sentence for the translation catalogues (Babel finds it by this name)."""
    return Text(template, tuple(values.items()))


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one field: where, a stable reason in UPPER_SNAKE, what to do. `hidden` names a
    thing that is there, but of which the caller may not know: it is called unknown, and noted as an incident.
    """

    field: str
    reason: str
    text: Text
    hidden: str = ""


class DomainError(Exception):
    """A refusal that a person can act on. `reason` is a stable UPPER_SNAKE code for machines;
    `metadata` holds the figures of the refusal as strings.
    """

    def __init__(self, reason: str, text: Text, **metadata: object) -> None:
        super().__init__(f"{reason}: {text}")
        self.reason = reason
        self.text = text
        self.metadata: dict[str, str] = {key: str(value) for key, value in metadata.items()}


class InvalidInput(DomainError):
    """The command itself is wrong, whatever the state: all its faults at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        if not self.faults:
            raise ValueError("InvalidInput needs at least one fault")
        first = self.faults[0]
        super().__init__(first.reason, first.text, fields=",".join(fault.field for fault in self.faults))


class NotFound(DomainError):
    """No such resource, or none that the caller may know of."""


class Hidden(NotFound):
    """It is there, but the caller may not know of it: answered as NotFound, noted as an incident."""


class Stale(DomainError):
    """The caller's etag is not the resource's any more; read again and retry."""


class Refused(DomainError):
    """The state of the resource forbids the act: a rule says no, with its figures."""


class Forbidden(DomainError):
    """The caller lacks a role at a body; the message names both."""


class AlreadyThere(DomainError):
    """A resource with this name exists, or the same request id came with another body."""


class Exhausted(DomainError):
    """A limit is reached (size, quota, days); the metadata say which and how much is left."""


LINE_MARKS = frozenset("\n\r\t")
TURNING_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the reading order around, so that a text shows something other than it says."""


HIDDEN_CHARACTER = msg(
    "Ce texte contient un caractère invisible (souvent dû à un copier-coller) : retapez-le."
)


def hides_something(text: str, *, lines: bool = False) -> bool:
    """Whether a text holds a character that nobody sees; `lines` allows line breaks and tabs."""
    allowed = LINE_MARKS if lines else frozenset()
    return any(
        mark not in allowed and (mark in TURNING_MARKS or unicodedata.category(mark) in ("Cc", "Zl", "Zp"))
        for mark in text
    )


def hidden_faults(field: str, text: str, *, lines: bool = False) -> list[Fault]:
    """What is wrong with a text that holds invisible characters, which mislead people and end headers early;
    `lines` allows line breaks and tabs.
    """
    return [Fault(field, "CONTROL_CHARACTER", HIDDEN_CHARACTER)] if hides_something(text, lines=lines) else []


def raise_faults(faults: list[Fault]) -> None:
    """Raise InvalidInput when there is at least one fault."""
    if faults:
        raise InvalidInput(faults)


@dataclass(frozen=True)
class Mandate:
    """The right to act for a body in one role, as the identity provider vouches for it, or lent by its holder
    for an absence: `by` is then the name of the delegation.
    """

    body: str
    role: str
    by: str = ""


@dataclass(frozen=True)
class Caller:
    """Who calls: a pseudonymous id and the mandates held. Anonymous when `id` is empty. `node` names the
    other node whose service account it is; such an account holds no mandate and is no person. `attached` are
    the bodies to which the identity provider says that the person belongs, with a role there or without;
    belonging gives no right. `lapsed` are mandates that were lent until lately: they say no more than why
    something is refused today.
    """

    id: str = ""
    mandates: frozenset[Mandate] = frozenset()
    node: str = ""
    attached: frozenset[str] = frozenset()
    lapsed: frozenset[Mandate] = frozenset()

    @property
    def bodies(self) -> frozenset[str]:
        return frozenset(mandate.body for mandate in self.mandates)

    def holds(self, body: str, *roles: str) -> bool:
        """Whether the caller holds one of the roles at the body (any role when none is named)."""
        return any(m.body == body and (not roles or m.role in roles) for m in self.mandates)

    def delegations(self, body: str) -> tuple[str, ...]:
        """Names of the delegations by which the caller acts for the body (for any, where none is named)."""
        return tuple(sorted({m.by for m in self.mandates if m.by and body in ("", m.body)}))

    def must_hold(self, body: str, *roles: str) -> None:
        """Raise Forbidden, naming the missing role and body, unless the caller holds one of the roles."""
        if not self.holds(body, *roles):
            raise Forbidden(
                "ROLE_MISSING",
                msg(
                    "Il faut le rôle « {roles} » auprès de la collectivité {body} pour faire cela.",
                    roles=" / ".join(roles),
                    body=body,
                ),
                body=body,
                roles=",".join(roles),
            )


EventT = TypeVar("EventT")


@dataclass(eq=False)
class Aggregate(Generic[EventT]):
    """A thing with one home that changes as a whole. It records what happened; only the unit of
    work writes that down, one journal row per event, in the transaction of the command.

    `version` counts its events; `head` is the hash of the last one (32 bytes, empty before the first).
    """

    kind: ClassVar[str]
    """Plural noun of its resource name, e.g. "projects"."""

    id: str
    version: int = 0
    head: bytes = b""
    home_node: str = ""
    epoch: int = 1
    recorded: list[EventT] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.id}"

    @property
    def etag(self) -> str:
        """AIP-154: changes with every change of the resource."""
        return f'"{self.epoch}-{self.version}"'

    def check_etag(self, seen: str) -> None:
        """Raise Stale when the caller saw another version. An empty etag asks for no check."""
        if seen and seen != self.etag:
            raise Stale(
                "ETAG_STALE",
                msg("Quelqu’un a modifié cette fiche entre-temps : relisez-la, puis recommencez."),
                seen=seen,
                current=self.etag,
            )

    def record(self, event: EventT) -> None:
        self.recorded.append(event)


class Clock(Protocol):
    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def paris_day(instant: datetime) -> date:
    """The calendar day of an instant, in Paris."""
    return instant.astimezone(PARIS).date()


def beginning_of_day(day: date) -> datetime:
    """The first instant of a day in Paris, in UTC."""
    return datetime.combine(day, datetime_time(), PARIS).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The first instant after a day in Paris, in UTC: what was due that day is overdue from then on."""
    return beginning_of_day(day + timedelta(days=1))


def uuid7() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    raw = milliseconds.to_bytes(6, "big") + os.urandom(10)
    value = int.from_bytes(raw, "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


CENT = Decimal("0.01")
MOST_DIGITS = 60


def decimal_or_none(text: str) -> Decimal | None:
    """The exact decimal that a text holds ("12.5"), or None when it holds none, or one of which nobody
    counts anything: "1e999999999" is short to send, and fills the memory of whoever writes it out.
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < MOST_DIGITS else None
