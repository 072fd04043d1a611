"""The web application: every page, and what stands around them."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from services.portal.pages import (
    application,
    application_acts,
    bodies,
    charter_acts,
    charters,
    consent_acts,
    coverage,
    dashboard,
    day_request,
    delegations,
    engineering,
    financing,
    financing_acts,
    home,
    kept_form,
    labels,
    language,
    learning_acts,
    live,
    logout,
    my_page,
    own_data,
    ownership_acts,
    policy_reports,
    principles,
    project,
    project_acts,
    project_draft,
    register,
    register_acts,
    sign_in,
    simulation,
    simulation_start,
)
from services.portal.web import assets
from services.portal.web.entry import Entry
from services.portal.web.portal import Portal
from services.portal.web.routing import http_error
from services.portal.web.way_in import HEALTH

PAGES = (
    home,
    sign_in,
    logout,
    kept_form,
    policy_reports,
    language,
    my_page,
    own_data,
    bodies,
    dashboard,
    live,
    project_draft,
    project,
    project_acts,
    consent_acts,
    ownership_acts,
    learning_acts,
    engineering,
    day_request,
    delegations,
    financing,
    financing_acts,
    labels,
    application,
    application_acts,
    charter_acts,
    charters,
    simulation_start,
    simulation,
    register_acts,
    register,
    coverage,
    principles,
)


async def health(request: Request) -> Response:
    """Whether the portal can serve pages: its database answers."""
    portal: Portal = request.app.state.portal
    if await portal.reading.answers():
        return PlainTextResponse("ok")
    return PlainTextResponse("the database does not answer", 503)


def make_app(portal: Portal) -> Starlette:
    """The application over the parts given."""
    routes = [
        Route(HEALTH, health),
        Route("/static/{name}", assets.serve),
        *(route for page in PAGES for route in page.routes),
    ]
    app = Starlette(
        routes=routes,
        middleware=[
            # Whose word about a browser's address is believed comes first: limits count by it.
            Middleware(ProxyHeadersMiddleware, trusted_hosts=portal.limits.trusted_proxies),
            Middleware(Entry, portal=portal),
            Middleware(GZipMiddleware, minimum_size=1000),
        ],
        exception_handlers={HTTPException: http_error},
    )
    app.state.portal = portal
    return app
