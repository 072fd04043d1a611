"""Mon espace: for which body I act, what awaits me there, and what I may do."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from archipel.identity.v1.identity_pb2 import Delegation
from services.portal.clients.reference import read_names
from services.portal.clients.refusal import ServiceRefusal
from services.portal.pages.delegations import own_delegations
from services.portal.storage.awaiting import Waiting
from services.portal.views.delegation_view import held_bodies, own_roles
from services.portal.views.forms import Form
from services.portal.web.acting import CHOICE, remember
from services.portal.web.routing import get, post
from services.portal.web.visit import Visit


async def show(visit: Visit) -> Response:
    session = visit.must_be_signed_in()
    person = f"people/{session.person}"
    lent = await _lent(visit)
    names = await read_names(visit.calls, [person, *(each.delegator for each in lent.values())])
    held = held_bodies(visit.caller.mandates, lent)
    attached = await visit.portal.provider.attached(session.access_token)
    acting = visit.acting
    waiting: list[Waiting] = []
    if acting:
        view, roles = visit.view(acting.code), visit.roles(acting.code)
        waiting = await visit.portal.reading.waiting(acting.code, view, roles)
    return visit.render(
        "my_page.html",
        name=names.get(person, ""),
        names=names,
        held=held,
        only_attached=sorted(attached - {body.code for body in held}),
        may_lend=acting is not None and bool(own_roles(visit.caller.mandates, acting.code)),
        waiting=waiting,
        topics=[f"scope:{acting.code}"] if acting else [],
    )


async def _lent(visit: Visit) -> Mapping[str, Delegation]:
    """The delegations behind the mandates that were lent, as far as they can be read now."""
    if not any(mandate.by for mandate in visit.caller.mandates):
        return {}
    try:
        return {each.name: each for each in await own_delegations(visit)}
    except ServiceRefusal:
        return {}


async def choice(visit: Visit) -> Response:
    """For which body one acts, where there are several."""
    visit.must_be_signed_in()
    return visit.render(
        "acting_choice.html",
        held=held_bodies(visit.caller.mandates, await _lent(visit)),
        to=visit.own(visit.request.query_params.get("vers", "/mon-espace")),
    )


async def choose(visit: Visit) -> Response:
    session = visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    body = form.text("collectivite")
    if body not in session.bodies:
        return visit.go(CHOICE)
    await visit.portal.sessions.act_for(session, body)
    response = visit.go(form.text("vers") or "/mon-espace", "acting")
    remember(visit, response, body)
    return response


routes = [
    get("/mon-espace", show),
    get(CHOICE, choice),
    post("/mon-espace/collectivite", choose),
]
