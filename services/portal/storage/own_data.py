"""What the portal keeps about a person: sessions, and forms typed after the end of one; and how these go."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Text, delete, func
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis import own_data
from chassis.privacy import Kept, Section, everything_about
from services.portal.storage.tables import kept_forms, sessions


def _session(row: Row[Any], _: str) -> Kept:
    """Neither the id nor the tokens: they are keys."""
    return Kept(
        time=row.seen_at,
        body=row.acting_body,
        facts={"mandates": row.mandates, "expires_at": row.expires_at, "ended_at": row.ended_at},
    )


def _form(row: Row[Any], _: str) -> Kept:
    """What was typed is sealed; the browser that sent it alone gets it back."""
    return Kept(facts={"path": row.path, "forget_at": row.forget_at})


SECTIONS = (
    Section(sessions, key=sessions.c.key, about=lambda person: sessions.c.person == person, kept=_session),
    Section(
        kept_forms,
        key=func.encode(kept_forms.c.id_hash, "hex", type_=Text()),
        about=lambda person: kept_forms.c.person == person,
        kept=_form,
    ),
)


async def kept_here(engine: AsyncEngine, person: str) -> dict[str, list[dict[str, Any]]]:
    """Table → its records about the person, as they stand in the person's file."""
    async with engine.connect() as connection:
        return await everything_about(connection, [*own_data.SECTIONS, *SECTIONS], person)


async def forget(connection: AsyncConnection, person: str) -> None:
    """The sessions, whether they last or not, and the forms that wait."""
    await connection.execute(delete(sessions).where(sessions.c.person == person))
    await connection.execute(delete(kept_forms).where(kept_forms.c.person == person))
