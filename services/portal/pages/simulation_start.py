"""Simuler: try another charter, register or other free days over all projects; nothing changes."""

from __future__ import annotations

import re
from uuid import uuid4

from starlette.responses import Response

from archipel.projects.v1.charters_pb2 import Charter, CharterState, ListChartersRequest
from archipel.projects.v1.simulations_pb2 import StartSimulationRequest
from chassis.domain import Text, msg
from services.portal.clients.refusal import ServiceRefusal
from services.portal.views.charter_view import DRAFTERS
from services.portal.views.forms import Form
from services.portal.web.routing import get, post
from services.portal.web.visit import Visit

MOST = 100
WRITTEN = (CharterState.CHARTER_STATE_DRAFT, CharterState.CHARTER_STATE_SIMULATED)

FIELDS = {"register": "register", "capacity": "capacities", "capacities": "capacities"}
"""First word of a fault's path → the field that holds the text."""


PLACE = re.compile(r"(?P<section>[a-z]+)(\.csv:(?P<line>\d+))?")
"""Where a fault is: "register.csv:3:mode", "capacities.62528.willing"."""


async def new(visit: Visit) -> Response:
    visit.must_be_signed_in()
    return await _page(visit, Form())


async def start(visit: Visit) -> Response:
    session = visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    drafts = {charter.name for charter in await _drafts(visit)}
    charter = form.text("charter")
    if charter and charter not in drafts:
        form.wrong("charter", msg("Choisissez une charte de la liste."))
    if not (charter or form.text("register") or form.text("capacities")):
        form.put("register", "")
        form.wrong("register", msg("Dites au moins une chose à essayer : charte, registre ou jours."))
    if form.faults:
        return await _page(visit, form, status=400)
    sent = StartSimulationRequest(
        request_id=form.text("request_id"),
        charter=charter,
        body=f"territories/{session.acting_body}",
        register=_lines(form, "register"),
        capacities=_lines(form, "capacities"),
    )
    try:
        begun = await visit.calls.ask(visit.calls.services.simulations.StartSimulation, sent)
    except ServiceRefusal as refusal:
        return await _refused(visit, form, refusal)
    return visit.go(f"/simulations/{begun.name.partition('/')[2]}")


def _lines(form: Form, name: str) -> str:
    """Browsers end lines as Windows does."""
    text = form.text(name).replace("\r\n", "\n")
    return f"{text}\n" if text else ""


async def _refused(visit: Visit, form: Form, refusal: ServiceRefusal) -> Response:
    """Everything typed stays. A fault is shown at the text in which it was found."""
    if refusal.missing:
        raise refusal
    if refusal.down:
        warning = msg(
            "Le service ne répond pas pour l’instant. Vos réponses sont gardées ci-dessous : "
            "attendez une minute, puis recommencez."
        )
        return await _page(visit, form, warning=warning, status=503)
    form.drop("request_id")
    for path, text in refusal.fields:
        found = PLACE.match(path)
        field = FIELDS.get(found["section"], "") if found else ""
        line = found["line"] if found else None
        form.wrong(field, msg("Ligne {line} : {text}", line=line, text=text) if line else text)
    if not refusal.fields:
        form.wrong("", refusal.message)
    return await _page(visit, form, status=400)


async def _page(visit: Visit, form: Form, *, warning: Text | str = "", status: int = 200) -> Response:
    acting = visit.acting
    may_start = acting is not None and visit.holds(acting.code, *DRAFTERS)
    if not form.text("request_id"):
        form.put("request_id", str(uuid4()))
    return visit.render(
        "simulation_start.html",
        status=status,
        form=form,
        warning=warning,
        may_start=may_start,
        drafts=await _drafts(visit) if may_start else [],
    )


async def _drafts(visit: Visit) -> list[Charter]:
    """The drafts of the body that one acts for."""
    listed = await visit.calls.ask(
        visit.calls.services.charters.ListCharters, ListChartersRequest(page_size=MOST)
    )
    own = visit.acting.name if visit.acting else ""
    return [charter for charter in listed.charters if charter.body == own and charter.state in WRITTEN]


routes = [
    get("/simulations/nouvelle", new),
    post("/simulations/nouvelle", start),
]
