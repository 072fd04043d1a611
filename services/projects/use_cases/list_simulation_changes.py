"""List the projects that a simulation would decide otherwise."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.dry_run import Change
from services.projects.domain.simulation import SimulationState
from services.projects.use_cases.known_simulation import visible_simulation
from services.projects.use_cases.paging import Paged, paged
from services.projects.use_cases.simulation_ports import SimulationUnit


@dataclass(frozen=True)
class ListSimulationChanges:
    """`after` is the id of a project."""

    simulation_id: str
    size: int
    after: str = ""


async def list_simulation_changes(
    question: ListSimulationChanges, caller: Caller, unit: SimulationUnit
) -> Paged[Change]:
    """By id of the project, of those that the caller may see; nothing before the replay is done.

    Raise NotFound.
    """
    simulation = await visible_simulation(question.simulation_id, caller, unit)
    if simulation.state is not SimulationState.DONE:
        return Paged((), None)
    found = await unit.simulations.changes(
        question.simulation_id, caller.bodies, question.after, question.size + 1
    )
    return paged(found, question.size, lambda change: (change.project,))
