"""How often one comes: from one address to sign in or out, as one person to send forms."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from starlette.responses import Response
from starlette.types import Scope

from chassis.domain import Exhausted
from services.portal.web.visit import Visit

NETWORK = 64
"""Bits: one household or office has at least so many IPv6 addresses, which count as one."""

ALWAYS_FREE = ("GET", "HEAD")


def client_of(scope: Scope) -> str:
    """Whose request it is, as far as the network tells."""
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return str(host)
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, NETWORK), strict=False))
    return str(address)


async def must_not_come_too_often(stranger: Visit, limit: str) -> None:
    """Raise Exhausted where the address came to this page (a field of Limits) too often."""
    if limit:
        portal = stranger.portal
        often: int = getattr(portal.limits, limit)
        await portal.rates.take(limit, client_of(stranger.request.scope), often)


async def must_not_send_too_often(visit: Visit) -> None:
    """Raise Exhausted where the person sent too many forms."""
    if visit.session and visit.request.method not in ALWAYS_FREE:
        await visit.portal.rates.take("posts", visit.session.person, visit.portal.limits.posts)


def too_often(visit: Visit, error: Exhausted) -> Response:
    """The page that asks to wait."""
    visit.note(error.reason)
    wait = error.metadata.get("retry_after_seconds", "60")
    response = visit.render("too_often.html", status=429, wait=int(wait))
    response.headers["Retry-After"] = wait
    return response
