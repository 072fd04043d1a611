"""What labels must know of a project: a copy, kept from the events of projects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chassis.domain import Caller

STATES_TO_APPLY = frozenset(
    {"proposed", "opinions_running", "without_owner", "accepted", "contested", "conciliation"}
)
"""A project may ask for a label once its draft is over and until it is withdrawn."""


@dataclass(frozen=True)
class ProjectRef:
    """Codes of bodies are INSEE or SIREN; `owner` is the body that the decision names, accepted or not
    (empty for inhabitants and third parties), `participants` the communes that confirmed. `facts` are
    those that a framework's conditions may look at.
    """

    id: str
    title: str
    lead: str
    owner: str
    participants: frozenset[str]
    state: str
    restricted: bool = False
    synthetic: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)
    concerned: frozenset[str] = frozenset()
    """Bodies that may see the project: its chain, its ground, and those with a role in its decision."""
    co_owners: frozenset[str] = frozenset()
    co_funders: frozenset[str] = frozenset()
    """Parties with these roles in the decision that stands."""

    @property
    def may_apply(self) -> bool:
        return self.state in STATES_TO_APPLY

    @property
    def applicants(self) -> frozenset[str]:
        """Bodies that may ask for the label: the lead, and the owner once the decision is final."""
        return frozenset({self.lead, self.owner if self.state == "accepted" else self.lead})

    @property
    def carriers(self) -> frozenset[str]:
        """Bodies whose own project it is: they neither mark it nor vote on it."""
        return frozenset({self.lead, self.owner} - {""}) | self.participants | self.co_owners

    def visible_to(self, caller: Caller) -> bool:
        """What is accepted is public unless restricted; else it is seen by the bodies concerned."""
        public = self.state == "accepted" and not self.restricted
        return public or not (self.concerned | self.carriers).isdisjoint(caller.bodies)
