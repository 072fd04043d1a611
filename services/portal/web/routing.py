"""Routes to pages. What a page cannot do becomes a page that says so, with its status."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

import grpc
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.portal.clients.refusal import ServiceRefusal
from services.portal.web.visit import SignInNeeded, Visit, visit_of

Page = Callable[[Visit], Awaitable[Response]]

STATUS = {
    grpc.StatusCode.INVALID_ARGUMENT: 400,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.UNAUTHENTICATED: 401,
    grpc.StatusCode.ABORTED: 409,
    grpc.StatusCode.ALREADY_EXISTS: 409,
    grpc.StatusCode.FAILED_PRECONDITION: 409,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 409,
}

log = structlog.get_logger("portal")


def get(path: str, page: Page) -> Route:
    return Route(path, _endpoint(page), methods=["GET"])


def post(path: str, page: Page) -> Route:
    return Route(path, _endpoint(page), methods=["POST"])


def _endpoint(page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        visit = await visit_of(request)
        try:
            return await page(visit)
        except SignInNeeded:
            back = request.url.path if request.method == "GET" else "/mon-espace"
            return visit.go(f"/connexion?{urlencode({'vers': back})}")
        except ServiceRefusal as refusal:
            return refused(visit, refusal)

    return endpoint


def refused(visit: Visit, refusal: ServiceRefusal) -> Response:
    """The page for what a service refused and no form can show."""
    if refusal.code is grpc.StatusCode.UNAUTHENTICATED:
        return visit.go("/connexion")
    if refusal.down:
        log.warning("service did not answer", code=refusal.code.name, reason=refusal.reason)
        return visit.render("error.html", status=503, kind="down", message="")
    if refusal.missing:
        return visit.render("error.html", status=404, kind="missing", message="")
    return visit.render(
        "error.html", status=STATUS.get(refusal.code, 400), kind="refused", message=refusal.message
    )


async def http_error(request: Request, error: Exception) -> Response:
    """The page for an address that leads nowhere, and the like."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    visit = await visit_of(request)
    kind = "missing" if status == 404 else "refused"  # noqa: PLR2004 -- the HTTP status
    return visit.render("error.html", status=status, kind=kind, message="")
