"""What the use cases of delegations need from storage."""

from collections.abc import Sequence
from typing import Protocol

from chassis.domain import Clock
from services.projects.domain.delegation import Delegation
from services.projects.use_cases.people_ports import PeopleUnit


class Delegations(Protocol):
    """The delegations, each an aggregate of its own."""

    async def get(self, aggregate_id: str, /) -> Delegation:
        """Raise NotFound for an unknown id."""
        ...

    async def add(self, aggregate: Delegation, /) -> None: ...

    async def save(self, aggregate: Delegation, /) -> None: ...

    async def lent_by(self, delegator: str, body: str, role: str) -> Sequence[Delegation]:
        """What somebody lent of one role and has not taken back; nobody lends more of it until the
        transaction ends.
        """
        ...

    async def of_body(self, body: str, before: str, limit: int) -> Sequence[Delegation]:
        """At most `limit` of a body, newest first, older than the id `before`."""
        ...

    async def of_person(self, person: str, before: str, limit: int) -> Sequence[Delegation]:
        """The same, of those that somebody gave or received."""
        ...


class DelegationUnit(PeopleUnit, Protocol):
    """One transaction over delegations, and the people who give and receive them."""

    @property
    def clock(self) -> Clock: ...

    @property
    def delegations(self) -> Delegations: ...
