"""Une demande de jours: who lends what; the pool manager reserves days of an agent, never too many."""

from __future__ import annotations

from starlette.responses import Response

from archipel.engineering.v1.engineering_pb2 import (
    Agent,
    CancelReservationRequest,
    DayRequest,
    GetDayRequestRequest,
    ListAgentsRequest,
    RequestState,
    ReserveDaysRequest,
    WithdrawDayRequestRequest,
)
from chassis.domain import Text, msg
from services.portal.clients.reference import read_names
from services.portal.clients.refusal import ServiceRefusal
from services.portal.views.forms import Form
from services.portal.web.routing import get, post
from services.portal.web.visit import Visit

MOST = 100
OVERBOOKED = "AGENT_OVERBOOKED"


async def show(visit: Visit) -> Response:
    return await _page(visit, await _request(visit), Form())


async def _page(visit: Visit, request: DayRequest, form: Form, *, status: int = 200) -> Response:
    calls = visit.calls
    may_reserve = (
        visit.acting is not None
        and visit.holds(visit.acting.code, "pool_manager")
        and request.state in (RequestState.REQUEST_STATE_OPEN, RequestState.REQUEST_STATE_PARTLY_COVERED)
    )
    agents = await _agents(visit, request) if may_reserve else []
    names = await read_names(calls, [agent.person for agent in agents])
    project = request.project.partition("/")[2]
    titles = await visit.portal.reading.titles([project], visit.viewer)
    return visit.render(
        "day_request.html",
        status=status,
        request=request,
        id=request.name.partition("/")[2],
        project=project,
        title=titles.get(project, ""),
        agents=[(agent.name, _described(visit, agent, names)) for agent in agents],
        may_reserve=may_reserve,
        form=form,
        topics=[request.name],
    )


def _described(visit: Visit, agent: Agent, names: dict[str, str]) -> str:
    name = names.get(agent.person) or visit.language.text(msg("Agent sans nom"))
    return f"{name} ({visit.language.number(agent.quota)} %)"


async def _agents(visit: Visit, request: DayRequest) -> list[Agent]:
    """Agents with the skill whom the acting body employs: it alone lends them."""
    acting = visit.acting
    if acting is None:
        return []
    listed = await visit.calls.ask(
        visit.calls.services.engineering.ListAgents,
        ListAgentsRequest(page_size=MOST, body=acting.name, skill=request.skill),
    )
    return [agent for agent in listed.agents if agent.employer == acting.name]


async def reserve(visit: Visit) -> Response:
    visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    agent = form.needed("agent", msg("Choisissez un agent."))
    start = form.date("start_date", needed=True)
    end = form.date("end_date", needed=True)
    form.needed("days", msg("Indiquez le nombre de jours."))
    days = form.days("days")
    if not form.faults:
        sent = ReserveDaysRequest(
            request_id=form.text("request_id"),
            request=_name(visit),
            etag=form.text("etag"),
            agent=agent,
            start_date=start,
            end_date=end,
            days=days,
        )
        try:
            await visit.calls.ask(visit.calls.services.engineering.ReserveDays, sent)
            return visit.go(_address(visit), "reserved")
        except ServiceRefusal as refusal:
            _refuse(visit, form, refusal)
    return await _page(visit, await _request(visit), form, status=400)


def _refuse(visit: Visit, form: Form, refusal: ServiceRefusal) -> None:
    """Overbooking points at the days and says how many are free; the rest as the service says it."""
    if refusal.missing or refusal.down:
        raise refusal
    if refusal.reason == OVERBOOKED:
        free = visit.language.number(refusal.metadata.get("free_days", "0"))
        text: Text = msg(
            "Cet agent n’a plus que {free} jours libres dans cette période. "
            "Réservez-en moins, changez la période ou choisissez quelqu’un d’autre.",
            free=free,
        )
        form.wrong("days", text)
        return
    form.take(refusal.fields, refusal.message)


async def release(visit: Visit) -> Response:
    """Give reserved days back, as lender or as borrower."""
    session = visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    sent = CancelReservationRequest(
        request_id=form.text("request_id"),
        name=form.text("reservation"),
        body=f"territories/{session.acting_body}",
    )
    await visit.calls.ask(visit.calls.services.engineering.CancelReservation, sent)
    return visit.go(_address(visit), "released")


async def withdraw(visit: Visit) -> Response:
    visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    sent = WithdrawDayRequestRequest(
        request_id=form.text("request_id"), name=_name(visit), etag=form.text("etag")
    )
    await visit.calls.ask(visit.calls.services.engineering.WithdrawDayRequest, sent)
    return visit.go(_address(visit), "request_withdrawn")


async def _request(visit: Visit) -> DayRequest:
    visit.must_be_signed_in()
    return await visit.calls.ask(
        visit.calls.services.engineering.GetDayRequest, GetDayRequestRequest(name=_name(visit))
    )


def _name(visit: Visit) -> str:
    return f"requests/{visit.request.path_params['id']}"


def _address(visit: Visit) -> str:
    return f"/ingenierie/demandes/{visit.request.path_params['id']}"


routes = [
    get("/ingenierie/demandes/{id}", show),
    post("/ingenierie/demandes/{id}/reserver", reserve),
    post("/ingenierie/demandes/{id}/annuler", release),
    post("/ingenierie/demandes/{id}/retirer", withdraw),
]
