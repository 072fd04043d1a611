"""What the tables that stand in every service hold about a person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, and_, or_

from archipel.journal.v1.journal_pb2 import Envelope
from chassis.privacy import Kept, Section
from chassis.tables import ended_sessions, journal, lent_mandates, requests

ANSWER_TYPE_LENGTH = 200


def _act(row: Row[Any], person: str) -> Kept:
    """One event. Who acted is told only of the person's own acts: others are nobody's business."""
    envelope = Envelope.FromString(bytes(row.envelope))
    own = row.actor == person
    return Kept(
        resource=f"{row.kind}/{row.aggregate_id}",
        time=row.recorded_at,
        body=row.body if own else "",
        facts={
            "event": row.type.rpartition(".")[2],
            "event_id": str(row.event_id),
            "version": row.version,
            "by_oneself": own,
            "delegations": list(envelope.delegations) if own else [],
        },
    )


def _answer(row: Row[Any], _: str) -> Kept:
    """What the answer said is told by the resource itself."""
    return Kept(
        time=row.answered_at,
        facts={
            "request_id": str(row.request_id),
            "method": row.method,
            "answer": bytes(row.answer[:ANSWER_TYPE_LENGTH]).partition(b"\0")[0].decode(),
        },
    )


def _ended(row: Row[Any], _: str) -> Kept:
    return Kept(time=row.ended_at, facts={"sessions": "all"})


def _lent(row: Row[Any], person: str) -> Kept:
    return Kept(
        resource=f"delegations/{row.id}",
        body=row.body,
        facts={
            "role": row.role,
            "side": "lent by oneself" if row.delegator == person else "lent to oneself",
            "first_day": row.first_day,
            "last_day": row.last_day,
        },
    )


SECTIONS = (
    Section(
        journal,
        key=journal.c.position,
        about=lambda person: or_(
            journal.c.actor == person, and_(journal.c.kind == "people", journal.c.aggregate_id == person)
        ),
        kept=_act,
    ),
    Section(
        requests, key=requests.c.request_id, about=lambda person: requests.c.caller == person, kept=_answer
    ),
    Section(
        ended_sessions,
        key=ended_sessions.c.id,
        about=lambda person: ended_sessions.c.id == f"person:{person}",
        kept=_ended,
    ),
    Section(
        lent_mandates,
        key=lent_mandates.c.id,
        about=lambda person: or_(lent_mandates.c.delegator == person, lent_mandates.c.delegate == person),
        kept=_lent,
    ),
)
