"""Territories, registers, capacities, charters and projects that hypothesis makes up."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from services.projects.domain.subsidiarity.charter import GIVEN_TO, Charter
from services.projects.domain.subsidiarity.decision import Decision
from services.projects.domain.subsidiarity.evaluate import evaluate
from services.projects.domain.subsidiarity.facts import (
    Body,
    Capacity,
    Directory,
    Evidence,
    Holding,
    Initiator,
    LentAgent,
    Level,
    Mode,
    Nature,
    Party,
    PartyKind,
    ProjectFacts,
    Register,
    ScaleCriterion,
    Skill,
)
from services.projects.domain.subsidiarity.ground import Ground
from tests.unit.projects.subsidiarity.artois import CHARTER, TODAY
from tests.unit.projects.subsidiarity.layered import lower, own_rule

CODE, OF_THE_REGION, OF_THE_DEPARTMENT = "7555", "1035", "6510"
"""Of local interest, and of the two tables of R8."""

# No deadline: a loaded machine is no fault of a rule. A failure prints the blob that replays it.
PATIENT = settings(deadline=None, print_blob=True)
SKILLS = (Skill.ENGINEERING, Skill.FACILITATION, Skill.ENERGY)


@dataclass(frozen=True)
class World:
    """`lower` are a pact and a commune's choice; `decide` asks the pole's charter alone, `ground` all."""

    bodies: tuple[Body, ...]
    holdings: tuple[Holding, ...]
    capacities: dict[str, Capacity]
    facts: ProjectFacts
    lower: tuple[Charter, ...] = ()

    @property
    def directory(self) -> Directory:
        return Directory(self.bodies)

    @property
    def communes(self) -> list[str]:
        return [body.code for body in self.bodies if body.level is Level.COMMUNE]

    def ground(self) -> Ground:
        return Ground(self.directory, Register(self.holdings), self.capacities, CHARTER, TODAY, self.lower)

    def decide(self, facts: ProjectFacts | None = None, **keywords: object) -> Decision:
        return evaluate(
            facts or self.facts,
            self.directory,
            Register(self.holdings),
            self.capacities,
            CHARTER,
            TODAY,
            **keywords,  # type: ignore[arg-type]
        )


@st.composite
def territories(draw: st.DrawFn) -> tuple[Body, ...]:
    has_pole = draw(st.booleans())
    bodies = [Body("P", Level.POLE, "Pôle")] if has_pole else []
    bodies.append(Body("S", Level.SYNDICATE, "Syndicat"))
    upper = (Body("D", Level.DEPARTMENT, "Département"), Body("R", Level.REGION, "Région"))
    bodies.extend(body for body in upper if draw(st.booleans()))
    for index in range(draw(st.integers(1, 3))):
        code = f"A{index}"
        above = tuple(upper for upper, wanted in (("P", has_pole), ("S", draw(st.booleans()))) if wanted)
        bodies.append(Body(code, Level.AGGLOMERATION, f"Agglomération {index}", members_of=above))
        bodies.extend(
            Body(f"C{index}{number}", Level.COMMUNE, f"Commune {index}{number}", members_of=(code,))
            for number in range(draw(st.integers(1, 3)))
        )
    if draw(st.booleans()):
        bodies.append(Body("X", Level.COMMUNE, "Isolée"))
    return tuple(bodies)


DAYS = st.integers(0, 20).map(Decimal)
AGENTS = st.builds(
    LentAgent,
    id=st.sampled_from(["a1", "a2", "a3"]),
    employer=st.sampled_from(["C00", "A0"]),
    skills=st.frozensets(st.sampled_from(SKILLS), min_size=1),
    days=DAYS,
)
CAPACITIES = st.builds(
    Capacity,
    person_days=st.none() | st.dictionaries(st.sampled_from(SKILLS), DAYS),
    willing=st.booleans(),
    deliberation=st.sampled_from(["", "2026-09-014"]),
    lent_agents=st.lists(AGENTS, max_size=2, unique_by=lambda agent: agent.id).map(tuple),
)
EVIDENCE = st.builds(
    Evidence,
    criterion=st.sampled_from(ScaleCriterion),
    document=st.sampled_from(["", "étude 12", "étude 12"]),
    gain=st.none() | st.sampled_from([Decimal("0.14"), Decimal("0.15"), Decimal("0.4")]),
)


WHENS = [
    "true",
    "owner.lacks_days",
    "owner.kind != 'nobody'",
    "owner.level == 'commune'",
    "owner.code == project.origin",
    "project.cost / 0.0 > 1.0",
    "1 / project.lots > 0",
    "project.nature == 'micro_project'",
    "project.label == 'euralens' || project.equipment",
    "project.cost > parameter.informed_above",
    "project.person_days > 20.0 && project.needs_involvement",
    "project.initiator == 'pole' || project.communes_with_same_need >= 3",
]


def own_rules(layer: str) -> st.SearchStrategy[dict[str, Any]]:
    """Rules that a charter adds, by their names."""
    roles = st.sampled_from(["co_owner", "co_funder", "labeller", "local_relay", "informed"])
    gives = st.fixed_dictionaries({"role": roles, "to": st.sampled_from(GIVEN_TO)})
    rules = st.fixed_dictionaries(
        {"when": st.sampled_from(WHENS), "gives": gives}, optional={"asks": st.just("À convenir.")}
    )
    return st.dictionaries(
        st.integers(1, 3).map(lambda number: f"{layer}-{number}"), rules.map(lambda keys: own_rule(**keys))
    )


FIGURES = st.fixed_dictionaries(
    {},
    optional={
        "mutualisation_gain": st.just(("0.4", None)),
        "micro_project_up_to": st.just(("2000", None)),
        "two_sided_charter_up_to": st.just(("60000", None)),
        "informed_above": st.just(("100", None)),
    },
)


@st.composite
def lower_layers(draw: st.DrawFn) -> tuple[Charter, ...]:
    """A pact of the first agglomeration, and the choice of one of its communes."""
    pact = lower("A0", draw(FIGURES), draw(own_rules("A")))
    choice = lower("C00", rules=draw(own_rules("C")), layer="commune")
    return tuple(each for each in (pact, choice) if draw(st.booleans()))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    bodies = draw(territories())
    code = draw(st.sampled_from([CODE, CODE, OF_THE_REGION, OF_THE_DEPARTMENT]))
    codes = [body.code for body in bodies]
    communes = [body.code for body in bodies if body.level is Level.COMMUNE]
    lines = st.builds(
        Holding,
        body=st.sampled_from([*codes, "unknown"]),
        competence=st.just(code),
        mode=st.sampled_from(Mode),
        financial_tools=st.booleans(),
    )
    # A second kind of line, so that several levels are often able and R4 and R5 have a choice.
    interests = st.builds(
        Holding,
        body=st.sampled_from([code for code in codes if code[0] in "AP"]),
        competence=st.just(code),
        mode=st.sampled_from([Mode.COMMUNITY_INTEREST, Mode.METROPOLITAN_INTEREST, Mode.DELEGATED]),
    )
    areas = st.lists(st.sampled_from(communes), min_size=1, max_size=4).map(tuple)
    works = st.tuples(st.sampled_from(communes)) | areas
    parties = st.builds(Party, st.sampled_from(PartyKind), st.sampled_from(["", "Maisons & Cités"]))
    facts = draw(
        st.builds(
            ProjectFacts,
            competence=st.just(code),
            works_area=works,
            impact_area=st.just(()) | areas,
            nature=st.sampled_from(Nature),
            cost=st.sampled_from([0, 1_000, 1_001, 30_000, 30_001, 80_000]).map(Decimal),
            asset_owner=st.integers(0, 7).flatmap(lambda i: parties if i == 0 else st.none()),
            initiator=st.sampled_from([*Initiator, Initiator.COMMUNE, Initiator.COMMUNE]),
            experiment=st.booleans(),
            origin=st.just("") | st.sampled_from(communes),
            programme=st.booleans(),
            two_sided_charter=st.booleans(),
            partners=st.lists(parties, max_size=2).map(tuple),
            needs_involvement=st.booleans(),
            person_days=st.dictionaries(st.sampled_from(SKILLS), DAYS),
            label=st.sampled_from(["", "euralens", "TETE"]),
            equipment=st.none() | st.booleans(),
            communes_with_same_need=st.integers(0, 3),
            lots=st.sampled_from([(), ("Lot 1",), ("Lot 1", "Lot 2")]),
            evidence=st.lists(EVIDENCE, max_size=2, unique_by=lambda each: each.criterion).map(tuple),
        )
    )
    capacities = draw(st.dictionaries(st.sampled_from(codes), CAPACITIES))
    holdings = (*draw(st.lists(lines, max_size=3)), *draw(st.lists(interests, max_size=3)))
    return World(bodies, holdings, capacities, facts, draw(lower_layers()))
