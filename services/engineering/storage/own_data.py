"""What engineering keeps about a person: the agent that one is, and the days that were reserved of one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from chassis.privacy import Kept, Section
from services.engineering.storage.tables import agents, reservations

LENDING = ("lent_to", "lent_from", "lent_until")


def _agent(row: Row[Any], _: str) -> Kept:
    return Kept(
        resource=f"agents/{row.id}",
        time=row.updated_at,
        facts={
            "employer": row.employer,
            "skills": row.skills,
            "quota": row.quota,
            "full_time_days": row.full_time_days,
            **{name: value for name in LENDING if (value := row._mapping[name])},  # noqa: SLF001 -- public, despite its name
            "absences": [{"start_date": first, "end_date": last} for first, last in row.absences],
            "create_time": row.created_at,
        },
    )


def _reservation(row: Row[Any], _: str) -> Kept:
    return Kept(
        resource=f"reservations/{row.id}",
        time=row.updated_at,
        facts={
            "project": row.project,
            "asking_body": row.asking_body,
            "skill": row.skill,
            "start_date": row.start_date,
            "end_date": row.end_date,
            "days": row.days,
            "state": row.state,
        },
    )


SECTIONS = (
    Section(agents, key=agents.c.id, about=lambda person: agents.c.person == person, kept=_agent),
    Section(
        reservations,
        key=reservations.c.id,
        about=lambda person: reservations.c.agent.in_(select(agents.c.id).where(agents.c.person == person)),
        kept=_reservation,
    ),
)
