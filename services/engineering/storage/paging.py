"""Pages of rows, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Table, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.engineering.use_cases.ports import Page

Key = tuple[str, ...] | None


async def newest_first(
    connection: AsyncConnection, question: Select[Any], table: Table, page: Page
) -> tuple[Sequence[Row[Any]], Key]:
    """The rows of one page, and the key (instant of creation, id) of the next one."""
    key = tuple_(table.c.created_at, table.c.id)
    if page.after:
        question = question.where(key < (datetime.fromisoformat(page.after[0]), page.after[1]))
    ordered = question.order_by(table.c.created_at.desc(), table.c.id.desc()).limit(page.size + 1)
    rows = (await connection.execute(ordered)).all()
    if len(rows) <= page.size:
        return rows, None
    last = rows[page.size - 1]
    return rows[: page.size], (last.created_at.isoformat(), last.id)
