"""A decision sorted for reading: the levels from the pole down, who stands beside, and each party's roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archipel.projects.v1.subsidiarity_pb2 import Decision, OwnerKind, Role
from archipel.projects.v1.territories_pb2 import Level
from services.portal.storage.awaited import bare
from services.portal.storage.directory import Directory, folded

LEVELS = (Level.LEVEL_POLE, Level.LEVEL_AGGLOMERATION, Level.LEVEL_COMMUNE)
BESIDE = 0
"""Stands for all who are no level: inhabitants, third parties, syndicates, department, region."""

ALONE = 3
"""Communes with the same roles are named one by one up to this number, and together beyond."""


@dataclass(frozen=True)
class Party:
    """One body, third party or group of communes alike. `codes` are empty for who is no body."""

    title: str
    roles: tuple[int, ...]
    codes: tuple[str, ...] = ()
    full: str = ""
    """The official name, where `title` is an acronym."""

    @property
    def is_owner(self) -> bool:
        return Role.ROLE_OWNER in self.roles

    @property
    def count(self) -> int:
        """How many bodies stand together here."""
        return len(self.codes)


@dataclass(frozen=True)
class Tier:
    """One level (or BESIDE) and those who have a role there, the owner first."""

    level: int
    parties: tuple[Party, ...]


def tiers(decision: Decision, directory: Directory) -> list[Tier]:
    """The three levels from the top, empty ones too, and who stands beside when somebody does."""
    found = {level: list(_together(_parties(decision, directory, level))) for level in LEVELS}
    levels = [Tier(level, tuple(parties)) for level, parties in found.items()]
    beside = tuple(_sorted(_parties(decision, directory, BESIDE)))
    return [*levels, Tier(BESIDE, beside)] if beside else levels


def _parties(decision: Decision, directory: Directory, level: int) -> Iterable[Party]:
    roles: dict[str, list[int]] = {}
    titles: dict[str, str] = {}
    for held in _with_owner(decision):
        party, at, role, title = held
        if (at if at in LEVELS else BESIDE) == level:
            roles.setdefault(party, []).append(role)
            titles[party] = title
    for party, held_roles in roles.items():
        body = directory.get(party)
        numbers = tuple(sorted(set(held_roles)))
        if body is None:
            yield Party(titles[party] or party, numbers)
        else:
            yield Party(body.short, numbers, (body.code,), body.title if body.acronym else "")


def _with_owner(decision: Decision) -> Iterable[tuple[str, int, int, str]]:
    """(party, level, role, title); the owner once, whether or not it stands among the roles too."""
    owner = decision.owner
    if owner.kind in (OwnerKind.OWNER_KIND_THIRD_PARTY, OwnerKind.OWNER_KIND_INHABITANTS):
        yield owner.title, BESIDE, Role.ROLE_OWNER, owner.title
    elif owner.kind == OwnerKind.OWNER_KIND_BODY:
        yield bare(owner.body), owner.level, Role.ROLE_OWNER, owner.title
    for held in decision.roles:
        if held.role != Role.ROLE_OWNER:
            yield held.party, held.level, held.role, held.title


def _together(parties: Iterable[Party]) -> list[Party]:
    alike: dict[tuple[int, ...], list[Party]] = {}
    for party in parties:
        alike.setdefault(party.roles, []).append(party)
    found: list[Party] = []
    for roles, group in alike.items():
        if len(group) > ALONE:
            named = sorted(group, key=lambda party: folded(party.title))
            names = ", ".join(party.title for party in named)
            found.append(Party("", roles, tuple(held for party in named for held in party.codes), names))
        else:
            found += group
    return _sorted(found)


def _sorted(parties: Iterable[Party]) -> list[Party]:
    """The owner first, then those with the weightier roles."""
    return sorted(parties, key=lambda party: (not party.is_owner, party.roles, folded(party.title)))
