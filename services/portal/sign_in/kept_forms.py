"""Keeps what somebody typed when their session had ended, until they have signed in again.

It stands sealed for an hour, belongs to the browser that sent it, and to the person whose session it was
where that is known: whoever else signs in on the same machine does not get it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.domain import Clock
from services.portal.sign_in.rows import hash_of
from services.portal.sign_in.sealing import Sealer
from services.portal.storage.tables import kept_forms

KEPT = timedelta(hours=1)

LARGEST_KEPT = 256 * 1024
"""Characters of the names and values of one form: no page takes a larger one."""

MOST_OF_ONE = 20
"""Forms of one person."""

MOST_OF_NOBODY = 500
"""Forms of people who are not known: anybody can send such a one."""


@dataclass(frozen=True)
class Kept:
    """A form that waits: where it was going, and its fields as they were typed. `person` is empty where it is
    not known whose it is.
    """

    path: str
    fields: tuple[tuple[str, str], ...]
    person: str


class KeptForms:
    """Keeps, gives back and forgets forms."""

    def __init__(self, engine: AsyncEngine, sealer: Sealer, clock: Clock) -> None:
        self._engine = engine
        self._sealer = sealer
        self._clock = clock

    async def keep(self, path: str, fields: Sequence[tuple[str, str]], person: str, former: str) -> str:
        """Keep a form; the answer is what the browser is to hold, or nothing where there is no room.
        `former` is what the browser held of an earlier one, which makes room.
        """
        if sum(len(name) + len(value) for name, value in fields) > LARGEST_KEPT:
            return ""
        form_id, now = secrets.token_urlsafe(32), self._clock.now()
        await self.forget(former)
        async with self._engine.begin() as connection:
            await connection.execute(delete(kept_forms).where(kept_forms.c.forget_at <= now))
            count = select(func.count()).where(kept_forms.c.person == person)
            if (await connection.execute(count)).scalar_one() >= (MOST_OF_ONE if person else MOST_OF_NOBODY):
                return ""
            await connection.execute(
                insert(kept_forms).values(
                    id_hash=hash_of(form_id),
                    person=person,
                    path=path,
                    sealed=self._sealer.seal(json.dumps(list(fields)).encode()),
                    forget_at=now + KEPT,
                )
            )
        return form_id

    async def find(self, form_id: str) -> Kept | None:
        """The form that this browser sent; whose it is, the caller looks at."""
        if not form_id:
            return None
        mine = and_(kept_forms.c.id_hash == hash_of(form_id), kept_forms.c.forget_at > self._clock.now())
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(kept_forms).where(mine))).one_or_none()
        opened = self._sealer.open(row.sealed) if row else None
        if row is None or opened is None:
            return None
        return Kept(row.path, tuple((name, value) for name, value in json.loads(opened)), row.person)

    async def forget(self, form_id: str) -> None:
        if form_id:
            async with self._engine.begin() as connection:
                await connection.execute(delete(kept_forms).where(kept_forms.c.id_hash == hash_of(form_id)))

    async def forget_old(self) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(delete(kept_forms).where(kept_forms.c.forget_at <= self._clock.now()))
