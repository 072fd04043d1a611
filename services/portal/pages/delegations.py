"""Confier mon rôle: lend it for the days of an absence, see what was lent, take it back or give it back."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from starlette.exceptions import HTTPException
from starlette.responses import Response

from archipel.identity.v1.delegations_pb2 import (
    CreateDelegationRequest,
    GetDelegationRequest,
    ListDelegatesRequest,
    ListDelegationsRequest,
    RevokeDelegationRequest,
)
from archipel.identity.v1.identity_pb2 import Delegation
from chassis.domain import Text, msg, paris_day
from services.portal.clients.reference import read_names
from services.portal.clients.refusal import ServiceRefusal
from services.portal.storage.directory import Body
from services.portal.views.delegation_view import (
    STAGE_TITLES,
    STAGE_TONES,
    Shown,
    own_roles,
    shown,
)
from services.portal.views.forms import Form
from services.portal.web.routing import get, post
from services.portal.web.visit import Visit

MOST = 200

LATER = msg(
    "Le service ne répond pas pour l’instant. Vos réponses sont gardées ci-dessous : "
    "attendez une minute, puis recommencez."
)


async def own_delegations(visit: Visit) -> list[Delegation]:
    """Those that the person gave or received, newest first."""
    request = ListDelegationsRequest(page_size=MOST)
    return list(
        (await visit.calls.ask(visit.calls.services.delegations.ListDelegations, request)).delegations
    )


async def names_of(visit: Visit, delegations: Iterable[Delegation]) -> dict[str, str]:
    """The names of who lends and who stands in."""
    people = {person for each in delegations for person in (each.delegator, each.delegate)}
    return await read_names(visit.calls, people)


async def show(visit: Visit) -> Response:
    session = visit.must_be_signed_in()
    own = await own_delegations(visit)
    others = await _others_of(visit, visit.acting) if visit.acting else []
    reader, today = f"people/{session.person}", paris_day(visit.portal.clock.now())
    return visit.render(
        "delegations.html",
        given=shown((each for each in own if each.delegator == reader), reader, today),
        received=shown((each for each in own if each.delegate == reader), reader, today),
        others=shown(others, reader, today),
        may_lend=visit.acting is not None and bool(own_roles(visit.caller.mandates, visit.acting.code)),
        may_end_others=visit.acting is not None and visit.holds(visit.acting.code, "elected"),
        names=await names_of(visit, [*own, *others]),
        titles=STAGE_TITLES,
        tones=STAGE_TONES,
    )


async def _others_of(visit: Visit, body: Body) -> list[Delegation]:
    """What others of the body lend one another."""
    request = ListDelegationsRequest(page_size=MOST, body=body.name)
    found = await visit.calls.ask(visit.calls.services.delegations.ListDelegations, request)
    person = f"people/{visit.caller.id}"
    return [each for each in found.delegations if person not in (each.delegator, each.delegate)]


async def new(visit: Visit) -> Response:
    visit.must_be_signed_in()
    form = Form()
    form.put("first_day", paris_day(visit.portal.clock.now()).isoformat())
    return await _form_page(visit, form)


async def create(visit: Visit) -> Response:
    visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    acting = visit.acting
    if acting is None or acting.code != form.text("collectivite"):
        # Another window of the browser has gone on to another body meanwhile.
        form.wrong("", msg("Vous agissez maintenant pour une autre collectivité : relisez avant d’envoyer."))
        return await _form_page(visit, form, status=409)
    role = form.needed("role", msg("Choisissez le rôle à confier."))
    delegate = form.needed("delegate", msg("Choisissez la personne qui vous remplace."))
    first, last = form.date("first_day", needed=True), form.date("last_day", needed=True)
    reason = form.needed("reason", msg("Dites en quelques mots pourquoi."))
    if form.faults:
        return await _form_page(visit, form, status=400)
    sent = CreateDelegationRequest(
        request_id=form.text("request_id"),
        body=acting.name,
        role=role,
        delegate=delegate,
        first_day=first,
        last_day=last,
        reason=reason,
    )
    try:
        await visit.calls.ask(visit.calls.services.delegations.CreateDelegation, sent)
    except ServiceRefusal as refusal:
        if refusal.down:
            return await _form_page(visit, form, status=503, warning=LATER)
        form.drop("request_id")
        form.take(refusal.fields, refusal.message)
        return await _form_page(visit, form, status=400)
    return visit.go("/mon-espace/delegations", "role_lent")


async def _form_page(visit: Visit, form: Form, *, status: int = 200, warning: Text | str = "") -> Response:
    """The form for the body that the person acts for; a request that may have had its effect keeps its id."""
    acting = visit.acting
    roles = own_roles(visit.caller.mandates, acting.code) if acting else []
    people: dict[str, str] = {}
    if acting and roles:
        try:
            people = await _people_of(visit, acting)
        except ServiceRefusal as refusal:
            if not (refusal.down and warning):
                raise
            # What was chosen stays chosen while nobody can be listed.
            people = {form.text("delegate"): str(msg("La personne choisie"))}
    return visit.render(
        "delegation_new.html",
        status=status,
        form=form,
        roles=roles,
        people=people,
        warning=warning,
        request=form.text("request_id") or str(uuid4()),
        today=paris_day(visit.portal.clock.now()),
    )


async def _people_of(visit: Visit, body: Body) -> dict[str, str]:
    """Whom one may choose: the people of the body who have a name, by name."""
    request = ListDelegatesRequest(page_size=MOST, body=body.name)
    found = await visit.calls.ask(visit.calls.services.delegations.ListDelegates, request)
    names = await read_names(visit.calls, found.people)
    return dict(sorted(names.items(), key=lambda named: named[1].casefold()))


async def ending(visit: Visit) -> Response:
    """Before it is ended: what that means."""
    return await _end_page(visit, await _found(visit))


async def end(visit: Visit) -> Response:
    visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    found = await _found(visit)
    sent = RevokeDelegationRequest(
        request_id=form.text("request_id"),
        name=found.delegation.name,
        etag=form.text("etag"),
        body=found.delegation.body,
    )
    try:
        await visit.calls.ask(visit.calls.services.delegations.RevokeDelegation, sent)
    except ServiceRefusal as refusal:
        if refusal.missing:
            raise
        status = 503 if refusal.down else 409
        return await _end_page(visit, await _found(visit), LATER if refusal.down else refusal.message, status)
    return visit.go("/mon-espace/delegations", "role_given_back" if found.is_received else "role_taken_back")


async def _found(visit: Visit) -> Shown:
    session = visit.must_be_signed_in()
    try:
        wanted = UUID(visit.request.path_params["id"])
    except ValueError:
        raise HTTPException(404) from None
    request = GetDelegationRequest(name=f"delegations/{wanted}")
    delegation = await visit.calls.ask(visit.calls.services.delegations.GetDelegation, request)
    today = paris_day(visit.portal.clock.now())
    return shown([delegation], f"people/{session.person}", today)[0]


async def _end_page(visit: Visit, found: Shown, warning: Text | str = "", status: int = 200) -> Response:
    return visit.render(
        "delegation_end.html",
        status=status,
        shown=found,
        delegation=found.delegation,
        names=await names_of(visit, [found.delegation]),
        warning=warning,
        titles=STAGE_TITLES,
        tones=STAGE_TONES,
        may_end=found.is_given or found.is_received or visit.holds(found.delegation.body, "elected"),
    )


routes = [
    get("/mon-espace/delegations", show),
    get("/mon-espace/delegations/nouvelle", new),
    post("/mon-espace/delegations/nouvelle", create),
    get("/mon-espace/delegations/{id}/fin", ending),
    post("/mon-espace/delegations/{id}/fin", end),
]
