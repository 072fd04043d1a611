"""From the commit of a command to the commit of another service's copy, both read from PostgreSQL's own
commit timestamps.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

JOURNAL = """
    SELECT 'projects/' || aggregate_id AS name, pg_xact_commit_timestamp(xmin) AS at FROM journal
    WHERE kind = 'projects' AND type LIKE '%ProjectSubmitted'
"""
COPY = """
    SELECT subject AS name, pg_xact_commit_timestamp(xmin) AS at FROM reader_versions
    WHERE reader = :reader AND version >= 2
"""


async def delays(projects_url: str, copy_url: str, reader: str, names: Sequence[str]) -> list[float]:
    """Seconds per project, once all have arrived (at most a minute)."""
    wanted = set(names)
    async with asyncio.timeout(60):
        seen: dict[str, datetime] = {}
        while not wanted <= seen.keys():
            await asyncio.sleep(0.5)
            seen = await _times(copy_url, COPY, reader)
    written = await _times(projects_url, JOURNAL, reader)
    return sorted((seen[name] - written[name]).total_seconds() for name in wanted)


async def _times(url: str, query: str, reader: str) -> dict[str, datetime]:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        found = await connection.execute(text(query), {"reader": reader} if ":reader" in query else {})
        times = {row.name: row.at for row in found}
    await engine.dispose()
    return times
