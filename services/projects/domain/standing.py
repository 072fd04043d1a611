"""Who owns a project and who has which other role: what two decisions are compared by."""

from __future__ import annotations

from dataclasses import dataclass

from services.projects.domain.subsidiarity.decision import (
    INHABITANTS,
    Owner,
    OwnerKind,
    Role,
    RoleOf,
    Verdict,
)
from services.projects.domain.subsidiarity.facts import Level


@dataclass(frozen=True, slots=True)
class Standing:
    """Who owns, and who has which other role. `owner` is the code of a body, INHABITANTS, the name of a
    third party, or empty for nobody; `level` is set for a body alone.
    """

    kind: OwnerKind
    owner: str
    level: Level | None
    roles: frozenset[tuple[str, Role]]


def standing_of(verdict: Verdict) -> Standing:
    """A verdict as it is compared."""
    return standing(verdict.owner, verdict.roles)


def standing(owner: Owner, roles: tuple[RoleOf, ...]) -> Standing:
    """An owner and roles, the owner's own role among them or not, as they are compared."""
    kind = owner.kind
    if kind is OwnerKind.BODY:
        party = owner.body
    elif kind is OwnerKind.INHABITANTS:
        party = INHABITANTS
    else:
        party = owner.title if kind is OwnerKind.THIRD_PARTY else ""
    others = frozenset([(held.party, held.role) for held in roles if held.role is not Role.OWNER])
    return Standing(kind, party, owner.level, others)
