"""What the use cases of territories and their register need from storage."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from chassis.domain import Clock
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.register_change import HoldingChange, LineKey
from services.projects.domain.subsidiarity.facts import Holding, Level
from services.projects.domain.territory import Competence, Territory


class Territories(Protocol):
    """The bodies, each an aggregate of its own."""

    async def get(self, aggregate_id: str, /) -> Territory:
        """Raise NotFound for an unknown code."""
        ...

    async def every(self) -> Mapping[str, Territory]:
        """All bodies that the node knows, by code."""
        ...

    async def add(self, aggregate: Territory, /) -> None: ...

    async def save(self, aggregate: Territory, /) -> None: ...

    async def listed(
        self, level: Level | None, member_of: str, after: str, limit: int
    ) -> Sequence[Territory]:
        """At most `limit` bodies by code, after that code; of one level and one body when given."""
        ...


class Competences(Protocol):
    """The vocabulary of competences."""

    async def get(self, code: str, /) -> Competence:
        """Raise NotFound for an unknown code."""
        ...

    async def every(self) -> Sequence[Competence]:
        """The whole vocabulary, by code."""
        ...

    async def replace(self, folder: str, vocabulary: Iterable[Competence]) -> None:
        """Make this the vocabulary; of the old one only codes that registers of other folders name stay."""
        ...

    async def listed(self, after: str, limit: int) -> Sequence[Competence]:
        """At most `limit` competences by code, after that code."""
        ...


class HoldingRegister(Protocol):
    """The dated competence register."""

    async def of_folder(self, folder: str) -> frozenset[Holding]:
        """All lines that the last import of a folder brought."""
        ...

    async def replace(self, folder: str, holdings: Iterable[Holding]) -> None:
        """Make these the lines of the folder; lines of other folders stay."""
        ...

    async def find(self, key: LineKey) -> Holding | None:
        """The line that a key names."""
        ...

    async def put(self, line: Holding) -> None:
        """Add a line or write it anew; it is an edited one from now on, whoever brought it."""
        ...

    async def remove(self, key: LineKey) -> None: ...

    async def edited(self) -> frozenset[LineKey]:
        """The keys of all lines that somebody ever edited here, be they still there or not."""
        ...

    async def note(self, changes: Sequence[HoldingChange], folder: str) -> None:
        """Write changes into the history; `folder` is the one imported, or EDITED."""
        ...

    async def changes(
        self, holder: str, competence: str, before: int | None, limit: int
    ) -> Sequence[tuple[int, HoldingChange]]:
        """At most `limit` changes with their place in the history, newest first, before that place; of one
        body's lines and one competence when given.
        """
        ...

    async def listed(
        self, body: str, competence: str, on: date, after: tuple[str, ...], limit: int
    ) -> Sequence[Holding]:
        """At most `limit` lines valid on a day, in the order of `holding_keyset`, after that keyset;
        of one body and one competence when given.
        """
        ...


class TerritoryUnit(Protocol):
    """One transaction over territories."""

    @property
    def territories(self) -> Territories: ...

    @property
    def competences(self) -> Competences: ...

    @property
    def register(self) -> HoldingRegister: ...

    @property
    def clock(self) -> Clock: ...


class RegisterUnit(TerritoryUnit, Protocol):
    """One transaction over the register, with what a change is judged against."""

    async def reference(self) -> ReferenceData:
        """The bodies, the vocabulary and the register as they stand in this transaction."""
        ...


def holding_keyset(holding: Holding) -> tuple[str, ...]:
    """What tells a line of the register from every other, in the order of lists."""
    return (holding.body, holding.competence, holding.mode, (holding.from_ or date.min).isoformat())
