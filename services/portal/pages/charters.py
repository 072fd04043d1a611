"""Charte de subsidiarité: the rules in force as people read them, every version, and what one changes."""

from __future__ import annotations

import re

from starlette.responses import PlainTextResponse, Response

from archipel.projects.v1.charters_pb2 import (
    Charter,
    CharterLayer,
    CharterState,
    CompareChartersRequest,
    GetCharterRequest,
    ListChartersRequest,
)
from services.portal.clients.refusal import ServiceRefusal
from services.portal.views.charter_changes import changes_shown
from services.portal.views.charter_view import DRAFTERS, CharterReading, acts_on, read
from services.portal.views.forms import Form
from services.portal.web.routing import get
from services.portal.web.visit import Visit

MOST = 100
IN_FORCE = "in-force"


async def show_in_force(visit: Visit) -> Response:
    """The charter that decides today; before any is voted, the versions alone."""
    charter = await in_force(visit)
    return visit.render(
        "charters.html",
        charter=charter,
        reading=await reading_of(visit, charter) if charter else None,
        versions=await _versions(visit),
        may_draft=visit.acting is not None and visit.holds(visit.acting.code, *DRAFTERS),
    )


async def show(visit: Visit) -> Response:
    return await page(visit, await charter_of(visit, visit.request.path_params["id"]), Form())


async def page(visit: Visit, charter: Charter, form: Form, act: str = "", *, status: int = 200) -> Response:
    """One version; `act` is the form that was just refused, shown open with what was typed."""
    return visit.render(
        "charter.html",
        status=status,
        charter=charter,
        id=id_of(charter.name),
        reading=await reading_of(visit, charter),
        acts=acts_on(
            charter,
            elected=visit.acts_as(charter.body, "elected"),
            drafts=visit.acts_as(charter.body, *DRAFTERS),
        ),
        form=form,
        act=act,
        others=[other for other in await _versions(visit) if other.name != charter.name],
        states=CharterState,
        lower=charter.layer > CharterLayer.CHARTER_LAYER_POLE,
    )


async def reading_of(visit: Visit, charter: Charter) -> CharterReading:
    """The charter in words; one of a lower layer leaves titles to the charter that it loosens."""
    above = None
    if charter.layer > CharterLayer.CHARTER_LAYER_POLE:
        above = await in_force(visit)
    return read(charter, await visit.portal.vocabulary.read(visit.calls), visit.language, above)


async def in_force(visit: Visit) -> Charter | None:
    """The pole's charter today, if there is one."""
    try:
        return await charter_of(visit, IN_FORCE)
    except ServiceRefusal as refusal:
        if not refusal.missing:
            raise
    return None


async def compare(visit: Visit) -> Response:
    """What this version changes against another; the one in force when none is named."""
    charters = visit.calls.services.charters
    id_ = visit.request.path_params["id"]
    against = visit.request.query_params.get("avec", "")
    found = await visit.calls.ask(
        charters.CompareCharters,
        CompareChartersRequest(name=f"charters/{id_}", against=f"charters/{against}" if against else ""),
    )
    charter, other = await charter_of(visit, id_), await charter_of(visit, id_of(found.against) or IN_FORCE)
    return visit.render(
        "charter_compare.html",
        charter=charter,
        other=other,
        id=id_,
        changes=changes_shown(found.changes, [other, charter], visit.language),
    )


async def text(visit: Visit) -> Response:
    """The charter as it was written (YAML), to keep or to send to the council."""
    charter = await charter_of(visit, visit.request.path_params["id"])
    name = re.sub(r"[^A-Za-z0-9.-]", "", f"{charter.charter_id}-{charter.version}")
    return PlainTextResponse(
        charter.text, headers={"Content-Disposition": f'attachment; filename="charte-{name}.yaml"'}
    )


async def charter_of(visit: Visit, id_: str) -> Charter:
    return await visit.calls.ask(
        visit.calls.services.charters.GetCharter, GetCharterRequest(name=f"charters/{id_}")
    )


async def _versions(visit: Visit) -> list[Charter]:
    listed = await visit.calls.ask(
        visit.calls.services.charters.ListCharters, ListChartersRequest(page_size=MOST)
    )
    return list(listed.charters)


def id_of(name: str) -> str:
    return name.partition("/")[2]


routes = [
    get("/chartes", show_in_force),
    get("/chartes/{id}", show),
    get("/chartes/{id}/comparer", compare),
    get("/chartes/{id}/texte", text),
]
