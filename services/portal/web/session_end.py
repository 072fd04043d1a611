"""What becomes of a request that needs a person when the session is over: the page says so, and nothing that
was typed is lost.
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from services.portal.sign_in.kept_forms import KEPT
from services.portal.web import cookies
from services.portal.web.visit import SEE_OTHER, Visit

KEPT_PAGE = "/saisie"

UNAUTHORIZED = 401


async def sign_in_first(visit: Visit) -> Response:
    """The answer to somebody who must sign in (again)."""
    if visit.session is not None:
        # A service refuses its token: whatever the reason, the session leads nowhere any more.
        await visit.portal.endings.lapse(visit.session.key)
    visit = visit.after_the_end()
    if visit.request.method not in ("GET", "HEAD"):
        return await _keep(visit)
    if visit.fragment:
        return not_swapped()
    address = visit.request.url.path
    if visit.request.url.query:
        address += f"?{visit.request.url.query}"
    if visit.ended is not None:
        return visit.render("session_ended.html", status=UNAUTHORIZED, back=address)
    return visit.go(f"/connexion?{urlencode({'vers': address})}")


def not_swapped() -> Response:
    """To a part of an open page that is read again: htmx leaves the page as it is, with all that is typed."""
    return Response(status_code=UNAUTHORIZED)


async def _keep(visit: Visit) -> Response:
    """Keep what was typed, and go to the page that says so."""
    form = await visit.request.form()
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    person = visit.ended.person if visit.ended else ""
    path, former = visit.request.url.path, visit.cookie(cookies.KEPT_FORM)
    form_id = await visit.portal.kept_forms.keep(path, fields, person, former)
    if not form_id:
        typed = [value for _, value in fields if value.strip()]
        return visit.render("not_kept.html", status=UNAUTHORIZED, words=typed)
    response = Response(status_code=UNAUTHORIZED, headers={"HX-Redirect": KEPT_PAGE})
    if not visit.fragment:
        response = visit.go(KEPT_PAGE)
    visit.set_cookie(response, cookies.KEPT_FORM, form_id, int(KEPT.total_seconds()))
    return response


async def forget_sent(visit: Visit, response: Response) -> None:
    """A form that was kept and has now been taken waits no more."""
    form_id = visit.cookie(cookies.KEPT_FORM)
    if not form_id or visit.request.method != "POST" or response.status_code != SEE_OTHER:
        return
    kept = await visit.portal.kept_forms.find(form_id)
    if kept is not None and kept.path == visit.request.url.path:
        await visit.portal.kept_forms.forget(form_id)
        visit.drop_cookie(response, cookies.KEPT_FORM)
