"""Delegations, and who belongs to which body: people by pseudonymous id alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Index,
    PrimaryKeyConstraint,
    Row,
    Select,
    Table,
    Text,
    delete,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.aggregates import AggregateStore
from chassis.journal.writer import Draft
from chassis.tables import aggregate_columns
from services.projects.convert.delegations import delegation_event_to_proto
from services.projects.domain.delegation import Delegation, DelegationEvent, DelegationTerms
from services.projects.domain.delegation_states import DelegationState
from services.projects.storage.metadata import metadata
from services.projects.storage.people import people

delegations = Table(
    "delegations",
    metadata,
    *aggregate_columns(),
    Column("body", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("delegator", Text, nullable=False),
    Column("delegate", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("revoke_time", DateTime(timezone=True)),
    info={"aggregate_kind": "delegations"},
)
Index("ix_delegations_body_id", delegations.c.body, delegations.c.id)
Index("ix_delegations_delegator_id", delegations.c.delegator, delegations.c.id)
Index("ix_delegations_delegate_id", delegations.c.delegate, delegations.c.id)

memberships = Table(
    "memberships",
    metadata,
    Column("body", Text, nullable=False),
    Column("person", Text, nullable=False),
    PrimaryKeyConstraint("body", "person"),
)
Index("ix_memberships_person", memberships.c.person)


class DelegationStore(AggregateStore[Delegation, DelegationEvent]):
    """The repository of delegations."""

    table = delegations

    async def lent_by(self, delegator: str, body: str, role: str) -> Sequence[Delegation]:
        # A lock of its own: what is not written yet has no row that could be locked.
        key = f"delegations/{delegator}/{body}/{role}"
        await self.tx.connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
        return await self._found(
            select(delegations).where(
                delegations.c.delegator == delegator,
                delegations.c.body == body,
                delegations.c.role == role,
                delegations.c.state == DelegationState.GRANTED,
            )
        )

    async def of_body(self, body: str, before: str, limit: int) -> Sequence[Delegation]:
        return await self._page(select(delegations).where(delegations.c.body == body), before, limit)

    async def of_person(self, person: str, before: str, limit: int) -> Sequence[Delegation]:
        given = delegations.c.delegator == person
        received = delegations.c.delegate == person
        return await self._page(select(delegations).where(given | received), before, limit)

    async def _page(self, question: Select[Any], before: str, limit: int) -> Sequence[Delegation]:
        if before:
            question = question.where(delegations.c.id < before)
        return await self._found(question.order_by(delegations.c.id.desc()).limit(limit))

    async def _found(self, question: Select[Any]) -> Sequence[Delegation]:
        return [self._restored(row) for row in await self.tx.connection.execute(question)]

    def to_row(self, aggregate: Delegation) -> Mapping[str, Any]:
        terms = aggregate.terms
        return {
            "body": terms.body,
            "role": terms.role,
            "delegator": terms.delegator,
            "delegate": terms.delegate,
            "first_day": terms.first_day,
            "last_day": terms.last_day,
            "reason": terms.reason,
            "state": aggregate.state,
            "create_time": aggregate.create_time,
            "revoke_time": aggregate.revoke_time,
        }

    def from_row(self, row: Row[Any]) -> Delegation:
        return Delegation(
            id=row.id,
            terms=DelegationTerms(
                row.body, row.role, row.delegator, row.delegate, row.first_day, row.last_day, row.reason
            ),
            create_time=row.create_time,
            revoke_time=row.revoke_time,
            state=DelegationState(row.state),
        )

    def to_draft(self, aggregate: Delegation, event: DelegationEvent) -> Draft:
        return Draft(delegation_event_to_proto(aggregate, event), [aggregate.terms.body])


class MembershipStore:
    """Who belongs to which body; no part of the journal, since the identity provider is the source."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(self, person: str, bodies: Iterable[str]) -> None:
        await self._connection.execute(delete(memberships).where(memberships.c.person == person))
        rows = [{"person": person, "body": body} for body in sorted(set(bodies))]
        if rows:
            await self._connection.execute(insert(memberships), rows)

    async def includes(self, person: str, body: str) -> bool:
        this = (memberships.c.person == person) & (memberships.c.body == body)
        return bool(await self._connection.scalar(select(exists().where(this))))

    async def of_body(self, body: str, besides: str, after: str, limit: int) -> Sequence[str]:
        question = (
            select(memberships.c.person)
            .join(people, people.c.id == memberships.c.person)
            .where(
                memberships.c.body == body,
                memberships.c.person != besides,
                memberships.c.person > after,
                people.c.body == "",
                ~people.c.forgotten,
            )
            .order_by(memberships.c.person)
            .limit(limit)
        )
        return list((await self._connection.execute(question)).scalars())
