"""One transaction over everything that the use cases of this service need."""

from __future__ import annotations

from chassis.domain import Clock
from chassis.journal.writer import Transaction
from services.projects.domain.reference_data import ReferenceData
from services.projects.storage.capacities import CapacityStore
from services.projects.storage.people import PeopleStore
from services.projects.storage.projects import ProjectStore
from services.projects.storage.reference import ReferenceCache, ReferenceView
from services.projects.storage.register import CompetenceStore, RegisterStore
from services.projects.storage.territories import TerritoryStore


class Unit:
    """The repositories over one transaction; `chassis.commands` commits it."""

    def __init__(self, tx: Transaction, cache: ReferenceCache) -> None:
        self._reference = ReferenceView(tx, cache)
        self.clock: Clock = tx.clock
        self.projects = ProjectStore(tx, self._reference)
        self.capacities = CapacityStore(tx.connection)
        self.territories = TerritoryStore(tx)
        self.competences = CompetenceStore(tx.connection)
        self.register = RegisterStore(tx.connection)
        self.people = PeopleStore(tx)

    async def reference(self) -> ReferenceData:
        """What projects are judged against, as it stands in this transaction."""
        return await self._reference.read()
