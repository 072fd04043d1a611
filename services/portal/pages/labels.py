"""Labels: the campaigns, the applications that one may see, and applying."""

from __future__ import annotations

from starlette.responses import Response

from archipel.labels.v1.frameworks_pb2 import Framework
from archipel.labels.v1.labels_pb2 import (
    ApplyRequest,
    Campaign,
    GetCampaignRequest,
    GetFrameworkRequest,
    ListApplicationsRequest,
    ListCampaignsRequest,
)
from chassis.domain import msg
from services.portal.clients.refusal import ServiceRefusal
from services.portal.views.forms import Form
from services.portal.web.routing import get, post
from services.portal.web.visit import Visit

MOST = 100


async def show(visit: Visit) -> Response:
    service = visit.calls.services.labels
    campaigns = await visit.calls.ask(service.ListCampaigns, ListCampaignsRequest(page_size=MOST))
    applications = await visit.calls.ask(service.ListApplications, ListApplicationsRequest(page_size=MOST))
    return visit.render(
        "labels.html",
        campaigns=campaigns.campaigns,
        applications=applications.applications,
        wanted=visit.request.query_params.get("projet", ""),
        topics=["labels"],
    )


async def show_campaign(visit: Visit) -> Response:
    form = Form()
    form.put("project", visit.request.query_params.get("projet", ""))
    return await _page(visit, form)


async def _page(visit: Visit, form: Form, *, status: int = 200) -> Response:
    campaign = await _campaign(visit)
    service = visit.calls.services.labels
    applications = await visit.calls.ask(
        service.ListApplications, ListApplicationsRequest(page_size=MOST, campaign=campaign.name)
    )
    acting = visit.acting
    may_apply = acting is not None and visit.holds(acting.code, "elected")
    return visit.render(
        "campaign.html",
        status=status,
        campaign=campaign,
        id=campaign.name.partition("/")[2],
        framework=await _framework(visit, campaign),
        applications=applications.applications,
        may_apply=may_apply,
        candidates=await visit.portal.reading.candidates(acting.code, visit.viewer)
        if acting and may_apply
        else [],
        form=form,
        topics=[campaign.name],
    )


async def apply(visit: Visit) -> Response:
    session = visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    project = form.needed("project", msg("Choisissez le projet."))
    statement = form.needed("statement", msg("Dites pourquoi ce projet mérite le label."))
    if not form.faults:
        sent = ApplyRequest(
            request_id=form.text("request_id"),
            campaign=f"campaigns/{visit.request.path_params['id']}",
            project=f"projects/{project}",
            body=f"territories/{session.acting_body}",
            statement=statement,
        )
        try:
            application = await visit.calls.ask(visit.calls.services.labels.Apply, sent)
            return visit.go(f"/labels/candidatures/{application.name.partition('/')[2]}", "applied")
        except ServiceRefusal as refusal:
            if refusal.reason == "PROJECT_NOT_FOUND":
                form.wrong("project", refusal.message)
            elif refusal.missing or refusal.down:
                raise
            else:
                form.take(refusal.fields, refusal.message)
    return await _page(visit, form, status=400)


async def _campaign(visit: Visit) -> Campaign:
    return await visit.calls.ask(
        visit.calls.services.labels.GetCampaign,
        GetCampaignRequest(name=f"campaigns/{visit.request.path_params['id']}"),
    )


async def _framework(visit: Visit, campaign: Campaign) -> Framework:
    return await visit.calls.ask(
        visit.calls.services.labels.GetFramework, GetFrameworkRequest(name=campaign.framework)
    )


routes = [
    get("/labels", show),
    get("/labels/campagnes/{id}", show_campaign),
    post("/labels/campagnes/{id}", apply),
]
