"""How every question about a simulation begins: load it, and see it."""

from chassis.domain import Caller
from services.projects.domain.simulation import Simulation
from services.projects.use_cases.simulation_ports import SimulationUnit


async def visible_simulation(simulation_id: str, caller: Caller, unit: SimulationUnit) -> Simulation:
    """As it is now. Raise NotFound where there is none, or none that the caller may know of."""
    simulation = await unit.simulations.get(simulation_id)
    public = bool(simulation.charter) and (await unit.charters.get(simulation.charter)).public
    simulation.must_be_visible_to(caller, public=public)
    return simulation.as_of(unit.clock.now())
