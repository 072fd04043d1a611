"""How long a decision takes on one core, beside the same decision table in engines on the market and beside
one compiled CEL expression. All of them run in this process, over the same cases, in turn.

The other engines answer a level from facts that were counted for them beforehand; ours reads the register,
finds who is able, builds support, gives every body its role and writes the explanation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from pathlib import Path
from random import Random
from statistics import fmean

import cedarpy
import zen
from cel_expr_python import cel

from bench.owner_table import Counted, cedar_policies, context, owner_of_rows, zen_decision
from services.projects.domain.subsidiarity.evaluate import verdict
from services.projects.domain.subsidiarity.facts import (
    Capacity,
    Directory,
    Evidence,
    Holding,
    Mode,
    Nature,
    ProjectFacts,
    Register,
    ScaleCriterion,
    Skill,
)
from services.projects.domain.subsidiarity.ground import Ground
from services.projects.storage.charter_file import read_charter
from services.projects.storage.territory_folder import read_territory

ROOT = Path(__file__).resolve().parent.parent
SEED = 1
CASES = 400
ROUNDS = 7
"""The best round counts: what else this machine does must not look like work of an engine."""
LOOS, CALL, PMA = "62528", "246200364", "200060358"
INSIDE = ("62510", "62498", "62386", "62065", "62107", "62133", "62186")
"""Communes of Loos-en-Gohelle's agglomeration."""
ELSEWHERE = ("62427", "62119", "62178")
POLES_OWN = "5535"
"""Held by the pole in this world, for the metropolitan interest."""

# Competence → whether a commune and whether its agglomeration is able, as the shipped register has it.
ABLE = {"7575": (True, False), "7555": (True, True), "6520": (True, True), "1520": (False, True)}


@dataclass(frozen=True)
class Question:
    """A case, where it is decided, and its facts as counted for a table."""

    ground: Ground
    facts: ProjectFacts
    counted: Counted


@dataclass(frozen=True)
class Measured:
    """Microseconds for one decision each, on one core: the mean over all cases unless said otherwise."""

    explained: float
    explained_p50: float
    explained_p99: float
    without_search: float
    verdict: float
    remembered: float
    zen: float
    cedar: float
    cel: float
    agreed: int
    """Cases in which all three engines name the same level."""
    cases: int


def questions(count: int = CASES, seed: int = SEED) -> list[Question]:
    """A mixed set: places, competences, evidence, days, will."""
    luck = Random(seed)
    grounds = list(_grounds())
    return [_question(luck, *luck.choice(grounds)) for _ in range(count)]


def _grounds() -> Iterator[tuple[Ground, Capacity, Capacity]]:
    """The shipped territory and charter, with what Loos and its agglomeration can and want."""
    folder = read_territory(ROOT / "territories" / "artois")
    charter = read_charter(ROOT / "charters" / "artois-1.yaml")
    directory = Directory(folder.bodies)
    register = Register((*folder.holdings, Holding(PMA, POLES_OWN, Mode.METROPOLITAN_INTEREST)))
    for own, lent, willing, ready in product((None, 10), (60, 5), (True, False), (True, False)):
        commune = Capacity(None if own is None else {Skill.ENGINEERING: Decimal(own)}, willing=willing)
        agglomeration = Capacity({Skill.ENGINEERING: Decimal(lent)}, willing=ready)
        capacities = {LOOS: commune, CALL: agglomeration}
        day = charter.in_force_from
        yield Ground(directory, register, capacities, charter, day), commune, agglomeration


def _question(luck: Random, ground: Ground, commune: Capacity, agglomeration: Capacity) -> Question:
    works = (
        LOOS,
        *luck.sample(INSIDE, luck.choice((0, 0, 0, 2, 5))),
        *ELSEWHERE[: luck.choice((0, 0, 0, 0, 2))],
    )
    beyond = any(code in ELSEWHERE for code in works)
    competence = POLES_OWN if beyond and luck.random() < 0.7 else luck.choice(list(ABLE))
    shown = luck.random() < 0.3
    experiment = luck.random() < 0.2
    days = luck.choice((0, 8, 30, 40))
    facts = ProjectFacts(
        competence,
        works,
        nature=luck.choice((Nature.INVESTMENT, Nature.APPROACH, Nature.FACILITATION)),
        cost=Decimal(luck.randrange(2_000, 900_000)),
        experiment=experiment,
        needs_involvement=luck.random() < 0.5,
        person_days={Skill.ENGINEERING: Decimal(days)} if days else {},
        communes_with_same_need=luck.choice((0, 0, 3)),
        evidence=(Evidence(ScaleCriterion.CONTINUOUS_NETWORK, "Schéma directeur 2026"),) if shown else (),
        label=luck.choice(("", "", "euralens")),
    )
    own, lent = commune.free(Skill.ENGINEERING), agglomeration.free(Skill.ENGINEERING) or Decimal(0)
    missing = Decimal(0) if own is None else max(Decimal(days) - own, Decimal(0))
    commune_able, agglomeration_able = ABLE.get(competence, (True, False))
    counted = Counted(
        communes=len(works),
        agglomerations=len({ground.directory.uppers(code)[0] for code in works}),
        commune_able=commune_able,
        agglomeration_able=agglomeration_able,
        pole_able=competence == POLES_OWN,
        criterion_shown=shown,
        experiment=experiment,
        commune_willing=commune.willing,
        agglomeration_willing=agglomeration.willing,
        days_short=int(100 * (missing - lent)) if missing else -1,
    )
    return Question(ground, facts, counted)


class Market:
    """The same table in the engines on the market, and one expression as the floor; by number of the case."""

    def __init__(self, asked: list[Question]) -> None:
        self._table = zen.ZenEngine().create_decision(zen_decision())
        self._policies = cedarpy.PolicySet.from_str(cedar_policies())
        self._entities = cedarpy.Entities.from_json_str("[]")
        names = {"principal": 'A::"a"', "action": 'Action::"own"', "resource": 'P::"p"'}
        self._facts = [context(each.counted) for each in asked]
        self._requests = [{**names, "context": facts} for facts in self._facts]
        variables = {"cost": cel.Type.DOUBLE, "limit": cel.Type.DOUBLE}
        self._expression = cel.NewEnv(variables=variables).compile("cost > limit")
        self._costs = [{"cost": float(each.facts.cost), "limit": 50_000.0} for each in asked]

    def zen(self, at: int) -> str:
        return str(self._table.evaluate(self._facts[at])["result"]["owner"])

    def cedar(self, at: int) -> str:
        answered = cedarpy.is_authorized(self._requests[at], self._policies, self._entities)
        return owner_of_rows(answered.diagnostics.reasons)

    def cel(self, at: int) -> object:
        return self._expression.eval(data=self._costs[at])


class Ours:
    """The engine of this house; by number of the case."""

    def __init__(self, asked: list[Question]) -> None:
        self._asked = asked
        self.owners = [each.ground.verdict(each.facts).owner.body for each in asked]

    def explained(self, at: int) -> object:
        return self._asked[at].ground.decide(self._asked[at].facts)

    def without_search(self, at: int) -> object:
        """Nobody searches what would change an owner that two councils agreed on."""
        return self._asked[at].ground.decide(self._asked[at].facts, agreed_owner=self.owners[at])

    def verdict(self, at: int) -> object:
        return verdict(self._asked[at].ground.sheet(self._asked[at].facts))

    def remembered(self, at: int) -> str:
        owner = self._asked[at].ground.verdict(self._asked[at].facts).owner
        return owner.level.value if owner.level else "nobody"


def measure() -> Measured:
    """Every engine over every case, several times."""
    asked = questions()
    ours, market, every = Ours(asked), Market(asked), range(len(asked))
    explained = sorted(_microseconds(ours.explained, every))
    return Measured(
        explained=fmean(explained),
        explained_p50=explained[len(explained) // 2],
        explained_p99=explained[int(len(explained) * 0.99)],
        without_search=fmean(_microseconds(ours.without_search, [at for at in every if ours.owners[at]])),
        verdict=fmean(_microseconds(ours.verdict, every)),
        remembered=fmean(_microseconds(ours.remembered, every)),
        zen=fmean(_microseconds(market.zen, every)),
        cedar=fmean(_microseconds(market.cedar, every)),
        cel=fmean(_microseconds(market.cel, every)),
        agreed=sum(ours.remembered(at) == market.zen(at) == market.cedar(at) for at in every),
        cases=len(asked),
    )


def _microseconds(ask: Callable[[int], object], cases: range | list[int]) -> list[float]:
    """Of each case the best of some rounds, in time of this process alone."""
    best = [float("inf")] * len(cases)
    for _ in range(ROUNDS):
        for place, at in enumerate(cases):
            begun = time.process_time_ns()
            ask(at)
            best[place] = min(best[place], time.process_time_ns() - begun)
    return [nanoseconds / 1000 for nanoseconds in best]
