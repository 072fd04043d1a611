"""What a service says of a reader of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from google.protobuf import symbol_database
from google.protobuf.message import DecodeError, Message
from sqlalchemy import Table

from archipel.journal.v1.journal_pb2 import Envelope
from chassis.journal.writer import Transaction

_SYMBOLS = symbol_database.Default()


@dataclass(frozen=True)
class Received:
    """An event as it came: its envelope and its message."""

    envelope: Envelope
    message: Message


class ReaderKind(Enum):
    READ_MODEL = "read model"
    """Tables derived from events; a rebuild empties them and replays the stream."""
    REACTION = "reaction"
    """Commands of our own that an event causes; never replayed."""


@dataclass(frozen=True)
class ReaderSpec:
    """One reader of one stream."""

    name: str
    """Unique in the service; stands in its tables."""
    source: str
    """Service whose stream is read."""
    kinds: frozenset[str]
    """Kinds of aggregates that matter; events of others are passed over."""
    kind: ReaderKind
    handle: Callable[[Received, Transaction], Awaitable[None]]
    """Applies one event inside the reader's transaction; an error that is not one of circumstance parks
    the aggregate.
    """
    tables: Sequence[Table] = ()
    """For a read model: the tables that it fills, alone, in an order in which they can be emptied."""
    committed: Callable[[Sequence[Received]], None] | None = None
    """Told what was applied, after the commit."""


class UnreadableEvent(Exception):
    """The bytes are no envelope, or not of the message that the envelope names."""


def open_envelope(raw: bytes) -> Envelope:
    """The envelope. Raise UnreadableEvent when the bytes are none."""
    try:
        envelope = Envelope.FromString(raw)
    except DecodeError as error:
        raise UnreadableEvent("the bytes are no envelope") from error
    if not envelope.type or not envelope.subject or envelope.version < 1:
        raise UnreadableEvent("the envelope lacks its type, subject or version")
    return envelope


def open_event(envelope: Envelope) -> Received | None:
    """The event, or None for a type that this version of the program does not know (a newer sender).
    Raise UnreadableEvent when the data is not of the message that the envelope names.
    """
    try:
        message_class = _SYMBOLS.GetSymbol(envelope.type)
    except KeyError:
        return None
    try:
        return Received(envelope, message_class.FromString(envelope.data))
    except DecodeError as error:
        raise UnreadableEvent(f"the data is no {envelope.type}") from error
