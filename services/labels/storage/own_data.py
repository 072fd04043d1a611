"""What labels keeps about a person: what one declared and how one marked, as a juror."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, or_

from chassis.privacy import Kept, Section
from services.labels.storage.tables import applications


def _about(person: str) -> ColumnElement[bool]:
    mine = [{"juror": person}]
    return or_(applications.c.statements.contains(mine), applications.c.sheets.contains(mine))


def _mine(documents: Sequence[dict[str, Any]], person: str) -> list[dict[str, Any]]:
    found = [document for document in documents if document["juror"] == person]
    return [{name: value for name, value in document.items() if name != "juror"} for document in found]


def _application(row: Row[Any], person: str) -> Kept:
    sheets = _mine(row.sheets, person)
    return Kept(
        resource=f"applications/{row.id}",
        time=row.updated,
        facts={
            "project_title": row.project_title,
            "interests": _mine(row.statements, person),
            "marks": [mark for sheet in sheets for mark in sheet["marks"]],
            "marked_at": [sheet["at"] for sheet in sheets],
            "spoke_for": [body for sheet in sheets for body in sheet.get("spoke_for", ())],
        },
    )


SECTIONS = (Section(applications, key=applications.c.id, about=_about, kept=_application),)
