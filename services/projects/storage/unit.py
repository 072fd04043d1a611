"""One transaction over everything that the use cases of this service need."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.domain import Clock
from chassis.journal.writer import Transaction
from services.projects.domain.reference_data import ReferenceData
from services.projects.storage.capacities import CapacityStore
from services.projects.storage.capacity_credits import CreditStore
from services.projects.storage.charters import CharterStore
from services.projects.storage.delegations import DelegationStore, MembershipStore
from services.projects.storage.people import PeopleStore
from services.projects.storage.principles import PrincipleStore
from services.projects.storage.projects import ProjectStore
from services.projects.storage.reference import ReferenceCache, ReferenceView
from services.projects.storage.register import CompetenceStore, RegisterStore
from services.projects.storage.sightings import SightingStore
from services.projects.storage.simulations import SimulationStore
from services.projects.storage.territories import TerritoryStore
from services.projects.storage.wishes import WishStore


class Unit:
    """The repositories over one transaction; `chassis.commands` commits it."""

    def __init__(
        self, tx: Transaction, cache: ReferenceCache, homes: Mapping[str, str] | None = None
    ) -> None:
        """`homes` names the node of each body whose node is not this one."""
        self._homes = homes or {}
        self.node = tx.node
        self._reference = ReferenceView(tx, cache)
        self.clock: Clock = tx.clock
        self.projects = ProjectStore(tx, self._reference)
        self.capacities = CapacityStore(tx.connection)
        self.territories = TerritoryStore(tx)
        self.competences = CompetenceStore(tx.connection)
        self.register = RegisterStore(tx.connection)
        self.people = PeopleStore(tx)
        self.memberships = MembershipStore(tx.connection)
        self.sightings = SightingStore(tx.connection)
        self.delegations = DelegationStore(tx)
        self.charters = CharterStore(tx, cache.founding)
        self.wishes = WishStore(tx)
        self.principles = PrincipleStore(tx)
        self.credits = CreditStore(tx.connection)
        self.simulations = SimulationStore(tx.connection)

    def home_of(self, body: str) -> str:
        """Name of the node of a body."""
        return self._homes.get(body, self.node)

    async def reference(self) -> ReferenceData:
        """What projects are judged against, as it stands in this transaction."""
        return await self._reference.read()
