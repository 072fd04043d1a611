"""The language switch."""

from __future__ import annotations

from starlette.responses import Response

from services.portal.web import cookies
from services.portal.web.routing import post
from services.portal.web.visit import Visit

A_YEAR = 365 * 24 * 3600


async def switch(visit: Visit) -> Response:
    form = await visit.request.form()
    response = visit.go(str(form.get("vers", "/")))
    language = str(form.get("langue", ""))
    visit.set_cookie(response, cookies.LANGUAGE, "en" if language == "en" else "fr", A_YEAR)
    return response


routes = [post("/langue", switch)]
