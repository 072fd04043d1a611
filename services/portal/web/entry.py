"""The way in of every HTTP request: root span, security headers, and no form from elsewhere."""

from __future__ import annotations

from opentelemetry.trace import SpanKind
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.telemetry import Telemetry

LARGEST_FORM = 256 * 1024
"""Bytes of one form; files have a way of their own."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self' {sign_in}; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Entry:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry, public_url: str, issuer: str) -> None:
        self._app = app
        self._telemetry = telemetry
        self._origin = origin_of(public_url)
        self._headers = {
            **HEADERS,
            "Content-Security-Policy": POLICY.format(sign_in=origin_of(issuer)),
        }
        if public_url.startswith("https://"):
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    answer.setdefault(name, value)
                answer.setdefault("Cache-Control", "no-store")
            await send(message)

        # A browser is no part of the trace: its request is the root.
        first = scope["path"].split("/")[1]
        with self._telemetry.span(f"{scope['method']} /{first}", SpanKind.SERVER, path=scope["path"]):
            await self._app(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        """A form that another site sent, or one that is too large."""
        if scope["method"] in ("GET", "HEAD"):
            return None
        if not self._same_origin(headers):
            return PlainTextResponse("Ce formulaire vient d’un autre site.", 403)
        length = headers.get("content-length", "")
        if not length.isdecimal() or int(length) > LARGEST_FORM:
            return PlainTextResponse("Ce formulaire est trop grand.", 413)
        return None

    def _same_origin(self, headers: Headers) -> bool:
        """Browsers say where a form comes from; one that says nothing sends no cookie of ours either."""
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get("origin")
        return origin is None or origin == self._origin


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
