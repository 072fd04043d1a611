"""Plan de financement: who pays what, what the law says of it, the largest amount still allowed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from starlette.responses import Response

from archipel.funding.v1.funding_pb2 import (
    CheckPlanRequest,
    FinancingPlan,
    GetPlanRequest,
    PlanState,
    SetLinesRequest,
)
from archipel.projects.v1.territories_pb2 import Level
from chassis.domain import Text, msg
from services.portal.clients.refusal import ServiceRefusal
from services.portal.views.forms import Form
from services.portal.views.plan_form import form_from_plan, lines_from_form, rows
from services.portal.views.territory_words import shown_body
from services.portal.web.routing import get, post
from services.portal.web.visit import Visit

OWNER_ROLES = ("elected", "project_manager")
SPARE_ROWS = 2
FEWEST_ROWS = 4
"""A new plan has room for the usual lines: the owner's share, two subsidies, a fonds de concours."""


async def show(visit: Visit) -> Response:
    return await page(visit, await plan_of(visit))


async def page(
    visit: Visit,
    plan: FinancingPlan,
    form: Form | None = None,
    *,
    act: str = "",
    act_form: Form | None = None,
    checked: FinancingPlan | None = None,
    warning: Text | str = "",
    status: int = 200,
) -> Response:
    """The page of a plan. `form` are lines as typed; `act` names a line's act that was refused, with
    what was typed there; `checked` is what the plan would be.
    """
    directory = visit.portal.directory
    if act_form is not None:
        act_form.prefix = act
    lines = form or form_from_plan(plan, directory)
    return visit.render(
        "financing.html",
        status=status,
        plan=plan,
        id=plan.name.partition("/")[2],
        project=plan.project.partition("/")[2],
        form=lines,
        rows=max(rows(lines) + SPARE_ROWS, FEWEST_ROWS),
        may_edit=visit.acts_as(plan.owner, *OWNER_ROLES) and plan.state == PlanState.PLAN_STATE_OPEN,
        checked=checked,
        warning=warning,
        act=act,
        act_form=act_form or Form(),
        line_form=forms_of_lines(act, act_form),
        funders=[
            shown_body(body)
            for body in directory
            if body.level in (Level.LEVEL_AGGLOMERATION, Level.LEVEL_COMMUNE, Level.LEVEL_POLE)
        ],
        new_id=lambda: str(uuid4()),
        topics=[plan.name],
    )


def forms_of_lines(act: str, refused: Form | None) -> Callable[[str], Form]:
    """The form of one act on one line, by its key: as typed when it was refused, else empty."""

    def line_form(key: str) -> Form:
        form = refused if refused and key == act else Form()
        form.prefix = key
        return form

    return line_form


async def write(visit: Visit) -> Response:
    """Check the lines as typed, or save them."""
    visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    plan = await plan_of(visit)
    if form.text("action") == "more":
        return await page(visit, plan, form)
    lines = lines_from_form(form, visit.portal.directory)
    cost = form.money("cost")
    if form.faults:
        return await page(visit, plan, form, status=400)
    lead_field = bool(form.text("lead_coordinator_field"))
    service = visit.calls.services.funding
    try:
        if form.text("action") == "check":
            asked = CheckPlanRequest(
                name=plan.name, cost=cost, lead_coordinator_field=lead_field, lines=lines
            )
            checked = await visit.calls.ask(service.CheckPlan, asked)
            return await page(visit, plan, form, checked=checked)
        sent = SetLinesRequest(
            request_id=form.text("request_id"),
            name=plan.name,
            etag=form.text("etag"),
            body=plan.owner,
            cost=cost,
            lead_coordinator_field=lead_field,
            lines=lines,
        )
        await visit.calls.ask(service.SetLines, sent)
    except ServiceRefusal as refusal:
        return await _refused(visit, plan, form, refusal)
    return visit.go(f"/financement/{plan.name.partition('/')[2]}", "lines_saved")


async def _refused(visit: Visit, plan: FinancingPlan, form: Form, refusal: ServiceRefusal) -> Response:
    if refusal.missing or refusal.down:
        raise refusal
    if refusal.stale:
        # The page carries the plan's etag of now: saving again is a choice, made with both versions seen.
        warning = msg(
            "Quelqu’un a modifié ce plan entre-temps. Vos lignes sont gardées ci-dessous, la version "
            "enregistrée se lit au-dessus : comparez, puis enregistrez de nouveau."
        )
        return await page(visit, plan, form, warning=warning, status=409)
    form.take(refusal.fields, refusal.message)
    return await page(visit, plan, form, status=400)


async def plan_of(visit: Visit) -> FinancingPlan:
    """The plan that the address names."""
    return await visit.calls.ask(
        visit.calls.services.funding.GetPlan,
        GetPlanRequest(name=f"plans/{visit.request.path_params['id']}"),
    )


routes = [get("/financement/{id}", show), post("/financement/{id}", write)]
