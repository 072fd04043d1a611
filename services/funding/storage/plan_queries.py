"""Totals over many plans, and the history of one."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import ColumnElement, Numeric, Select, case, cast, func, select, true
from sqlalchemy.dialects.postgresql import JSONB

from chassis.journal.writer import Transaction
from chassis.tables import journal
from services.funding.domain.lines import LineState
from services.funding.domain.states import PlanState
from services.funding.storage.plans import visible
from services.funding.storage.tables import plans
from services.funding.use_cases.ports import Amounts, HistoryEntry, Totals

MONEY = Numeric(14, 2)


class StoredPlanQueries:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def history(self, plan_id: str, after: int, size: int) -> Sequence[HistoryEntry]:
        found = await self._tx.connection.execute(
            select(
                journal.c.event_id,
                journal.c.type,
                journal.c.recorded_at,
                journal.c.actor,
                journal.c.body,
                journal.c.version,
            )
            .where(journal.c.kind == "plans", journal.c.aggregate_id == plan_id, journal.c.version > after)
            .order_by(journal.c.version)
            .limit(size)
        )
        return [
            HistoryEntry(
                str(row.event_id),
                row.type.rpartition(".")[2],
                row.recorded_at,
                row.actor,
                row.body,
                row.version,
            )
            for row in found
        ]

    async def totals(self, body: str, seen_by: frozenset[str]) -> Totals:
        counted = (visible(seen_by), plans.c.state == PlanState.OPEN.value, ~plans.c.synthetic)
        owned = await self._tx.connection.execute(
            select(func.count(), func.coalesce(func.sum(plans.c.cost), 0)).where(
                *counted, plans.c.owner == body
            )
        )
        number, cost = owned.one()
        as_owner = await self._amounts(_line_sums().where(*counted, plans.c.owner == body))
        as_funder = await self._amounts(
            _line_sums().where(*counted, plans.c.funders.contains([body]), LINE["funder"].astext == body)
        )
        return Totals(body, number, cost, as_owner, as_funder)

    async def _amounts(self, sums: Select[Decimal, Decimal, Decimal]) -> Amounts:
        asked, granted, paid = (await self._tx.connection.execute(sums)).one()
        return Amounts(asked, granted, paid)


_LINES = func.jsonb_array_elements(plans.c.lines).table_valued("value", name="line")
LINE = cast(_LINES.c.value, JSONB)
"""One line of the plan, as JSON."""


def _line_sums() -> Select[Decimal, Decimal, Decimal]:
    """Euros asked, granted and paid, over the lines of the plans that are chosen."""
    payments = func.jsonb_array_elements(LINE["payments"]).table_valued("value", name="payment")
    paid = (
        select(func.sum(cast(cast(payments.c.value, JSONB)["amount"].astext, MONEY)))
        .select_from(payments)
        .correlate(_LINES)
        .scalar_subquery()
    )
    granted = LINE["state"].astext == LineState.GRANTED.value
    return (
        select(
            _sum(cast(LINE["requested"].astext, MONEY)),
            _sum(case((granted, cast(LINE["amount"].astext, MONEY)), else_=0)),
            _sum(paid),
        )
        .select_from(plans)
        .join(_LINES, true())
    )


def _sum(of: ColumnElement[Decimal]) -> ColumnElement[Decimal]:
    return func.coalesce(func.sum(of), 0)
