"""What the charter answers for a project, as `proto/archipel/projects/v1/subsidiarity.proto` shows it.

A decision is a record: its sentences are French text fixed when it is taken, so that it reads the
same at any later date. It imposes nothing (L1111-3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.projects.domain.subsidiarity.facts import Level, Skill

Day = date
"""Inside a class that has a field of that name."""

INHABITANTS = "inhabitants"
"""The party that stands for the inhabitants in roles."""


class OwnerKind(StrEnum):
    BODY = "body"
    THIRD_PARTY = "third_party"
    INHABITANTS = "inhabitants"
    NOBODY = "nobody"


class Role(StrEnum):
    OWNER = "owner"
    CO_OWNER = "co_owner"
    ENGINEERING_SUPPORT = "engineering_support"
    FACILITATION_SUPPORT = "facilitation_support"
    CO_FUNDER = "co_funder"
    LABELLER = "labeller"
    LEAD_COORDINATOR = "lead_coordinator"
    LOCAL_RELAY = "local_relay"
    INFORMED = "informed"


@dataclass(frozen=True)
class Owner:
    """Who answers for the result. `body` and `level` are set for a body alone."""

    kind: OwnerKind
    body: str = ""
    level: Level | None = None
    title: str = ""


NOBODY = Owner(OwnerKind.NOBODY)


@dataclass(frozen=True)
class RoleOf:
    """One role of one party: a body's code, INHABITANTS, or the third party's name (no level)."""

    party: str
    role: Role
    level: Level | None = None
    title: str = ""


@dataclass(frozen=True)
class RuleResult:
    """What one rule did; `fired` means that it set or moved the owner, added a role or refused."""

    id: str
    title: str
    fired: bool
    because: str
    source: str


@dataclass(frozen=True)
class NotChosen:
    party: str
    because: str


@dataclass(frozen=True)
class Blocked:
    """Nobody may own the project as it stands: which rule says so, and the ways out."""

    rule: str
    because: str
    ways_out: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """Days (of 7 hours) of one skill that the owner needs and cannot cover alone."""

    skill: Skill
    needed_days: Decimal
    free_days: Decimal
    missing_days: Decimal


@dataclass(frozen=True)
class FactChange:
    """One fact that would be another; `fact` is its path in a case file ("capacity.62528.willing")."""

    fact: str
    from_: str
    to: str


@dataclass(frozen=True)
class Alternative:
    """The fewest facts to change that give this other owner; `text` says it in a sentence."""

    changes: tuple[FactChange, ...]
    owner: Owner
    text: str = ""


class DueAct(StrEnum):
    """What somebody has still to say of a decision (R10)."""

    ACCEPT = "accept"
    """The owner, by deliberation; without a deadline."""
    CONSENT = "consent"
    """A body with a role; silence is consent."""
    OPINION = "opinion"
    """The one commune that an agglomeration's decision touches; silence is favourable (L5211-57)."""


@dataclass(frozen=True)
class Due:
    """`party` is a body's code; `until` the last day, in Paris."""

    party: str
    act: DueAct
    until: date | None = None


@dataclass(frozen=True)
class Verdict:
    """Who owns and who has which role, without a word of explanation."""

    owner: Owner
    roles: tuple[RoleOf, ...]


ENGINE = 1
"""Raised when the same facts may give other words: a decision says which engine took it."""


@dataclass(frozen=True)
class Decision:
    """The answer of a charter on a day. `roles` lists the owner too; `gaps` are the owner's own,
    before anybody lends a day. `number` counts the decisions of a project, from 1; `return_to` is the
    body that a project may come back to at `return_due` (R5).
    """

    owner: Owner
    roles: tuple[RoleOf, ...]
    rules: tuple[RuleResult, ...]
    not_chosen: tuple[NotChosen, ...]
    blocked: Blocked | None
    conditions: tuple[str, ...]
    date: Day
    explanation: str
    charter_id: str
    charter_version: str
    gaps: tuple[Gap, ...] = ()
    what_would_change: tuple[Alternative, ...] = ()
    due: tuple[Due, ...] = ()
    review_date: Day | None = None
    number: int = 1
    return_to: str = ""
    return_due: Day | None = None
    engine: int = ENGINE

    def roles_of(self, party: str) -> frozenset[Role]:
        """The roles of one party."""
        return frozenset(role.role for role in self.roles if role.party == party)

    def parties(self, role: Role) -> tuple[str, ...]:
        """The parties that hold a role."""
        return tuple(held.party for held in self.roles if held.role is role)
