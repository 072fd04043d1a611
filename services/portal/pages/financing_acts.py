"""What happens to one line of a plan: a fonds de concours is asked for, granted, refused; money is paid."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from google.type.date_pb2 import Date
from starlette.responses import Response

from archipel.funding.v1.funding_pb2 import (
    FinancingPlan,
    GrantFondsDeConcoursRequest,
    RecordPaymentRequest,
    RefuseLineRequest,
    RequestFondsDeConcoursRequest,
)
from archipel.funding.v1.lines_pb2 import Deliberation, PaymentKind
from chassis.domain import msg
from services.portal.clients.refusal import ServiceRefusal
from services.portal.clients.services import Calls
from services.portal.pages.financing import page, plan_of
from services.portal.views.forms import Form
from services.portal.web.routing import Page, post
from services.portal.web.visit import Visit


@dataclass(frozen=True)
class Act:
    """One act on one line of one plan, by one body."""

    calls: Calls
    form: Form
    name: str
    body: str
    line: str

    @property
    def request_id(self) -> str:
        return self.form.text("request_id")

    @property
    def etag(self) -> str:
        return self.form.text("etag")


async def ask_for(act: Act) -> FinancingPlan:
    return await act.calls.ask(
        act.calls.services.funding.RequestFondsDeConcours,
        RequestFondsDeConcoursRequest(
            request_id=act.request_id, name=act.name, etag=act.etag, body=act.body, line=act.line
        ),
    )


async def grant(act: Act) -> FinancingPlan | None:
    form = act.form
    amount = form.money("amount")
    votes = [_deliberation(form, "funder_deliberation"), _deliberation(form, "owner_deliberation")]
    if form.faults:
        return None
    return await act.calls.ask(
        act.calls.services.funding.GrantFondsDeConcours,
        GrantFondsDeConcoursRequest(
            request_id=act.request_id,
            name=act.name,
            etag=act.etag,
            body=act.body,
            line=act.line,
            amount=amount,
            funder_deliberation=votes[0],
            owner_deliberation=votes[1],
        ),
    )


def _deliberation(form: Form, name: str) -> Deliberation:
    day = form.date(f"{name}.date", needed=True) or Date()
    reference = form.needed(f"{name}.reference", msg("Indiquez la référence de la délibération."))
    return Deliberation(date=day, reference=reference)


async def refuse(act: Act) -> FinancingPlan | None:
    reason = act.form.needed("reason", msg("Dites pourquoi : le demandeur lira ce motif."))
    if act.form.faults:
        return None
    return await act.calls.ask(
        act.calls.services.funding.RefuseLine,
        RefuseLineRequest(
            request_id=act.request_id,
            name=act.name,
            etag=act.etag,
            body=act.body,
            line=act.line,
            reason=reason,
        ),
    )


async def pay(act: Act) -> FinancingPlan | None:
    form = act.form
    kind = form.option("kind", PaymentKind.values(), msg("Avance, acompte ou solde ?"))
    form.needed("amount", msg("Indiquez le montant versé."))
    amount = form.money("amount")
    day = form.date("date")
    if form.faults:
        return None
    return await act.calls.ask(
        act.calls.services.funding.RecordPayment,
        RecordPaymentRequest(
            request_id=act.request_id,
            name=act.name,
            etag=act.etag,
            body=act.body,
            line=act.line,
            kind=PaymentKind.ValueType(kind),
            amount=amount,
            date=day,
        ),
    )


Send = Callable[[Act], Awaitable[FinancingPlan | None]]
"""Sends the verb; None when the form has faults of its own."""


def done_by(send: Send, key: str, notice: str) -> Page:
    """The page of an act: on success back to the plan, else the plan with the form as typed."""

    async def act_on(visit: Visit) -> Response:
        session = visit.must_be_signed_in()
        form = Form.typed(await visit.request.form())
        id_, line = visit.request.path_params["id"], visit.request.path_params["line"]
        try:
            done = await send(
                Act(visit.calls, form, f"plans/{id_}", f"territories/{session.acting_body}", line)
            )
        except ServiceRefusal as refusal:
            if refusal.missing or refusal.down:
                raise
            form.take(refusal.fields, refusal.message)
            done = None
        if done is None:
            return await page(visit, await plan_of(visit), act=f"{key}-{line}", act_form=form, status=400)
        return visit.go(f"/financement/{id_}", notice)

    return act_on


routes = [
    post("/financement/{id}/lignes/{line}/demander", done_by(ask_for, "ask", "fund_requested")),
    post("/financement/{id}/lignes/{line}/accorder", done_by(grant, "grant", "fund_granted")),
    post("/financement/{id}/lignes/{line}/refuser", done_by(refuse, "refuse", "fund_refused")),
    post("/financement/{id}/lignes/{line}/verser", done_by(pay, "pay", "paid")),
]
