"""All that a project is judged against besides itself: the bodies, their competences and free days, the
vocabulary and the charters. A frozen whole, so that one decision sees one state of it.
"""

from dataclasses import dataclass, field
from datetime import date

from services.projects.domain.capacity_credit import CapacityCredit, with_credits
from services.projects.domain.subsidiarity.book import CharterBook
from services.projects.domain.subsidiarity.decision import Decision
from services.projects.domain.subsidiarity.facts import Capacities, Directory, ProjectFacts, Register
from services.projects.domain.subsidiarity.ground import Ground

MOST_GROUNDS = 4
"""Days kept ready: nearly every question is about today."""


@dataclass(frozen=True)
class ReferenceData:
    """`competences` are the codes of the national vocabulary (BANATIC)."""

    directory: Directory
    register: Register
    capacities: Capacities
    competences: frozenset[str]
    book: CharterBook
    credits: tuple[CapacityCredit, ...] = ()
    """Days that bodies got back (R11); they count on the days of which they say so."""
    _grounds: dict[date, Ground] = field(default_factory=dict, compare=False, repr=False)

    def ground(self, day: date) -> Ground:
        """What projects are judged against on that day (in Paris)."""
        if day not in self._grounds:
            while len(self._grounds) >= MOST_GROUNDS:
                self._grounds.pop(next(iter(self._grounds)))
            charter, lower = self.book.in_force(day), self.book.lower_layers(day)
            free = with_credits(self.capacities, self.credits, day)
            self._grounds[day] = Ground(self.directory, self.register, free, charter, day, lower)
        return self._grounds[day]

    def decide(self, facts: ProjectFacts, day: date) -> Decision:
        """What the charter in force answers for these facts on that day."""
        return self.ground(day).decide(facts)

    def is_micro(self, facts: ProjectFacts, day: date) -> bool:
        """Whether upper levels are told of such a project in totals only (R9)."""
        return self.ground(day).is_micro(facts)
