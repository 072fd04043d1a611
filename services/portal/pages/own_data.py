"""Mes données: everything that is kept about me, as a file and to read, and how my name is erased."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

from archipel.projects.v1.people_pb2 import ForgetPersonRequest
from chassis.domain import msg, paris_day
from services.portal.clients.own_data import OwnData, own_data
from services.portal.clients.reference import read_names
from services.portal.clients.refusal import ServiceRefusal
from services.portal.pages.sign_in import leave_the_provider
from services.portal.sign_in.revoking import revoke
from services.portal.views.forms import Form
from services.portal.views.own_data_view import Teller, grouped, project_ids
from services.portal.views.own_data_words import SERVICES
from services.portal.web.routing import get, post
from services.portal.web.visit import Visit


async def show(visit: Visit) -> Response:
    visit.must_be_signed_in()
    return visit.render("own_data.html")


async def read(visit: Visit) -> Response:
    found = await _gathered(visit)
    titles = await visit.portal.reading.titles(project_ids(found.kept), visit.viewer)
    language, bodies = visit.language, visit.portal.directory
    teller = Teller(titles, bodies.title, language.date, language.moment, language.euros, language.text)
    groups = grouped(found.kept, teller)
    return visit.render("own_data_read.html", groups=groups, missing=found.missing, services=SERVICES)


async def file(visit: Visit) -> Response:
    """Everything, as JSON: a copy to keep, or to take elsewhere (RGPD, article 20)."""
    session = visit.must_be_signed_in()
    found, now = await _gathered(visit), visit.portal.clock.now()
    told: dict[str, Any] = {
        "person": f"people/{session.person}",
        "made_at": now.isoformat(timespec="seconds"),
        "missing": [
            {"service": service, "why": visit.language.text(why)} for service, why in found.missing.items()
        ],
        "services": found.kept,
    }
    return Response(
        json.dumps(told, ensure_ascii=False, indent=2),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="mes-donnees-{paris_day(now)}.json"'},
    )


async def confirm(visit: Visit) -> Response:
    return await _erase_page(visit, Form())


async def erase(visit: Visit) -> Response:
    """The name goes, and with it every session of the person, whatever the machine."""
    session = visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    if not form.text("understood"):
        form.put("understood", "")
        form.wrong("understood", msg("Cochez cette case : l’effacement ne peut pas être annulé."))
        return await _erase_page(visit, form, status=400)
    _, mine = await visit.portal.sessions.secrets(session)
    request = ForgetPersonRequest(request_id=form.text("request_id"), name=f"people/{session.person}")
    try:
        await visit.calls.ask(visit.calls.services.people.ForgetPerson, request)
    except ServiceRefusal as refusal:
        if not refusal.missing:  # whoever never had a name here has it erased already
            raise
    kept = await visit.portal.endings.end("", session.person, actor=session.person)
    await revoke(visit.portal.provider, [secrets for secrets in kept if secrets != mine])
    return await leave_the_provider(visit, mine, "name_erased")


async def _erase_page(visit: Visit, form: Form, status: int = 200) -> Response:
    person = f"people/{visit.must_be_signed_in().person}"
    names = await read_names(visit.calls, [person])
    return visit.render("own_data_erase.html", status=status, form=form, name=names.get(person, ""))


async def _gathered(visit: Visit) -> OwnData:
    """What the four services and the portal itself keep."""
    session = visit.must_be_signed_in()
    found = await own_data(visit.calls)
    here = await visit.portal.reading.kept_about(session.person)
    return OwnData({**found.kept, "portal": here}, found.missing)


routes = [
    get("/mon-espace/mes-donnees", show),
    get("/mon-espace/mes-donnees/lire", read),
    get("/mon-espace/mes-donnees/fichier", file),
    get("/mon-espace/mes-donnees/effacer", confirm),
    post("/mon-espace/mes-donnees/effacer", erase),
]
