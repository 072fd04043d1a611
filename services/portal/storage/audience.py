"""Who may see a row of a read model, and who is told that it changed."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Table, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.portal.storage.tables import AUDIENCE

CHANNEL = "portal_changes"

# PostgreSQL refuses a notification of 8 000 bytes or more.
LARGEST_NOTICE = 7_500

EVERYTHING = "*"


def visible(table: Table, viewer: Iterable[str]) -> ColumnElement[bool]:
    """Whether a row of `table` may be seen by somebody who holds a mandate at the bodies of `viewer`."""
    codes = sorted(viewer)
    if not codes:
        return table.c.public.is_(True)
    audience = AUDIENCE[table]
    named = select(audience.c.id).where(audience.c.id == table.c.id, audience.c.body.in_(codes))
    return or_(table.c.public.is_(True), named.exists())


def notice(topics: Iterable[str], audience: Iterable[str]) -> str:
    """The text of one notification; too many topics become "everything changed"."""
    viewers = sorted(set(audience))
    text = json.dumps({"topics": sorted(set(topics)), "audience": viewers}, separators=(",", ":"))
    if len(text.encode()) <= LARGEST_NOTICE:
        return text
    return json.dumps({"topics": [EVERYTHING], "audience": []}, separators=(",", ":"))


async def announce(connection: AsyncConnection, topics: Iterable[str], audience: Iterable[str]) -> None:
    """Tell every replica of the portal, at the commit, which pages to read again.

    A change of a resource that is not public is announced to its audience alone.
    """
    await connection.execute(select(func.pg_notify(CHANNEL, notice(topics, audience))))
