"""Begin a simulation: what is to be tried is checked and written down; a process of its own replays it."""

from dataclasses import dataclass

from chassis.domain import Caller, Refused, msg, paris_day, uuid7
from services.projects.domain.simulation import Simulation
from services.projects.domain.states import DRAFTERS
from services.projects.domain.what_if import WhatIf
from services.projects.use_cases.known_charter import body_charter
from services.projects.use_cases.simulation_ports import SimulationUnit


@dataclass(frozen=True)
class StartSimulation:
    """`charter` is the id of a draft, empty for the charter in force; `register` is CSV and `capacities`
    YAML, each empty for what stands.
    """

    body: str
    charter: str = ""
    register: str = ""
    capacities: str = ""


async def start_simulation(command: StartSimulation, caller: Caller, unit: SimulationUnit) -> Simulation:
    """One at a time: a replay keeps two processors busy for a while.

    Raise NotFound, Forbidden, InvalidInput with every fault of register and capacities, or Refused.
    """
    caller.must_hold(command.body, *DRAFTERS)
    text = ""
    if command.charter:
        version = await body_charter(command.charter, "", command.body, caller, unit, DRAFTERS)
        text = version.text
    now = unit.clock.now()
    what_if = WhatIf(paris_day(now), text, command.register, command.capacities, command.body)
    unit.simulations.check(what_if, await unit.reference())
    other = await unit.simulations.running(now)
    if other is not None:
        raise Refused(
            "SIMULATION_RUNNING",
            msg("Une simulation est en cours : attendez qu’elle se termine, puis recommencez."),
            replayed=other.replayed,
            projects=other.projects,
        )
    simulation = Simulation(str(uuid7()), what_if, command.charter, now, now)
    await unit.simulations.add(simulation)
    return simulation
