"""Votre saisie a été gardée: what somebody typed when their session had ended, to send on with one click."""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.responses import Response

from services.portal.web import cookies
from services.portal.web.routing import get, post
from services.portal.web.session_end import KEPT_PAGE
from services.portal.web.visit import Visit

NOT_TYPED = ("action", "etag", "request_id", "vers")
ID = re.compile(r"([a-z]+/)?[0-9a-f]{8}-[0-9a-f-]{27}")


async def show(visit: Visit) -> Response:
    """To whom it belongs, what was typed; to somebody who has yet to sign in, that it waits; to others
    nothing.
    """
    kept = await visit.portal.kept_forms.find(visit.cookie(cookies.KEPT_FORM))
    person = visit.session.person if visit.session else ""
    if kept is None or (visit.session and kept.person not in ("", person)):
        return visit.render("error.html", status=404, kind="nothing_kept", message="")
    return visit.render("kept_form.html", path=kept.path, fields=kept.fields, words=words_in(kept.fields))


def words_in(fields: Iterable[tuple[str, str]]) -> list[str]:
    """What its writer knows again: text, without the ids, numbers and choices that a form carries as well."""
    return [
        value.strip()
        for name, value in fields
        if name not in NOT_TYPED and any(sign.isalpha() for sign in value) and not ID.fullmatch(value)
    ]


async def throw_away(visit: Visit) -> Response:
    await visit.portal.kept_forms.forget(visit.cookie(cookies.KEPT_FORM))
    response = visit.go("/mon-espace" if visit.session else "/", "kept_form_gone")
    visit.drop_cookie(response, cookies.KEPT_FORM)
    return response


routes = [get(KEPT_PAGE, show), post(f"{KEPT_PAGE}/effacer", throw_away)]
