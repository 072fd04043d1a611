"""Routes to pages. What a page cannot do becomes a page that says so, with its status."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import grpc
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chassis.domain import Exhausted
from services.portal.clients.refusal import ServiceRefusal, SignInNeeded
from services.portal.web.rates import must_not_come_too_often, must_not_send_too_often, too_often
from services.portal.web.session_end import forget_sent, not_swapped, sign_in_first
from services.portal.web.visit import Visit, stranger_of, visit_of

Page = Callable[[Visit], Awaitable[Response]]

STATUS = {
    grpc.StatusCode.INVALID_ARGUMENT: 400,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.ABORTED: 409,
    grpc.StatusCode.ALREADY_EXISTS: 409,
    grpc.StatusCode.FAILED_PRECONDITION: 409,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 409,
}

TYPED_AGAIN, FORBIDDEN = (400, 409), 403

KINDS = {404: "missing", 405: "method", 500: "broken"}

log = structlog.get_logger("portal")


def get(path: str, page: Page, limit: str = "") -> Route:
    """A page at an address; `limit` (a field of Limits) says how often one address may come."""
    return Route(path, _endpoint(f"GET {path}", page, limit), methods=["GET"])


def post(path: str, page: Page, limit: str = "") -> Route:
    return Route(path, _endpoint(f"POST {path}", page, limit), methods=["POST"])


def _endpoint(place: str, page: Page, limit: str) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        stranger = stranger_of(request, place)
        try:
            await must_not_come_too_often(stranger, limit)
        except Exhausted as error:
            return too_often(stranger, error)
        visit = await visit_of(request, place)
        try:
            return visit.complete(await _answer(visit, page))
        finally:
            # No form of ours has files; those that somebody sends all the same are let go.
            await request.close()

    return endpoint


async def _answer(visit: Visit, page: Page) -> Response:
    try:
        await must_not_send_too_often(visit)
        if visit.ended and visit.fragment and visit.request.method == "GET":
            return not_swapped()
        response = await page(visit)
        if response.status_code in TYPED_AGAIN and grpc.StatusCode.PERMISSION_DENIED in visit.refused:
            # The form comes back with what was typed; that it may not be sent at all is another matter.
            response.status_code = FORBIDDEN
        await forget_sent(visit, response)
    except SignInNeeded:
        return await sign_in_first(visit)
    except Exhausted as error:
        return too_often(visit, error)
    except ServiceRefusal as refusal:
        return refused(visit, refusal)
    return response


def refused(visit: Visit, refusal: ServiceRefusal) -> Response:
    """The page for what a service refused and no form can show."""
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
    headers = dict(getattr(error, "headers", None) or {})
    # When the portal itself is at fault, nothing is asked of anything that may be at fault.
    visit = stranger_of(request, "portal") if status >= 500 else await visit_of(request, "portal")  # noqa: PLR2004 -- the HTTP status
    response = visit.render("error.html", status=status, kind=KINDS.get(status, "refused"), message="")
    response.headers.update(headers)
    return visit.complete(response)
