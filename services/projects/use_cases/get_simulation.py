"""Show a simulation: how far it is and, in the end, its totals."""

from dataclasses import replace

from chassis.domain import Caller
from services.projects.domain.dry_run_tally import Broken
from services.projects.domain.simulation import Simulation
from services.projects.use_cases.known_simulation import visible_simulation
from services.projects.use_cases.simulation_ports import SimulationUnit


async def get_simulation(simulation_id: str, caller: Caller, unit: SimulationUnit) -> Simulation:
    """Totals are shown to whoever sees the simulation; an example only when that project may be seen too.

    Raise NotFound.
    """
    simulation = await visible_simulation(simulation_id, caller, unit)
    if simulation.tally is None:
        return simulation
    broken = simulation.tally.broken
    seen = await unit.simulations.visible([each.example for each in broken.values()], caller.bodies)
    shown = {
        guarantee: Broken(each.projects, each.example if each.example in seen else "")
        for guarantee, each in broken.items()
    }
    return replace(simulation, tally=replace(simulation.tally, broken=shown))
