"""Changing the register: record a line, end it, take out one that never should have stood there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

from google.type.date_pb2 import Date
from starlette.responses import Response

from archipel.projects.v1.register_pb2 import EndHoldingRequest, RecordHoldingRequest, RemoveHoldingRequest
from archipel.projects.v1.territories_pb2 import Holding, ListHoldingsRequest
from chassis.domain import Text, msg
from services.portal.clients.reference import Competence
from services.portal.clients.refusal import ServiceRefusal
from services.portal.pages.register import MOST
from services.portal.views.forms import Form, iso
from services.portal.views.register_form import EDITORS, form_from, holding_from, named_by
from services.portal.views.territory_words import shown_body, shown_competence
from services.portal.web.routing import get, post
from services.portal.web.visit import Visit


@dataclass
class Line:
    """One line being written (`holding` is None), or one that stands and is ended or taken out."""

    form: Form
    act: str
    holding: Holding | None = None
    request_id: str = ""
    warning: Text | str = ""


async def new(visit: Visit) -> Response:
    """A new line; with the identity of a line in the address, its correction."""
    visit.must_be_signed_in()
    competences = await visit.portal.vocabulary.read(visit.calls)
    held = await _held(visit, Form(_query(visit)))
    if held is not None:
        return await _page(visit, Line(form_from(held, visit.portal.directory, competences), "record"))
    form = Form()
    if visit.acting:
        form.put("body", shown_body(visit.acting))
    return await _page(visit, Line(form, "record"))


async def record(visit: Visit) -> Response:
    session = visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    line = Line(form, "record", request_id=form.text("request_id"))
    holding = holding_from(form, visit.portal.directory, await _competences(visit))
    if form.faults:
        return await _page(visit, line, status=400)
    sent = RecordHoldingRequest(
        request_id=line.request_id, body=f"territories/{session.acting_body}", holding=holding
    )
    try:
        await visit.calls.ask(visit.calls.services.register.RecordHolding, sent)
    except ServiceRefusal as refusal:
        return await _refused(visit, line, refusal)
    return _back(visit, holding, "holding_recorded")


async def ending(visit: Visit) -> Response:
    return await _standing(visit, "end")


async def removing(visit: Visit) -> Response:
    return await _standing(visit, "remove")


async def _standing(visit: Visit, act: str) -> Response:
    """The form that ends or takes out the line of the address."""
    visit.must_be_signed_in()
    form = Form(_query(visit))
    held = await _held(visit, form)
    if held is None:
        return visit.go("/registre")
    form.put("text", held.text)
    return await _page(visit, Line(form, act, held))


async def end(visit: Visit) -> Response:
    session = visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    held = await _held(visit, form)
    if held is None:
        return visit.go("/registre")
    line = Line(form, "end", held, form.text("request_id"))
    last = form.date("to", needed=True)
    deliberation = form.needed("deliberation", msg("Indiquez la délibération qui y met fin."))
    if form.faults:
        return await _page(visit, line, status=400)
    sent = EndHoldingRequest(
        request_id=line.request_id,
        body=f"territories/{session.acting_body}",
        holding=_ended(held, last, deliberation),
    )
    try:
        await visit.calls.ask(visit.calls.services.register.EndHolding, sent)
    except ServiceRefusal as refusal:
        return await _refused(visit, line, refusal)
    return _back(visit, held, "holding_ended")


def _ended(held: Holding, last: Date | None, deliberation: str) -> Holding:
    ended = Holding()
    ended.CopyFrom(held)
    if last:
        ended.to.CopyFrom(last)
    ended.deliberation = deliberation
    return ended


async def remove(visit: Visit) -> Response:
    session = visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    held = await _held(visit, form)
    if held is None:
        return visit.go("/registre")
    line = Line(form, "remove", held, form.text("request_id"))
    why = form.needed("why", msg("Dites pourquoi cette ligne n’aurait jamais dû être là."))
    if form.faults:
        return await _page(visit, line, status=400)
    sent = RemoveHoldingRequest(
        request_id=line.request_id, body=f"territories/{session.acting_body}", holding=held, why=why
    )
    try:
        await visit.calls.ask(visit.calls.services.register.RemoveHolding, sent)
    except ServiceRefusal as refusal:
        return await _refused(visit, line, refusal)
    return _back(visit, held, "holding_removed")


async def _refused(visit: Visit, line: Line, refusal: ServiceRefusal) -> Response:
    """The form as typed. After a refusal the next attempt is a new request; where nobody answered it is
    the same one, which may have had its effect.
    """
    if refusal.missing:
        raise refusal
    if refusal.down:
        line.warning = msg(
            "Le service ne répond pas pour l’instant. Vos réponses sont gardées ci-dessous : "
            "attendez une minute, puis recommencez."
        )
        return await _page(visit, line, status=503)
    line.request_id = ""
    line.form.take(refusal.fields, refusal.message)
    return await _page(visit, line, status=400)


async def _page(visit: Visit, line: Line, *, status: int = 200) -> Response:
    competences = await _competences(visit)
    line.request_id = line.request_id or str(uuid4())
    acting = visit.acting
    return visit.render(
        "register_line.html",
        status=status,
        line=line,
        form=line.form,
        competences=competences,
        bodies=[shown_body(body) for body in visit.portal.directory],
        listed=[shown_competence(each) for each in competences.values()],
        may_edit=acting is not None and visit.holds(acting.code, *EDITORS),
        day=iso,
    )


async def _competences(visit: Visit) -> dict[str, Competence]:
    return await visit.portal.vocabulary.read(visit.calls)


def _query(visit: Visit) -> dict[str, list[str]]:
    return {name: [value] for name, value in visit.request.query_params.items()}


async def _held(visit: Visit, form: Form) -> Holding | None:
    """The line that stands under the identity in the form; None when there is none any more.

    It is looked for on its own first day, since the register tells the lines of one day.
    """
    body, competence = form.text("body"), form.text("competence")
    if visit.portal.directory.get(body) is None or not competence.isdecimal():
        return None
    listed = await visit.calls.ask(
        visit.calls.services.territories.ListHoldings,
        ListHoldingsRequest(
            page_size=MOST, body=f"territories/{body}", competence=competence, on=Form.date(form, "from")
        ),
    )
    return named_by(form, list(listed.holdings))


def _back(visit: Visit, holding: Holding, notice: str) -> Response:
    code = holding.body.rpartition("/")[2]
    return visit.go(f"/registre?{urlencode({'collectivite': code})}", notice)


routes = [
    get("/registre/ligne", new),
    post("/registre/ligne", record),
    get("/registre/terminer", ending),
    post("/registre/terminer", end),
    get("/registre/retirer", removing),
    post("/registre/retirer", remove),
]
