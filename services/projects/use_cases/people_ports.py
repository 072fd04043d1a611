"""What the use cases of people need from storage."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from services.projects.domain.person import Person


class People(Protocol):
    """The one table of names."""

    async def get(self, aggregate_id: str, /) -> Person:
        """Raise NotFound for an unknown id."""
        ...

    async def find(self, aggregate_id: str, /) -> Person | None: ...

    async def find_many(self, ids: Iterable[str]) -> Mapping[str, Person]:
        """Those of the ids that are known."""
        ...

    async def add(self, aggregate: Person, /) -> None: ...

    async def save(self, aggregate: Person, /) -> None: ...


class PeopleUnit(Protocol):
    """One transaction over people."""

    @property
    def people(self) -> People: ...
