"""Simulations between the wire and the domain."""

from __future__ import annotations

from archipel.projects.v1 import simulations_pb2
from chassis.domain import Fault, InvalidInput, msg, raise_faults
from chassis.pagination import page_of
from chassis.wire import (
    date_to_wire,
    decimal_to_wire,
    money_to_wire,
    name_from_wire,
    time_to_wire,
    uuid_name_from_wire,
)
from services.projects.convert.enums import LEVEL, SIMULATION_STATE
from services.projects.convert.facts import body_name
from services.projects.domain.dry_run import CAUSES, Change
from services.projects.domain.dry_run_tally import Move, Tally
from services.projects.domain.guarantees import GUARANTEES
from services.projects.domain.simulation import Simulation
from services.projects.domain.subsidiarity.facts import Level
from services.projects.use_cases.list_simulation_changes import ListSimulationChanges
from services.projects.use_cases.start_simulation import StartSimulation

LONGEST_TEXT = 200_000
"""Characters of a register or of capacities; a larger territory is simulated on the command line."""


def start_simulation_from_proto(request: simulations_pb2.StartSimulationRequest) -> StartSimulation:
    faults: list[Fault] = []
    body = name_from_wire(request.body, "territories", "body", faults)
    charter = uuid_name_from_wire(request.charter, "charters", "charter", faults) if request.charter else ""
    for field in ("register", "capacities"):
        if len(getattr(request, field)) > LONGEST_TEXT:
            text = msg(
                "Ce texte est trop long : {most} caractères au plus. En ligne de commande, « archipel "
                "subsidiarity simulate » n’a pas cette limite.",
                most=LONGEST_TEXT,
            )
            faults.append(Fault(field, "TEXT_TOO_LONG", text))
    raise_faults(faults)
    return StartSimulation(body, charter, request.register, request.capacities)


def simulation_id_from_proto(request: simulations_pb2.GetSimulationRequest) -> str:
    faults: list[Fault] = []
    simulation_id = uuid_name_from_wire(request.name, "simulations", "name", faults)
    raise_faults(faults)
    return simulation_id


def list_changes_from_proto(request: simulations_pb2.ListSimulationChangesRequest) -> ListSimulationChanges:
    page = page_of(request)
    faults: list[Fault] = []
    simulation_id = uuid_name_from_wire(request.name, "simulations", "name", faults)
    raise_faults(faults)
    if len(page.after) > 1:
        text = msg("Cette suite de liste n’est pas valable ici : recommencez au début.")
        raise InvalidInput([Fault("page_token", "PAGE_TOKEN_BROKEN", text)])
    return ListSimulationChanges(simulation_id, page.size, page.after[0] if page.after else "")


def simulation_to_proto(simulation: Simulation) -> simulations_pb2.Simulation:
    """Levels come nearest first, owners outside them last; bodies by code."""
    tally = simulation.tally or Tally()
    return simulations_pb2.Simulation(
        name=simulation.name,
        charter=f"charters/{simulation.charter}" if simulation.charter else "",
        state=SIMULATION_STATE.to_wire(simulation.state),
        on=date_to_wire(simulation.what_if.on),
        projects=simulation.projects,
        replayed=simulation.replayed,
        owner_changes=tally.owner_changes,
        role_changes=tally.role_changes,
        levels=[_level_to_proto(level, tally.levels[level]) for level in sorted(tally.levels, key=_nearness)],
        bodies=[_body_to_proto(body, tally.bodies[body]) for body in sorted(tally.bodies)],
        broken=[
            simulations_pb2.BrokenGuarantee(
                id=guarantee,
                text=str(GUARANTEES[guarantee]),
                projects=tally.broken[guarantee].projects,
                example=f"projects/{example}" if (example := tally.broken[guarantee].example) else "",
            )
            for guarantee in sorted(tally.broken)
        ],
        start_time=time_to_wire(simulation.start_time),
        end_time=time_to_wire(simulation.end_time),
        fault=simulation.fault,
    )


def change_to_proto(change: Change) -> simulations_pb2.SimulationChange:
    return simulations_pb2.SimulationChange(
        project=f"projects/{change.project}",
        title=change.title,
        owner_before=change.owner_before,
        owner_after=change.owner_after,
        roles_lost=change.roles_lost,
        roles_gained=change.roles_gained,
        because=str(CAUSES[change.cause]),
    )


def _nearness(level: Level | None) -> int:
    return len(Level) + 1 if level is None else level.rank


def _level_to_proto(level: Level | None, move: Move) -> simulations_pb2.LevelMove:
    return simulations_pb2.LevelMove(
        level=LEVEL.to_wire(level),
        projects_before=move.before.projects,
        projects_after=move.after.projects,
        days_before=decimal_to_wire(move.before.days),
        days_after=decimal_to_wire(move.after.days),
        cost_before=money_to_wire(move.before.cost),
        cost_after=money_to_wire(move.after.cost),
    )


def _body_to_proto(body: str, move: Move) -> simulations_pb2.BodyMove:
    return simulations_pb2.BodyMove(
        body=body_name(body),
        projects_before=move.before.projects,
        projects_after=move.after.projects,
        days_before=decimal_to_wire(move.before.days),
        days_after=decimal_to_wire(move.after.days),
        cost_before=money_to_wire(move.before.cost),
        cost_after=money_to_wire(move.after.cost),
    )
