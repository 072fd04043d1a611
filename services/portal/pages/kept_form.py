"""Votre saisie a été gardée: what somebody typed when their session had ended, to send on with one click."""

from __future__ import annotations

from starlette.responses import Response

from services.portal.web import cookies
from services.portal.web.routing import get, post
from services.portal.web.session_end import KEPT_PAGE
from services.portal.web.visit import Visit


async def show(visit: Visit) -> Response:
    """To whom it belongs, what was typed; to somebody who has yet to sign in, that it waits; to others
    nothing.
    """
    kept = await visit.portal.kept_forms.find(visit.cookie(cookies.KEPT_FORM))
    person = visit.session.person if visit.session else ""
    if kept is None or (visit.session and kept.person not in ("", person)):
        return visit.render("error.html", status=404, kind="nothing_kept", message="")
    fields = kept.fields if visit.session else ()
    return visit.render("kept_form.html", path=kept.path, fields=fields)


async def throw_away(visit: Visit) -> Response:
    await visit.portal.kept_forms.forget(visit.cookie(cookies.KEPT_FORM))
    response = visit.go("/mon-espace" if visit.session else "/", "kept_form_gone")
    visit.drop_cookie(response, cookies.KEPT_FORM)
    return response


routes = [get(KEPT_PAGE, show), post(f"{KEPT_PAGE}/effacer", throw_away)]
