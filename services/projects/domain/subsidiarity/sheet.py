"""The sheet that the rules fill in, one after the other, until a decision can be read from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from chassis.domain import Text
from services.projects.domain.subsidiarity.able import Line
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.decision import (
    INHABITANTS,
    Gap,
    Owner,
    OwnerKind,
    Role,
    RoleOf,
)
from services.projects.domain.subsidiarity.facts import (
    ENOUGH_AND_WILLING,
    Body,
    Capacities,
    Capacity,
    Directory,
    Evidence,
    Level,
    Party,
    PartyKind,
    ProjectFacts,
    Register,
)
from services.projects.domain.subsidiarity.gaps import gaps_of
from services.projects.domain.subsidiarity.once import once
from services.projects.domain.subsidiarity.words import party_title

Words = Callable[[], Text]
"""A sentence that is made only when somebody reads it: a verdict over many projects needs none."""


@dataclass(slots=True)
class Finding:
    """What a rule found. `source` replaces the charter's when the reason lies in one article or document;
    `stop` ends the evaluation. Nobody changes it; a frozen dataclass would take three times as long to make.
    """

    fired: bool
    because: Words
    source: Words | None = None
    stop: bool = False


@dataclass(frozen=True)
class Block:
    rule: str
    because: Words
    ways_out: Callable[[], tuple[Text, ...]]


@dataclass
class LawReading:
    """R1 over one competence and one works area: the lines that count, who is able where, and what the
    rule finds, which is the same for every project that asks.
    """

    lines: tuple[Line, ...]
    able_at: dict[str, tuple[Body, ...]]
    somewhere: tuple[Body, ...]
    everywhere: tuple[Body, ...]
    finding: Finding | None = None


LawReadings = dict[tuple[str, tuple[str, ...], bool], LawReading]
"""(competence, works area, shared service) → reading; shared by all projects of one day."""


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
    readings: LawReadings = field(default_factory=dict, repr=False)
    charter_for: Callable[[ProjectFacts], Charter] | None = field(default=None, repr=False)
    """The charter of other facts, where lower layers make it depend on where the works stand."""
    is_admitted: bool = False
    law: LawReading | None = None
    """R1: None while nobody asked the law."""
    owner: Owner | None = None
    moved_by: list[tuple[str, Body, Words]] = field(default_factory=list)
    """Rises: the rule, the body that owned before, why."""
    return_to: Body | None = None
    """R5: to whom the project may come back."""
    block: Block | None = None
    conditions: list[Words] = field(default_factory=list)
    _roles: dict[tuple[str, Role], RoleOf] = field(default_factory=dict)

    @once
    def works(self) -> tuple[str, ...]:
        """The works area; a project without works (an approach) stands where its effects are."""
        return tuple(sorted(set(self.facts.works_area or self.facts.impact_area)))

    @once
    def communes(self) -> tuple[Body, ...]:
        found = (self.directory.body(code) for code in self.works)
        return tuple(body for body in found if body is not None)

    @once
    def reach(self) -> frozenset[str]:
        """Communes with works or effects."""
        return frozenset(self.works).union(self.facts.impact_area)

    @once
    def met_for_owner(self) -> dict[str, bool]:
        """The charter's conditions that the rules of ownership ask, answered."""
        return self.charter.conditions.met_for_owner(self)

    @once
    def met_for_roles(self) -> dict[str, bool]:
        """Those that the rules of roles ask."""
        return self.charter.conditions.met_for_roles(self)

    def meets(self, condition: str) -> bool:
        """Whether the project meets a condition of the charter ("R4.suspended")."""
        of_owner = self.met_for_owner
        return of_owner[condition] if condition in of_owner else self.met_for_roles[condition]

    @property
    def met(self) -> tuple[bool, ...]:
        """The answers to all conditions about the project, in one order."""
        known = self.__dict__
        if "met_for_owner" not in known and "met_for_roles" not in known:
            known["met_for_owner"], known["met_for_roles"] = self.charter.conditions.met(self)
        return (*self.met_for_owner.values(), *self.met_for_roles.values())

    def answered_like(self, other: Sheet) -> None:
        """Take over the charter's answers about a project with the same facts."""
        self._take(other, "met_for_owner", "shown")
        self.stands_like(other)

    def stands_like(self, other: Sheet) -> None:
        """Take over where a project stands that has the same works and effects."""
        self._take(other, "works", "communes", "reach", "beyond_one_agglomeration")

    def _take(self, other: Sheet, *known: str) -> None:
        theirs, mine = other.__dict__, self.__dict__
        mine.update((name, theirs[name]) for name in known if name in theirs)

    @once
    def shown(self) -> tuple[Evidence, ...]:
        """R4: the evidence that counts."""
        return self.charter.conditions.shown(self) if self.facts.evidence else ()

    @property
    def is_micro(self) -> bool:
        """R9: upper levels are neither asked nor told one by one."""
        return self.meets("R9.micro_project")

    def uppers(self, level: Level, communes: Iterable[str] | None = None) -> tuple[Body, ...]:
        """The bodies of that level above the communes (default: the works area), by code."""
        found = {}
        for code in self.works if communes is None else communes:
            upper = self.directory.above(code, level)
            if upper is not None:
                found[upper.code] = upper
        return tuple(found[code] for code in sorted(found))

    @once
    def chain(self) -> tuple[Body, ...]:
        """The communes of the works area, their agglomerations and poles, nearest first."""
        return (*self.communes, *self.uppers(Level.AGGLOMERATION), *self.uppers(Level.POLE))

    @once
    def beyond_one_agglomeration(self) -> bool:
        """Whether works or effects leave one agglomeration; a commune outside any leaves it too."""
        homes = {self.directory.above(code, Level.AGGLOMERATION) for code in self.reach}
        return len(homes) > 1

    @property
    def able_somewhere(self) -> tuple[Body, ...]:
        """The R1 set: bodies able in at least one commune of the works area, nearest first."""
        return self.chain if self.law is None else self.law.somewhere

    @property
    def able_everywhere(self) -> tuple[Body, ...]:
        """Bodies able in, and covering, every commune of the works area, nearest first."""
        return self._covering if self.law is None else self.law.everywhere

    def write_law(self, lines: tuple[Line, ...], able_at: dict[str, tuple[Body, ...]]) -> LawReading:
        """R1: who is able in each commune of the works area."""
        reach = Counter(body.code for bodies in able_at.values() for body in bodies)
        found = {body.code: body for bodies in able_at.values() for body in bodies}
        somewhere = tuple(sorted(found.values(), key=nearness))
        count = len(self.works)
        everywhere = tuple(body for body in somewhere if reach[body.code] == count)
        self.law = LawReading(lines, able_at, somewhere, everywhere)
        return self.law

    @once
    def _covering(self) -> tuple[Body, ...]:
        # As long as nobody has asked the law, whoever covers the works could own them.
        covers = self.directory.covers
        return tuple(body for body in self.chain if all(covers(body.code, code) for code in self.works))

    def capacity(self, body: Body) -> Capacity:
        return self.capacities.get(body.code, ENOUGH_AND_WILLING)

    @once
    def _gaps(self) -> dict[str, tuple[Gap, ...]]:
        return {}

    def gaps(self, body: Body) -> tuple[Gap, ...]:
        """What a body itself lacks; empty without figures, and for a micro-project, which asks nobody."""
        if body.code not in self._gaps:
            self._gaps[body.code] = () if self.is_micro else gaps_of(self.facts, self.capacity(body))
        return self._gaps[body.code]

    @property
    def owner_lacks_days(self) -> bool:
        body = self.owner_body
        return body is not None and bool(self.gaps(body))

    @property
    def agreed_body(self) -> Body | None:
        """To whom ownership was transferred by agreement."""
        return self.directory.body(self.agreed_owner) if self.agreed_owner else None

    @property
    def owner_body(self) -> Body | None:
        if self.owner is None or self.owner.kind is not OwnerKind.BODY:
            return None
        return self.directory.body(self.owner.body)

    @property
    def owned_outside(self) -> bool:
        """R2 gave it to a third party or to inhabitants."""
        return self.owner is not None and self.owner.kind is not OwnerKind.BODY

    @property
    def nearest(self) -> Body | None:
        """R3: the body from which R4 and R5 may have moved."""
        return self.moved_by[0][1] if self.moved_by else self.owner_body

    def start_from(self, law: LawReading | None, nearest: Body) -> None:
        """Take over what the law and proximity said of the same project."""
        self.law = law
        self.own(nearest)

    def own(self, body: Body) -> None:
        self.owner = Owner(OwnerKind.BODY, body.code, body.level, body.title)

    def move_up(self, rule: str, to: Body, because: Words) -> None:
        before = self.owner_body
        assert before is not None
        self.moved_by.append((rule, before, because))
        self.own(to)

    def give(self, body: Body, *roles: Role) -> bool:
        """Add roles to a body; True when one of them is new."""
        added = [self._add(RoleOf(body.code, role, body.level, body.title)) for role in roles]
        return any(added)

    def give_all(self, bodies: Iterable[Body], role: Role) -> bool:
        added = [self.give(body, role) for body in bodies]
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
