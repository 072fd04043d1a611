"""The web application: every page, and what stands around them."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

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
    labels,
    language,
    learning_acts,
    live,
    my_page,
    ownership_acts,
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

PAGES = (
    home,
    sign_in,
    language,
    my_page,
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


def make_app(portal: Portal, issuer: str) -> Starlette:
    """The application over the parts given."""
    routes = [
        Route("/healthz", health),
        Route("/static/{name}", assets.serve),
        *(route for page in PAGES for route in page.routes),
    ]
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Entry, telemetry=portal.telemetry, public_url=portal.public_url, issuer=issuer),
            Middleware(GZipMiddleware, minimum_size=1000),
        ],
        exception_handlers={404: http_error, 405: http_error, 500: http_error},
    )
    app.state.portal = portal
    return app
