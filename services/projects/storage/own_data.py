"""What projects keeps about a person: the name, the day of the last sign-in, the bodies one belongs to, the
roles that were lent, and the lines of the register that one changed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, func, literal, or_

from archipel.projects.v1.register_pb2 import HoldingChange
from chassis.privacy import Kept, Section
from services.projects.convert.register import change_from_proto
from services.projects.storage.delegations import delegations, memberships
from services.projects.storage.people import people
from services.projects.storage.register import holding_changes
from services.projects.storage.sightings import sightings


def _person(row: Row[Any], _: str) -> Kept:
    return Kept(
        resource=f"people/{row.id}",
        facts={
            "display_name": row.display_name,
            "registered_by": row.body or "oneself",
            "forgotten": row.forgotten,
        },
    )


def _sighting(row: Row[Any], _: str) -> Kept:
    return Kept(facts={"last_seen": row.day})


def _membership(row: Row[Any], _: str) -> Kept:
    return Kept(body=row.body)


def _delegation(row: Row[Any], person: str) -> Kept:
    given = row.delegator == person
    return Kept(
        resource=f"delegations/{row.id}",
        time=row.create_time,
        body=row.body,
        facts={
            "role": row.role,
            "side": "lent by oneself" if given else "lent to oneself",
            "first_day": row.first_day,
            "last_day": row.last_day,
            "state": row.state,
            # Why somebody else is away is theirs to tell.
            **({"reason": row.reason} if given else {}),
        },
    )


def _changed_by(person: str) -> ColumnElement[bool]:
    """The column holds the wire's message: whoever acted stands in it as plain bytes."""
    return func.position(literal(person.encode()).op("IN")(holding_changes.c.change)) > 0


def _change(row: Row[Any], person: str) -> Kept:
    change = change_from_proto(HoldingChange.FromString(bytes(row.change)))
    if change.actor != person:
        return Kept(resource=f"territories/{row.holder}", facts={"named_in": "why"})
    return Kept(
        resource=f"territories/{row.holder}",
        time=change.time,
        body=change.body,
        facts={"act": change.act, "competence": row.competence, "mode": row.mode, "why": change.why},
    )


SECTIONS = (
    Section(people, key=people.c.id, about=lambda person: people.c.id == person, kept=_person),
    Section(
        sightings, key=sightings.c.person, about=lambda person: sightings.c.person == person, kept=_sighting
    ),
    Section(
        memberships,
        key=memberships.c.body,
        about=lambda person: memberships.c.person == person,
        kept=_membership,
    ),
    Section(
        delegations,
        key=delegations.c.id,
        about=lambda person: or_(delegations.c.delegator == person, delegations.c.delegate == person),
        kept=_delegation,
    ),
    Section(holding_changes, key=holding_changes.c.place, about=_changed_by, kept=_change),
)
