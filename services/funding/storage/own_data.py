"""What funding keeps about a person: on which side of which plan one acted, what one granted and paid."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, or_

from chassis.privacy import Kept, Section
from services.funding.storage.tables import plans


def _about(person: str) -> ColumnElement[bool]:
    return or_(
        plans.c.hands.contains([[person]]),
        plans.c.lines.contains([{"grant": {"granted_by": person}}]),
        plans.c.lines.contains([{"payments": [{"recorded_by": person}]}]),
    )


def _plan(row: Row[Any], person: str) -> Kept:
    grants = [(line["id"], line["grant"]) for line in row.lines if line["grant"]]
    payments = [(line["id"], payment) for line in row.lines for payment in line["payments"]]
    return Kept(
        resource=f"plans/{row.id}",
        time=row.updated_at,
        facts={
            "title": row.title,
            "sides": [side for who, side in row.hands if who == person],
            "granted": [_told(line, grant) for line, grant in grants if grant["granted_by"] == person],
            "paid": [_told(line, payment) for line, payment in payments if payment["recorded_by"] == person],
        },
    )


def _told(line: str, act: dict[str, Any]) -> dict[str, Any]:
    return {"line": line, "amount": act["amount"], "time": act["time"]}


SECTIONS = (Section(plans, key=plans.c.id, about=_about, kept=_plan),)
