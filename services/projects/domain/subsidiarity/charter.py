"""The charter: the rule set that elected officials vote, versioned, dated, layered, with typed parameters
and conditions. `charter_reading.py` reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.projects.domain.subsidiarity.conditions import Conditions
from services.projects.domain.subsidiarity.decision import Role
from services.projects.domain.subsidiarity.once import once
from services.projects.domain.subsidiarity.parameters import Layer, Origin, Parameters

RULE_IDS = ("R0", "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11")
"""Every rule that the engine runs; a charter names a title, a text and a source for each."""

BY_LAW = frozenset({"R1"})
"""Rules of the law itself: their layer cannot be another."""


@dataclass(frozen=True)
class RuleText:
    """What people read of a rule, who voted it, and its conditions in CEL by name."""

    title: str
    source: str
    text: str = ""
    layer: Layer = Layer.POLE
    conditions: Mapping[str, str] = field(default_factory=dict)


GIVEN_TO = ("communes", "origin", "agglomerations", "pole")
"""To whom a rule of a charter's own may give a role."""


@dataclass(frozen=True)
class OwnRule:
    """A rule that a charter adds: when its condition holds, it gives a role and names something to agree.
    It never names the owner.
    """

    id: str
    title: str
    source: str
    text: str
    layer: Layer
    when: str
    role: Role | None = None
    to: str = ""
    asks: str = ""


@dataclass(frozen=True)
class Charter:
    """One version of a charter. `origins` and `rules` are keyed by parameter name and rule id.

    A charter of a lower layer holds only what it changes or adds: `rules` is empty, and `changed` names the
    parameters that it writes; `layers.py` lays it over the upper one.
    """

    id: str
    version: str
    title: str
    in_force_from: date
    layer: Layer
    parameters: Parameters
    origins: Mapping[str, Origin]
    rules: Mapping[str, RuleText]
    own_rules: tuple[OwnRule, ...] = ()
    body: str = ""
    """Code of the body that votes it; empty for the pole of the territory."""
    changed: frozenset[str] = frozenset()
    text: str = field(default="", compare=False, repr=False)
    """The YAML, as written."""

    @once
    def conditions(self) -> Conditions:
        """The conditions, compiled once."""
        expressions = {
            f"{rule}.{name}": expression
            for rule, words in self.rules.items()
            for name, expression in words.conditions.items()
        }
        return Conditions(expressions, {rule.id: rule.when for rule in self.own_rules}, self.parameters)
