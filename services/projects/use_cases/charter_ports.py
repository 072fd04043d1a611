"""What the use cases of charters need from storage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from chassis.domain import Clock
from services.projects.domain.charter_life import CharterVersion
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.subsidiarity.charter import Charter


@dataclass(frozen=True)
class ReadCharter:
    """A version, and what its text says."""

    version: CharterVersion
    charter: Charter


class Charters(Protocol):
    """The versions of charters, each an aggregate of its own, and the one that the node began with."""

    def read(self, text: str) -> Charter:
        """Raise InvalidInput with every fault of the YAML: its path, line and caret."""
        ...

    async def get(self, aggregate_id: str, /) -> CharterVersion:
        """Raise NotFound for an unknown id. The founding charter is found by its name."""
        ...

    async def add(self, aggregate: CharterVersion, /) -> None: ...

    async def save(self, aggregate: CharterVersion, /) -> None: ...

    async def adopted(self, body: str) -> CharterVersion | None:
        """The version of a body that none follows yet; the founding one is never among them."""
        ...

    async def of_pole(self, day: date) -> CharterVersion:
        """The pole's version in force on a day, the founding one before any was adopted."""
        ...

    async def listed(self, seen_by: frozenset[str], before: str, limit: int) -> Sequence[CharterVersion]:
        """At most `limit` versions that are public or of a body of `seen_by`, newest first, older than the
        id `before`; the founding one comes last.
        """
        ...


class CharterUnit(Protocol):
    """One transaction over charters."""

    @property
    def charters(self) -> Charters: ...

    @property
    def clock(self) -> Clock: ...

    async def reference(self) -> ReferenceData:
        """The bodies and the charters that were adopted, as they stand in this transaction."""
        ...
