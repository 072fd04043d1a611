"""The provider's word that a session is over: from server to server, or through a frame in the browser."""

from __future__ import annotations

import hmac

import structlog
from starlette.responses import JSONResponse, Response

from chassis.errors import Unavailable
from services.portal.sign_in.logout_tokens import LogoutRefused
from services.portal.web.routing import get, post
from services.portal.web.visit import Visit
from services.portal.web.way_in import BACK_CHANNEL, FRONT_CHANNEL

log = structlog.get_logger("sign_in")


async def back_channel(visit: Visit) -> Response:
    """OpenID Connect Back-Channel Logout 1.0, section 2.5: the provider posts a logout token."""
    form = await visit.request.form()
    token = form.get("logout_token", "")
    try:
        logout = await visit.portal.logout_tokens.heard(token if isinstance(token, str) else "")
    except LogoutRefused as refused:
        visit.note("LOGOUT_TOKEN_INVALID")
        log.warning("logout token refused", why=str(refused))
        return JSONResponse({"error": "invalid_request"}, 400)
    except Unavailable:
        return JSONResponse({"error": "temporarily_unavailable"}, 503)
    await visit.portal.endings.end(logout.sid, logout.person)
    return Response(status_code=200)


async def front_channel(visit: Visit) -> Response:
    """OpenID Connect Front-Channel Logout 1.0, section 2: the provider shows this address in a frame. The
    browser sends no cookie of ours into it; the session is the one that the provider names.
    """
    query = visit.request.query_params
    issuer, sid = query.get("iss", ""), query.get("sid", "")
    if not hmac.compare_digest(issuer.encode(), visit.portal.issuer.encode()) or not sid:
        visit.note("LOGOUT_OF_ANOTHER_ISSUER")
        return visit.render("error.html", status=400, kind="refused", message="")
    # Anybody can make a browser come here: what is not a session of ours leaves no trace.
    if await visit.portal.endings.known(sid):
        await visit.portal.endings.end(sid, "")
    return Response(status_code=200)


routes = [
    post(BACK_CHANNEL, back_channel, limit="logout"),
    get(FRONT_CHANNEL, front_channel, limit="logout"),
]
