"""Reads the paths of what would change a decision back into the situation that they describe."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from services.projects.domain.subsidiarity.decision import FactChange
from services.projects.domain.subsidiarity.facts import (
    ENOUGH_AND_WILLING,
    Capacities,
    Evidence,
    Holding,
    Initiator,
    LentAgent,
    Mode,
    Nature,
    ProjectFacts,
    ScaleCriterion,
    Skill,
)

TRUTHS = {"true": True, "false": False}
READERS: dict[str, Callable[[str], object]] = {
    "cost": Decimal,
    "initiator": lambda written: Initiator(written) if written else None,
    "nature": Nature,
    "duplicate_of": str,
}


@dataclass(frozen=True)
class State:
    """What a decision is taken over."""

    facts: ProjectFacts
    capacities: Capacities
    holdings: tuple[Holding, ...]

    def after(self, *changes: FactChange) -> State:
        state = self
        for change in changes:
            section, _, path = change.fact.partition(".")
            state = {"project": _project, "capacity": _capacity, "register": _register}[section](
                state, path, change
            )
        return state


def _project(state: State, path: str, change: FactChange) -> State:
    facts = state.facts
    name, _, rest = path.partition(".")
    if name == "evidence":
        criterion, key = rest.split(".")
        return replace(state, facts=_evidence(facts, ScaleCriterion(criterion), key, change))
    if name == "person_days":
        skill = Skill(rest)
        assert facts.person_days.get(skill, Decimal(0)) == Decimal(change.from_)
        changed = replace(facts, person_days={**facts.person_days, skill: Decimal(change.to)})
        return replace(state, facts=changed)
    before, after = _values(name, facts, change)
    assert getattr(facts, name) == before
    return replace(state, facts=replace(facts, **{name: after}))  # type: ignore[arg-type]


def _values(name: str, facts: ProjectFacts, change: FactChange) -> tuple[object, object]:
    """The value before and the value after, as the project has them."""
    if name in ("works_area", "impact_area"):
        codes = json.loads(change.from_ or "[]")
        assert codes == sorted(set(getattr(facts, name)))
        return getattr(facts, name), tuple(json.loads(change.to or "[]"))
    if name == "asset_owner":
        assert facts.asset_owner is not None
        assert (facts.asset_owner.kind.value, change.to) == (change.from_, "")
        return facts.asset_owner, None
    read = READERS.get(name, TRUTHS.__getitem__)
    return read(change.from_), read(change.to)


def _evidence(facts: ProjectFacts, criterion: ScaleCriterion, key: str, change: FactChange) -> ProjectFacts:
    found = {each.criterion: each for each in facts.evidence}
    assert len(found) == len(facts.evidence)
    piece = found.get(criterion, Evidence(criterion))
    if key == "document":
        assert piece.document == change.from_
        changed = replace(piece, document=change.to)
    else:
        assert piece.gain == (Decimal(change.from_) if change.from_ else None)
        changed = replace(piece, gain=Decimal(change.to))
    return replace(facts, evidence=tuple({**found, criterion: changed}.values()))


def _capacity(state: State, path: str, change: FactChange) -> State:
    body, key, *rest = path.split(".")
    capacity = state.capacities.get(body, ENOUGH_AND_WILLING)
    if key == "willing":
        assert capacity.willing is TRUTHS[change.from_]
        changed = replace(capacity, willing=TRUTHS[change.to])
    elif key == "lent_agents":
        assert len(json.loads(change.from_)) == len(capacity.lent_agents)
        changed = replace(capacity, lent_agents=tuple(map(_agent, json.loads(change.to))))
    else:
        skill = Skill(rest[0])
        assert capacity.person_days is not None
        assert capacity.person_days.get(skill, Decimal(0)) == Decimal(change.from_)
        changed = replace(capacity, person_days={**capacity.person_days, skill: Decimal(change.to)})
    return replace(state, capacities={**state.capacities, body: changed})


def _agent(written: dict[str, object]) -> LentAgent:
    skills = written["skills"]
    assert isinstance(skills, list)
    return LentAgent(
        str(written["id"]),
        str(written["employer"]),
        frozenset(map(Skill, skills)),
        Decimal(str(written["days"])),
    )


def _register(state: State, path: str, change: FactChange) -> State:
    body, competence, key = path.split(".")
    assert key == "mode"
    if change.to:
        assert not change.from_
        line = Holding(body, competence, Mode(change.to))
        return replace(state, holdings=(*state.holdings, line))
    kept = tuple(
        line
        for line in state.holdings
        if (line.body, line.competence, line.mode) != (body, competence, Mode(change.from_))
    )
    assert len(kept) < len(state.holdings)
    return replace(state, holdings=kept)


STEPS = {"cost": Decimal("0.01"), "gain": Decimal("0.0001")}
A_HUNDREDTH_OF_A_DAY = Decimal("0.01")


def one_step_nearer(change: FactChange) -> FactChange | None:
    """The same change of a number, one step nearer to what it is today; None for what is no number."""
    last = change.fact.rpartition(".")[2]
    step = A_HUNDREDTH_OF_A_DAY if ".person_days." in change.fact else STEPS.get(last)
    if step is None:
        return None
    if not change.from_:
        return FactChange(change.fact, "", str(Decimal(change.to) - step))
    before, after = Decimal(change.from_), Decimal(change.to)
    return FactChange(change.fact, change.from_, str(after - step if after > before else after + step))
