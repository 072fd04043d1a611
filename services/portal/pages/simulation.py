"""Simulation: what a charter would change, before anybody votes it. Nothing moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal

from starlette.responses import Response, StreamingResponse

from archipel.projects.v1.charters_pb2 import Charter, GetCharterRequest
from archipel.projects.v1.simulations_pb2 import (
    GetSimulationRequest,
    ListSimulationChangesRequest,
    ListSimulationChangesResponse,
    Simulation,
    SimulationChange,
    SimulationState,
)
from archipel.projects.v1.subsidiarity_pb2 import Role
from chassis.domain import Text, msg
from services.portal.clients.refusal import ServiceRefusal
from services.portal.views.sheets import BYTE_ORDER_MARK, CSV, figure, lines
from services.portal.views.simulation_view import charts, move_of, moved, progress
from services.portal.views.words import ROLE
from services.portal.web.routing import get
from services.portal.web.visit import Visit

PAGE = 25
"""Changed projects on one page of the screen."""

MOST = 200
"""Changed projects in one call, for an export."""

SHOWN_BODIES = 20
CENTS = Decimal(100)


async def show(visit: Visit) -> Response:
    simulation = await _simulation(visit)
    done = simulation.state == SimulationState.SIMULATION_STATE_DONE
    query = visit.request.query_params
    bodies = moved(simulation.bodies)
    everybody = bool(query.get("tous"))
    changes = await _changes(visit, PAGE, query.get("suite", "")) if done else None
    return visit.render(
        "simulation.html",
        simulation=simulation,
        id=visit.request.path_params["id"],
        charter=await _charter(visit, simulation.charter),
        states=SimulationState,
        percent=progress(simulation),
        charts=charts(simulation.levels),
        bodies=bodies if everybody else bodies[:SHOWN_BODIES],
        hidden_bodies=0 if everybody else max(0, len(bodies) - SHOWN_BODIES),
        changes=changes,
        started=bool(query.get("suite")),
        owner=lambda party: party_shown(visit, party),
        role=lambda role: _role_shown(visit, role),
    )


async def _simulation(visit: Visit) -> Simulation:
    return await visit.calls.ask(
        visit.calls.services.simulations.GetSimulation,
        GetSimulationRequest(name=f"simulations/{visit.request.path_params['id']}"),
    )


async def _changes(visit: Visit, size: int, token: str) -> ListSimulationChangesResponse:
    return await visit.calls.ask(
        visit.calls.services.simulations.ListSimulationChanges,
        ListSimulationChangesRequest(
            name=f"simulations/{visit.request.path_params['id']}", page_size=size, page_token=token
        ),
    )


async def _charter(visit: Visit, name: str) -> Charter | None:
    """The charter that was replayed; None where there is none, or where one may not read it."""
    if not name:
        return None
    try:
        return await visit.calls.ask(visit.calls.services.charters.GetCharter, GetCharterRequest(name=name))
    except ServiceRefusal:
        return None


def party_shown(visit: Visit, party: str) -> Text | str:
    """Who a simulation names: a body's code, the inhabitants, a third party by its name, or nobody."""
    if not party:
        return msg("Personne")
    if party == "inhabitants":
        return msg("Les habitants")
    return visit.portal.directory.title(party)


def _role_shown(visit: Visit, role: str) -> str:
    """One role, written "62528: co_owner", in words; as it came when it has none."""
    party, _, name = role.rpartition(": ")
    body = visit.portal.directory.get(party)
    shown = body.short if body else party_shown(visit, party)
    key = f"ROLE_{name.upper()}"
    words = ROLE[Role.Value(key)] if key in Role.keys() else name  # noqa: SIM118 -- an enum of the wire, no dict
    return f"{visit.language.text(shown)} : {visit.language.text(words)}"


async def export_projects(visit: Visit) -> Response:
    """Every project that would be decided otherwise, for a spreadsheet."""
    first = await _changes(visit, MOST, "")

    async def rows() -> AsyncIterator[str]:
        heads = (
            msg("Projet"),
            msg("Adresse"),
            msg("Porteur avant"),
            msg("Porteur après"),
            msg("Rôles perdus"),
            msg("Rôles gagnés"),
            msg("Pourquoi"),
        )
        yield BYTE_ORDER_MARK + lines([[visit.language.text(head) for head in heads]])
        page = first
        while True:
            yield lines(_project_row(visit, change) for change in page.changes)
            if not page.next_page_token:
                return
            page = await _changes(visit, MOST, page.next_page_token)

    return _sheet(rows(), "projets")


def _project_row(visit: Visit, change: SimulationChange) -> list[object]:
    id_ = change.project.partition("/")[2]
    return [
        change.title,
        f"{visit.portal.public_url}/projets/{id_}" if id_ else "",
        visit.language.text(party_shown(visit, change.owner_before)),
        visit.language.text(party_shown(visit, change.owner_after)),
        ", ".join(_role_shown(visit, role) for role in change.roles_lost),
        ", ".join(_role_shown(visit, role) for role in change.roles_gained),
        change.because,
    ]


async def export_bodies(visit: Visit) -> Response:
    """Projects, days and euros of every body before and after, for a spreadsheet."""
    simulation = await _simulation(visit)

    async def rows() -> AsyncIterator[str]:
        heads = (
            msg("Code"),
            msg("Collectivité"),
            msg("Projets avant"),
            msg("Projets après"),
            msg("Jours avant"),
            msg("Jours après"),
            msg("Euros avant"),
            msg("Euros après"),
        )
        yield BYTE_ORDER_MARK + lines([[visit.language.text(head) for head in heads]])
        for body in simulation.bodies:
            move = move_of(body)
            figures = [move.projects.before, move.projects.after, move.days.before, move.days.after]
            euros = [move.cost.before / CENTS, move.cost.after / CENTS]
            code = body.body.rpartition("/")[2]
            yield lines([[code, visit.portal.directory.title(code), *map(figure, figures + euros)]])

    return _sheet(rows(), "collectivites")


def _sheet(rows: AsyncIterator[str], name: str) -> Response:
    head = f'attachment; filename="simulation-{name}.csv"'
    return StreamingResponse(rows, media_type=CSV, headers={"Content-Disposition": head})


routes = [
    get("/simulations/{id}", show),
    get("/simulations/{id}/projets.csv", export_projects),
    get("/simulations/{id}/collectivites.csv", export_bodies),
]
