"""Which bodies somebody speaks for by a lent role, from the table that the chassis keeps of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select

from chassis.journal.writer import Transaction
from chassis.tables import lent_mandates


class LentRoleStore:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def bodies_of(self, people: Collection[str], day: date) -> Mapping[str, frozenset[str]]:
        held = select(lent_mandates.c.delegate, lent_mandates.c.body).where(
            lent_mandates.c.delegate.in_(sorted(people)),
            lent_mandates.c.first_day <= day,
            lent_mandates.c.last_day >= day,
        )
        found: dict[str, frozenset[str]] = {}
        for row in await self._tx.connection.execute(held):
            found[row.delegate] = found.get(row.delegate, frozenset()) | {row.body}
        return found
