"""All that a project is judged against besides itself: the bodies, their competences and free days, the
vocabulary and the charter in force. A frozen whole, so that one decision sees one state of it.
"""

from dataclasses import dataclass
from datetime import date

from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.decision import Decision
from services.projects.domain.subsidiarity.evaluate import evaluate
from services.projects.domain.subsidiarity.facts import Capacities, Directory, ProjectFacts, Register
from services.projects.domain.subsidiarity.sheet import Sheet


@dataclass(frozen=True)
class ReferenceData:
    """`competences` are the codes of the national vocabulary (BANATIC)."""

    directory: Directory
    register: Register
    capacities: Capacities
    competences: frozenset[str]
    charter: Charter

    def decide(self, facts: ProjectFacts, day: date) -> Decision:
        """What the charter answers for these facts on that day (in Paris)."""
        return evaluate(facts, self.directory, self.register, self.capacities, self.charter, day)

    def is_micro(self, facts: ProjectFacts, day: date) -> bool:
        """Whether upper levels are told of such a project in totals only (R9)."""
        return Sheet(facts, self.directory, self.register, self.capacities, self.charter, day).is_micro
