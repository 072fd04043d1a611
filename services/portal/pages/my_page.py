"""Mon espace: what may I do, for which body, and what awaits me there."""

from __future__ import annotations

from starlette.responses import Response

from services.portal.clients.reference import read_names
from services.portal.storage.awaiting import Waiting
from services.portal.web.routing import get, post
from services.portal.web.visit import Visit, local_path


async def show(visit: Visit) -> Response:
    session = visit.must_be_signed_in()
    person = f"people/{session.person}"
    names = await read_names(visit.calls, [person])
    mandates: dict[str, list[str]] = {}
    for mandate in sorted(session.mandates, key=lambda mandate: (mandate.body, mandate.role)):
        mandates.setdefault(mandate.body, []).append(mandate.role)
    acting = visit.acting
    waiting: list[Waiting] = []
    if acting:
        view, roles = visit.view(acting.code), visit.roles(acting.code)
        waiting = await visit.portal.reading.waiting(acting.code, view, roles)
    topics = [f"scope:{acting.code}"] if acting else []
    return visit.render(
        "my_page.html",
        name=names.get(person, ""),
        mandates=mandates,
        waiting=waiting,
        topics=topics,
    )


async def choose(visit: Visit) -> Response:
    session = visit.must_be_signed_in()
    form = await visit.request.form()
    await visit.portal.sessions.act_for(session, str(form.get("collectivite", "")))
    return visit.go(local_path(str(form.get("vers", "/mon-espace"))), "acting")


routes = [get("/mon-espace", show), post("/mon-espace/collectivite", choose)]
