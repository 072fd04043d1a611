"""What engineering remembers of things whose home is another service."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from services.engineering.domain.days import Skill


@dataclass(frozen=True)
class MissingDays:
    """Days of one skill that the decision on a project says its owner lacks."""

    skill: Skill
    days: Decimal


@dataclass(frozen=True)
class ProjectRef:
    """A project that left its draft. `owner` is a body's code, empty when no body owns it."""

    id: str
    title: str
    owner: str
    bodies: frozenset[str]
    """Codes of the bodies that have a part in it: lead, participants, roles of the decision."""
    supporters: frozenset[str]
    """Codes of the bodies whose role in the decision is engineering support."""
    missing: tuple[MissingDays, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True)
class TerritoryRef:
    """A body. `members_of` holds the codes of the bodies just above it; population 0: not known."""

    code: str
    title: str
    members_of: frozenset[str]
    population: int
