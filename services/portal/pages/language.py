"""The language switch."""

from __future__ import annotations

from starlette.responses import Response

from services.portal.web.routing import post
from services.portal.web.visit import LANGUAGE_COOKIE, Visit, local_path

A_YEAR = 365 * 24 * 3600


async def switch(visit: Visit) -> Response:
    form = await visit.request.form()
    response = visit.go(local_path(str(form.get("vers", "/"))))
    language = str(form.get("langue", ""))
    response.set_cookie(
        LANGUAGE_COOKIE,
        "en" if language == "en" else "fr",
        max_age=A_YEAR,
        httponly=True,
        samesite="lax",
        secure=visit.portal.secure,
    )
    return response


routes = [post("/langue", switch)]
