"""One simulation: what is tried, how far the replay is, and what came out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.domain import Caller, Hidden, msg
from services.projects.domain.dry_run_tally import Tally
from services.projects.domain.what_if import WhatIf

SILENCE = timedelta(seconds=60)
"""After this long without a sign of life, a run that was not finished has failed."""


class SimulationState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Simulation:
    """A replay asked for by `what_if.body`. `charter` is the id of the draft, empty for the one in force;
    `heartbeat` is the last sign of life; `tally` stands once it is done.
    """

    id: str
    what_if: WhatIf
    charter: str
    start_time: datetime
    heartbeat: datetime
    state: SimulationState = SimulationState.RUNNING
    projects: int = 0
    replayed: int = 0
    tally: Tally | None = None
    end_time: datetime | None = None
    fault: str = ""

    @property
    def name(self) -> str:
        return f"simulations/{self.id}"

    @property
    def body(self) -> str:
        return self.what_if.body

    def as_of(self, now: datetime) -> Simulation:
        """As it is to be seen now: whoever was killed cannot say so."""
        if self.state is not SimulationState.RUNNING or now - self.heartbeat <= SILENCE:
            return self
        return replace(
            self,
            state=SimulationState.FAILED,
            end_time=self.heartbeat,
            fault=str(msg("La simulation s’est interrompue avant la fin : relancez-la.")),
        )

    def must_be_visible_to(self, caller: Caller, *, public: bool) -> None:
        """Raise NotFound unless the caller may know of it: one of the body that asked, or anybody when the
        charter that it tries is `public`.
        """
        if public or self.body in caller.bodies:
            return
        text = msg("Rien de tel ici : {name}. Vérifiez l’adresse.", name=self.name)
        raise Hidden("NOT_FOUND", text, resource=self.name)
