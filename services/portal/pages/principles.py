"""Principes directeurs: what comparable experiences taught; they bind nobody (rule R11)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from starlette.responses import Response

from archipel.projects.v1.consent_pb2 import Deliberation
from archipel.projects.v1.learning_service_pb2 import (
    AdoptPrincipleRequest,
    ListExperiencesRequest,
    ListPrinciplesRequest,
    ProposePrincipleRequest,
    WithdrawPrincipleRequest,
)
from archipel.projects.v1.ownership_pb2 import Principle, PrincipleState
from archipel.projects.v1.projects_pb2 import Project
from archipel.projects.v1.territories_pb2 import Level
from chassis.domain import msg
from services.portal.clients.reference import Competence
from services.portal.clients.refusal import ServiceRefusal
from services.portal.views.forms import Form
from services.portal.views.territory_words import find_competence, shown_competence
from services.portal.web.routing import get, post
from services.portal.web.visit import Visit

PAGE = 50
MOST = 100
ENOUGH = 3
"""Comparable experiences that a principle is drawn from, at least (rule R11)."""


async def show(visit: Visit) -> Response:
    return await _page(visit, Form())


async def _page(visit: Visit, form: Form, acted: str = "", *, status: int = 200) -> Response:
    """All principles; `acted` is the id of the one whose form was just refused."""
    query = visit.request.query_params
    competences = await visit.portal.vocabulary.read(visit.calls)
    competence = find_competence(competences, query.get("competence", ""))
    listed = await visit.calls.ask(
        visit.calls.services.learning.ListPrinciples,
        ListPrinciplesRequest(
            page_size=PAGE,
            page_token=query.get("suite", ""),
            competence=competence.code if competence else "",
        ),
    )
    projects = {name.partition("/")[2] for principle in listed.principles for name in principle.projects}
    return visit.render(
        "principles.html",
        status=status,
        adopted=_in_state(listed.principles, PrincipleState.PRINCIPLE_STATE_ADOPTED),
        proposed=_in_state(listed.principles, PrincipleState.PRINCIPLE_STATE_PROPOSED),
        withdrawn=_in_state(listed.principles, PrincipleState.PRINCIPLE_STATE_WITHDRAWN),
        more=listed.next_page_token,
        titles=await visit.portal.reading.titles(projects, visit.viewer),
        competence=competence,
        competences=competences,
        listed=[shown_competence(each) for each in competences.values()],
        may_propose=_may_propose(visit),
        form=form,
        acted=acted,
        empty_form=_empty,
        new_id=lambda: str(uuid4()),
    )


def _empty(id_: str) -> Form:
    """A form of one principle among several on the page."""
    form = Form()
    form.prefix = id_
    return form


def _in_state(principles: Iterable[Principle], state: PrincipleState.ValueType) -> list[Principle]:
    return [each for each in principles if each.state == state]


def _may_propose(visit: Visit) -> bool:
    """Elected people of an agglomeration or of the pole compare experiences; the service decides."""
    acting = visit.acting
    return (
        acting is not None
        and acting.level in (Level.LEVEL_AGGLOMERATION, Level.LEVEL_POLE)
        and visit.holds(acting.code, "elected")
    )


async def proposing(visit: Visit) -> Response:
    """First the competence, then its experiences to pick from."""
    visit.must_be_signed_in()
    form = Form({"competence": [visit.request.query_params.get("competence", "").strip()]})
    return await _proposal(visit, form)


async def _proposal(visit: Visit, form: Form, *, status: int = 200) -> Response:
    competences = await visit.portal.vocabulary.read(visit.calls)
    typed = form.text("competence")
    competence = find_competence(competences, typed)
    if typed and competence is None:
        form.wrong("competence", msg("Choisissez une compétence de la liste."))
    return visit.render(
        "principle_draft.html",
        status=400 if form.faults else status,
        form=form,
        competence=competence,
        experiences=await _experiences(visit, competence) if competence else [],
        listed=[shown_competence(each) for each in competences.values()],
        may_propose=_may_propose(visit),
        enough=ENOUGH,
    )


async def _experiences(visit: Visit, competence: Competence) -> list[Project]:
    listed = await visit.calls.ask(
        visit.calls.services.learning.ListExperiences,
        ListExperiencesRequest(page_size=MOST, competence=competence.code),
    )
    return list(listed.projects)


async def propose(visit: Visit) -> Response:
    session = visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    title = form.needed("title", msg("Donnez un titre au principe."))
    text = form.needed("text", msg("Dites le résultat à atteindre, sans imposer le moyen."))
    projects = form.all("projects")
    if len(projects) < ENOUGH:
        form.put("projects", *projects)
        form.wrong("projects", msg("Choisissez au moins trois expériences."))
    if not form.faults:
        sent = ProposePrincipleRequest(
            request_id=form.text("request_id"),
            body=f"territories/{session.acting_body}",
            title=title,
            text=text,
            projects=projects,
        )
        try:
            await visit.calls.ask(visit.calls.services.learning.ProposePrinciple, sent)
            return visit.go("/principes", "principle_proposed")
        except ServiceRefusal as refusal:
            if refusal.missing or refusal.down:
                raise
            form.take(refusal.fields, refusal.message)
    return await _proposal(visit, form, status=400)


async def adopt(visit: Visit) -> Response:
    session = visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    form.prefix = visit.request.path_params["id"]
    day = form.date("deliberation.date", needed=True)
    reference = form.needed("deliberation.reference", msg("Indiquez la référence de la délibération."))
    if not form.faults:
        sent = AdoptPrincipleRequest(
            request_id=form.text("request_id"),
            name=_name(visit),
            etag=form.text("etag"),
            body=f"territories/{session.acting_body}",
            deliberation=Deliberation(date=day, reference=reference),
        )
        try:
            await visit.calls.ask(visit.calls.services.learning.AdoptPrinciple, sent)
            return visit.go("/principes", "principle_adopted")
        except ServiceRefusal as refusal:
            if refusal.missing or refusal.down:
                raise
            form.take(refusal.fields, refusal.message)
    return await _page(visit, form, visit.request.path_params["id"], status=400)


async def withdraw(visit: Visit) -> Response:
    session = visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    sent = WithdrawPrincipleRequest(
        request_id=form.text("request_id"),
        name=_name(visit),
        etag=form.text("etag"),
        body=f"territories/{session.acting_body}",
    )
    await visit.calls.ask(visit.calls.services.learning.WithdrawPrinciple, sent)
    return visit.go("/principes", "principle_withdrawn")


def _name(visit: Visit) -> str:
    return f"principles/{visit.request.path_params['id']}"


routes = [
    get("/principes", show),
    get("/principes/proposer", proposing),
    post("/principes/proposer", propose),
    post("/principes/{id}/adopter", adopt),
    post("/principes/{id}/retirer", withdraw),
]
