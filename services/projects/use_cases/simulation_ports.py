"""What the use cases of simulation and coverage need from storage."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from chassis.domain import Clock
from services.projects.domain.dry_run import Change
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.simulation import Simulation
from services.projects.domain.what_if import WhatIf
from services.projects.use_cases.charter_ports import Charters
from services.projects.use_cases.territory_ports import Competences, Territories


class Simulations(Protocol):
    """The simulations that were asked for, and what they found."""

    def check(self, what_if: WhatIf, reference: ReferenceData) -> None:
        """Raise InvalidInput with every fault of what is to be tried."""
        ...

    async def get(self, simulation_id: str, /) -> Simulation:
        """Raise NotFound for an unknown id."""
        ...

    async def add(self, simulation: Simulation, /) -> None:
        """Write it down, and forget those that are long over."""
        ...

    async def running(self, now: datetime) -> Simulation | None:
        """One that is at work, when there is one; those that fell silent are not."""
        ...

    async def changes(
        self, simulation_id: str, seen_by: frozenset[str], after: str, limit: int
    ) -> Sequence[Change]:
        """At most `limit` changes by id of the project, after that id: only those of projects that are
        public or concern a body of `seen_by`.
        """
        ...

    async def visible(self, projects: Collection[str], seen_by: frozenset[str]) -> frozenset[str]:
        """Those of the projects that are public or concern a body of `seen_by`."""
        ...


class SimulationUnit(Protocol):
    """One transaction over simulations and charters."""

    @property
    def simulations(self) -> Simulations: ...

    @property
    def charters(self) -> Charters: ...

    @property
    def clock(self) -> Clock: ...

    async def reference(self) -> ReferenceData:
        """What projects are judged against, as it stands in this transaction."""
        ...


class CoverageUnit(Protocol):
    """One transaction over the register."""

    @property
    def territories(self) -> Territories: ...

    @property
    def competences(self) -> Competences: ...

    @property
    def clock(self) -> Clock: ...

    async def reference(self) -> ReferenceData:
        """The bodies and the register, as they stand in this transaction."""
        ...
