"""What the use cases of people need from storage."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from chassis.domain import Clock
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


class Memberships(Protocol):
    """Who belongs to which body, as each person's last sign-in said it."""

    async def note(self, person: str, bodies: Iterable[str]) -> None:
        """The person belongs to these bodies now, and to no other."""
        ...

    async def includes(self, person: str, body: str) -> bool: ...

    async def of_body(self, body: str, besides: str, after: str, limit: int) -> Sequence[str]:
        """At most `limit` ids of people of a body whose name is known and who can sign in, `besides` left
        out, in order, after the id `after`.
        """
        ...


class Sightings(Protocol):
    """The day on which each named person was last seen."""

    async def note(self, person: str, day: date) -> None:
        """The person was seen on that day; an earlier day than the last one changes nothing."""
        ...

    async def before(self, day: date) -> Sequence[str]:
        """Ids of the people who were last seen before that day, in order."""
        ...

    async def forget(self, person: str) -> None: ...


class PeopleUnit(Protocol):
    """One transaction over people."""

    @property
    def clock(self) -> Clock: ...

    @property
    def people(self) -> People: ...

    @property
    def memberships(self) -> Memberships: ...

    @property
    def sightings(self) -> Sightings: ...
