"""Having a row to oneself until the transaction ends.

The version check alone would keep every invariant; waiting for one another spares busy agents the
refusals and retries that it costs.
"""

from __future__ import annotations

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection


async def lock_row(connection: AsyncConnection, table: Table, row_id: str) -> None:
    """What is read of the row afterwards is what the last transaction left."""
    await connection.execute(select(table.c.id).where(table.c.id == row_id).with_for_update())
