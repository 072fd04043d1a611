"""Everything that engineering keeps, over one transaction."""

from __future__ import annotations

from chassis.domain import Clock
from chassis.journal.writer import Transaction
from services.engineering.storage.agents import AgentStore
from services.engineering.storage.capacities import CapacityStore
from services.engineering.storage.references import ProjectRefs, TerritoryRefs
from services.engineering.storage.requests import RequestStore


class EngineeringUnit:
    """The `Unit` of the use cases. Whoever made the transaction commits it."""

    def __init__(self, tx: Transaction) -> None:
        self.agents = AgentStore(tx)
        self.requests = RequestStore(tx)
        self.capacities = CapacityStore(tx)
        self.projects = ProjectRefs(tx.connection)
        self.territories = TerritoryRefs(tx.connection)
        self.clock: Clock = tx.clock
