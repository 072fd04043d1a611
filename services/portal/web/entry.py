"""The way in and out of every HTTP request: root span, refusals before anything else, security headers."""

from __future__ import annotations

from opentelemetry.trace import SpanKind
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.portal.web.headers import SecurityHeaders
from services.portal.web.portal import Portal
from services.portal.web.visit import stranger_of
from services.portal.web.way_in import METHODS, Refusal, WayIn

LARGEST_COOKIES = 4096
"""Bytes of cookies that are still looked at, for the language alone."""


class Entry:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, portal: Portal) -> None:
        self._app = app
        self._portal = portal
        self._way_in = WayIn(portal.public_url)
        self._headers = SecurityHeaders(portal.public_url, portal.issuer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                answer = MutableHeaders(scope=message)
                for name, value in self._headers.of(scope["path"]).items():
                    answer.setdefault(name, value)
                answer.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self._way_in.refusal(scope)
        if refusal is not None:
            await self._refused(scope, refusal)(scope, receive, send_with_headers)
            return
        try:
            # A browser is no part of the trace: its request is the root.
            place = place_of(scope)
            first = place.split("/")[1]
            with self._portal.telemetry.span(f"{scope['method']} /{first}", SpanKind.SERVER, path=place):
                await self._app(scope, receive, send_with_headers)
        except Exception:
            if not started:
                await self._broken(scope)(scope, receive, send_with_headers)
            # The server writes it into the log.
            raise

    def _refused(self, scope: Scope, refusal: Refusal) -> Response:
        self._portal.incidents.note(refusal.reason, "portal")
        visit = stranger_of(Request(harmless(scope)), "portal")
        response = visit.render(
            "way_in.html", status=refusal.status, title=refusal.title, message=refusal.message
        )
        if refusal.status == 405:  # noqa: PLR2004 -- the HTTP status, which goes with this header
            response.headers["Allow"] = ", ".join(METHODS)
        return response

    def _broken(self, scope: Scope) -> Response:
        """The page for a fault of the portal: nothing is asked of anything that may be at fault."""
        visit = stranger_of(Request(harmless(scope)), "portal")
        return visit.render("error.html", status=500, kind="broken", message="")


def place_of(scope: Scope) -> str:
    """The address as the routes write it ("/projets/{id}"): what stands in its place may name anybody."""
    app: Starlette = scope["app"]
    for route in app.routes:
        if isinstance(route, Route) and route.matches(scope)[0] is not Match.NONE:
            return route.path
    return "/-"


def harmless(scope: Scope) -> Scope:
    """What of a refused request the page about it may look at: not its address, nor its host."""
    cookies = [pair for pair in scope["headers"] if pair[0] == b"cookie" and len(pair[1]) < LARGEST_COOKIES]
    changed = {"path": "/", "raw_path": b"/", "query_string": b"", "method": "GET", "headers": cookies}
    return {**scope, **changed}
