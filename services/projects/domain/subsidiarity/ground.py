"""What projects are judged against on one day: the bodies, their competences and free days, the charter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.decision import Decision, Verdict
from services.projects.domain.subsidiarity.evaluate import evaluate
from services.projects.domain.subsidiarity.facts import Capacities, Directory, ProjectFacts, Register
from services.projects.domain.subsidiarity.sheet import Sheet


@dataclass(frozen=True)
class Ground:
    """Frozen; serves any number of projects. `lower` are the charters of agglomerations and communes."""

    directory: Directory
    register: Register
    capacities: Capacities
    charter: Charter
    on: date
    lower: tuple[Charter, ...] = ()

    def decide(self, facts: ProjectFacts, *, agreed_owner: str = "") -> Decision:
        """What the charter answers. `agreed_owner` is a body to which ownership was transferred by
        agreement: it owns as long as the law makes it able, and the rules give the others their roles.
        """
        return evaluate(
            facts,
            self.directory,
            self.register,
            self.capacities,
            self.charter,
            self.on,
            agreed_owner=agreed_owner,
        )

    def verdict(self, facts: ProjectFacts, *, agreed_owner: str = "") -> Verdict:
        """The same owner and roles as `decide`, without words: for many projects."""
        decision = self.decide(facts, agreed_owner=agreed_owner)
        return Verdict(decision.owner, decision.roles)

    def is_micro(self, facts: ProjectFacts) -> bool:
        """Whether upper levels are told of such a project in totals only (R9)."""
        return Sheet(facts, self.directory, self.register, self.capacities, self.charter, self.on).is_micro
