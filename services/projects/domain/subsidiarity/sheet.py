"""The sheet that the rules fill in, one after the other, until a decision can be read from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from chassis.domain import Text
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.decision import INHABITANTS, Owner, OwnerKind, Role, RoleOf
from services.projects.domain.subsidiarity.facts import (
    ENOUGH_AND_WILLING,
    Body,
    Capacities,
    Capacity,
    Directory,
    Initiator,
    Level,
    Nature,
    Party,
    PartyKind,
    ProjectFacts,
    Register,
)
from services.projects.domain.subsidiarity.words import party_title


@dataclass(frozen=True)
class Finding:
    """What a rule found. `source` replaces the charter's when the reason lies in one article or
    document; `stop` ends the evaluation, the remaining rules are then not examined.
    """

    fired: bool
    because: Text
    source: Text | None = None
    stop: bool = False


@dataclass(frozen=True)
class Block:
    rule: str
    because: Text
    ways_out: tuple[Text, ...]


@dataclass
class Sheet:
    """One project on one day. Rules read the facts above and write the findings below."""

    facts: ProjectFacts
    directory: Directory
    register: Register
    capacities: Capacities
    charter: Charter
    on: date
    agreed_owner: str = ""
    """Code of the body to which ownership was transferred by agreement."""

    able_at: dict[str, tuple[Body, ...]] | None = None
    """R1: the bodies able in each commune of the works area; None while nobody asked the law."""
    owner: Owner | None = None
    moved_by: list[tuple[str, Body, Text]] = field(default_factory=list)
    """Rises: the rule, the body that owned before, why."""
    block: Block | None = None
    conditions: list[Text] = field(default_factory=list)
    _roles: dict[tuple[str, Role], RoleOf] = field(default_factory=dict)

    @cached_property
    def works(self) -> tuple[str, ...]:
        """The works area; a project without works (an approach) stands where its effects are."""
        return tuple(sorted(set(self.facts.works_area or self.facts.impact_area)))

    @cached_property
    def communes(self) -> tuple[Body, ...]:
        found = (self.directory.body(code) for code in self.works)
        return tuple(body for body in found if body is not None)

    @cached_property
    def reach(self) -> frozenset[str]:
        """Communes with works or effects."""
        return frozenset(self.works).union(self.facts.impact_area)

    @cached_property
    def is_micro(self) -> bool:
        """R9: upper levels are neither asked nor told one by one."""
        small = self.facts.cost <= self.charter.parameters.micro_project_up_to
        return self.facts.nature is Nature.MICRO_PROJECT or (
            self.facts.initiator is Initiator.INHABITANTS and small
        )

    def uppers(self, level: Level, communes: Iterable[str] | None = None) -> tuple[Body, ...]:
        """The bodies of that level above the communes (default: the works area), by code."""
        found = {}
        for code in self.works if communes is None else communes:
            upper = self.directory.above(code, level)
            if upper is not None:
                found[upper.code] = upper
        return tuple(found[code] for code in sorted(found))

    @cached_property
    def chain(self) -> tuple[Body, ...]:
        """The communes of the works area, their agglomerations and poles, nearest first."""
        return (*self.communes, *self.uppers(Level.AGGLOMERATION), *self.uppers(Level.POLE))

    @cached_property
    def beyond_one_agglomeration(self) -> bool:
        """Whether works or effects leave one agglomeration; a commune outside any leaves it too."""
        homes = {self.directory.above(code, Level.AGGLOMERATION) for code in self.reach}
        return len(homes) > 1

    @property
    def able_somewhere(self) -> tuple[Body, ...]:
        """The R1 set: bodies able in at least one commune of the works area, nearest first."""
        return self._able[0]

    @property
    def able_everywhere(self) -> tuple[Body, ...]:
        """Bodies able in, and covering, every commune of the works area, nearest first."""
        return self._able[1]

    def write_able(self, able_at: dict[str, tuple[Body, ...]]) -> None:
        """R1: who is able in each commune of the works area."""
        self.able_at = able_at
        reach = Counter(body.code for bodies in able_at.values() for body in bodies)
        found = {body.code: body for bodies in able_at.values() for body in bodies}
        somewhere = tuple(sorted(found.values(), key=nearness))
        count = len(self.works)
        self._able = (somewhere, tuple(body for body in somewhere if reach[body.code] == count))

    @cached_property
    def _able(self) -> tuple[tuple[Body, ...], tuple[Body, ...]]:
        # As long as nobody has asked the law, whoever covers the works could own them.
        covers = self.directory.covers
        covering = tuple(body for body in self.chain if all(covers(body.code, code) for code in self.works))
        return self.chain, covering

    def capacity(self, body: Body) -> Capacity:
        return self.capacities.get(body.code, ENOUGH_AND_WILLING)

    @property
    def owner_body(self) -> Body | None:
        if self.owner is None or self.owner.kind is not OwnerKind.BODY:
            return None
        return self.directory.body(self.owner.body)

    @property
    def owned_outside(self) -> bool:
        """R2 gave it to a third party or to inhabitants."""
        return self.owner is not None and self.owner.kind is not OwnerKind.BODY

    def own(self, body: Body) -> None:
        self.owner = Owner(OwnerKind.BODY, body.code, body.level, body.title)

    def move_up(self, rule: str, to: Body, because: Text) -> None:
        before = self.owner_body
        assert before is not None
        self.moved_by.append((rule, before, because))
        self.own(to)

    def give(self, body: Body, *roles: Role) -> bool:
        """Add roles to a body; True when one of them is new."""
        added = [self._add(RoleOf(body.code, role, body.level, body.title)) for role in roles]
        return any(added)

    def give_party(self, party: Party, role: Role) -> bool:
        if party.kind is PartyKind.INHABITANTS:
            return self._add(RoleOf(INHABITANTS, role, None, "les habitants"))
        return self._add(RoleOf(party_title(party), role, None, party_title(party)))

    def _add(self, role: RoleOf) -> bool:
        key = (role.party, role.role)
        if key in self._roles:
            return False
        self._roles[key] = role
        return True

    def has_role(self, body: Body) -> bool:
        return any(party == body.code for party, _ in self._roles)

    @property
    def roles(self) -> tuple[RoleOf, ...]:
        """Every role but the owner's, in the order in which the rules gave them."""
        return tuple(self._roles.values())


def nearness(body: Body) -> tuple[int, str]:
    """Sorts bodies from the nearest level up, then by code so that no order is left to chance."""
    return (body.level.rank, body.code)


Rule = Callable[[Sheet], Finding]
