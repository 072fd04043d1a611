"""What the portal keeps about a person: the sessions, and forms that were typed after the end of one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Text, func

from chassis.privacy import Kept, Section
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
