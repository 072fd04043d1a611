"""Writing a charter and carrying it to the vote: each act one form, one verb of the service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import uuid4

from starlette.responses import Response

from archipel.projects.v1.charters_pb2 import (
    AdoptCharterRequest,
    Charter,
    CharterState,
    CreateCharterRequest,
    PutCharterToVoteRequest,
    UpdateCharterRequest,
    WithdrawCharterRequest,
)
from archipel.projects.v1.consent_pb2 import Deliberation
from archipel.projects.v1.simulations_pb2 import StartSimulationRequest
from archipel.projects.v1.territories_pb2 import Level
from chassis.domain import Text, msg, paris_day
from services.portal.clients.refusal import ServiceRefusal
from services.portal.clients.services import Calls
from services.portal.pages.charters import charter_of, id_of, in_force, page, reading_of
from services.portal.views.charter_view import DRAFTERS, CharterReading, pact_of, told
from services.portal.views.forms import Form
from services.portal.web.routing import Page, get, post
from services.portal.web.visit import Visit

EDITABLE = (CharterState.CHARTER_STATE_DRAFT, CharterState.CHARTER_STATE_SIMULATED)


@dataclass
class Draft:
    """One charter being written; `id` and `etag` are empty for a new one."""

    form: Form
    body: str
    id: str = ""
    etag: str = ""
    request_id: str = ""
    warning: Text | str = ""

    @property
    def address(self) -> str:
        return f"/chartes/{self.id}/modifier" if self.id else "/chartes/nouvelle"


async def new(visit: Visit) -> Response:
    """The pole's new draft begins as a copy of the charter in force, or of the version named; a lower
    layer, which only loosens or adds, begins with an empty frame.
    """
    session = visit.must_be_signed_in()
    draft = Draft(Form(), session.acting_body)
    acting = visit.acting
    model = visit.request.query_params.get("depuis", "")
    if acting and acting.level != Level.LEVEL_POLE and not model:
        draft.form.put("text", pact_of(acting, paris_day(visit.portal.clock.now()), visit.language))
        return await _draft_page(visit, draft)
    copied = await charter_of(visit, model) if model else await in_force(visit)
    draft.form.put("text", copied.text if copied else "")
    return await _draft_page(visit, draft)


async def _reading_above(visit: Visit, draft: Draft) -> CharterReading | None:
    """The pole's charter, for a lower layer to see what it may loosen; None for the pole itself."""
    body = visit.portal.directory.get(draft.body)
    if body is None or body.level == Level.LEVEL_POLE:
        return None
    above = await in_force(visit)
    return await reading_of(visit, above) if above else None


async def edit(visit: Visit) -> Response:
    visit.must_be_signed_in()
    charter = await charter_of(visit, visit.request.path_params["id"])
    id_ = id_of(charter.name)
    if charter.state not in EDITABLE:
        return visit.go(f"/chartes/{id_}")
    form = Form()
    form.put("text", charter.text)
    return await _draft_page(visit, Draft(form, charter.body, id_, charter.etag))


async def save(visit: Visit) -> Response:
    session = visit.must_be_signed_in()
    form = await _typed(visit)
    draft = Draft(
        form,
        session.acting_body,
        visit.request.path_params.get("id", ""),
        form.text("etag"),
        form.text("request_id"),
    )
    if not form.text("text"):
        form.wrong("text", msg("Écrivez la charte, ou repartez de la charte en vigueur."))
        return await _draft_page(visit, draft, status=400)
    try:
        saved = await _send(visit, draft)
    except ServiceRefusal as refusal:
        return await _refused(visit, draft, refusal)
    return visit.go(f"/chartes/{id_of(saved.name)}", "charter_saved")


async def _typed(visit: Visit) -> Form:
    """The form, its text with the spaces and line ends of the file: both count in YAML."""
    data = await visit.request.form()
    form = Form.typed(data)
    text = str(data.get("text", ""))
    if text.strip():
        form.put("text", text.replace("\r\n", "\n").replace("\0", ""))
    return form


async def _send(visit: Visit, draft: Draft) -> Charter:
    charters = visit.calls.services.charters
    body, text = f"territories/{draft.body}", draft.form.text("text")
    if not draft.id:
        return await visit.calls.ask(
            charters.CreateCharter, CreateCharterRequest(request_id=draft.request_id, body=body, text=text)
        )
    return await visit.calls.ask(
        charters.UpdateCharter,
        UpdateCharterRequest(
            request_id=draft.request_id, name=f"charters/{draft.id}", etag=draft.etag, body=body, text=text
        ),
    )


async def _refused(visit: Visit, draft: Draft, refusal: ServiceRefusal) -> Response:
    """Nothing typed is lost. After a refusal the next attempt is a new request; where nobody answered it
    is the same one, which may have had its effect.
    """
    if refusal.missing:
        raise refusal
    if refusal.down:
        draft.warning = msg(
            "Le service ne répond pas pour l’instant. Votre texte est gardé ci-dessous : "
            "attendez une minute, puis recommencez."
        )
        return await _draft_page(visit, draft, status=503)
    draft.request_id = ""
    if refusal.stale and draft.id:
        draft.etag = (await charter_of(visit, draft.id)).etag
        draft.warning = msg(
            "Quelqu’un a modifié ce brouillon entre-temps. Votre texte est gardé ci-dessous : "
            "comparez, puis enregistrez de nouveau pour remplacer l’autre version."
        )
        return await _draft_page(visit, draft, status=409)
    for _, text in refusal.fields or (("", refusal.message),):
        draft.form.wrong("text", text)
    return await _draft_page(visit, draft, status=400)


async def _draft_page(visit: Visit, draft: Draft, *, status: int = 200) -> Response:
    draft.request_id = draft.request_id or str(uuid4())
    return visit.render(
        "charter_draft.html",
        status=status,
        draft=draft,
        form=draft.form,
        faults=[told(visit.language.text(fault.text)) for fault in draft.form.faults],
        may_write=visit.acts_as(draft.body, *DRAFTERS),
        above=await _reading_above(visit, draft),
    )


@dataclass(frozen=True)
class Act:
    """What every act sends: the charter as it was seen, and the body that acts."""

    calls: Calls
    form: Form
    name: str
    body: str

    @property
    def request_id(self) -> str:
        return self.form.text("request_id")

    @property
    def etag(self) -> str:
        return self.form.text("etag")


async def put_to_vote(act: Act) -> Charter:
    return await act.calls.ask(
        act.calls.services.charters.PutCharterToVote,
        PutCharterToVoteRequest(request_id=act.request_id, name=act.name, etag=act.etag, body=act.body),
    )


async def withdraw(act: Act) -> Charter:
    return await act.calls.ask(
        act.calls.services.charters.WithdrawCharter,
        WithdrawCharterRequest(request_id=act.request_id, name=act.name, etag=act.etag, body=act.body),
    )


async def adopt(act: Act) -> Charter | None:
    form = act.form
    day = form.date("deliberation.date", needed=True)
    reference = form.needed("deliberation.reference", msg("Indiquez la référence de la délibération."))
    start = form.date("in_force_from", needed=True)
    if form.faults:
        return None
    return await act.calls.ask(
        act.calls.services.charters.AdoptCharter,
        AdoptCharterRequest(
            request_id=act.request_id,
            name=act.name,
            etag=act.etag,
            body=act.body,
            deliberation=Deliberation(date=day, reference=reference),
            in_force_from=start,
        ),
    )


Send = Callable[[Act], Awaitable[Charter | None]]
"""Sends the verb; None when the form has faults of its own."""


async def act_of(visit: Visit) -> Act:
    session = visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    name = f"charters/{visit.request.path_params['id']}"
    return Act(visit.calls, form, name, f"territories/{session.acting_body}")


def done_by(send: Send, notice: str) -> Page:
    """The page of an act: on success back to the charter, else the charter with the form as typed."""

    async def act_on(visit: Visit) -> Response:
        act = await act_of(visit)
        try:
            done = await send(act)
        except ServiceRefusal as refusal:
            if refusal.missing or refusal.down:
                raise
            act.form.take(refusal.fields, refusal.message)
            done = None
        id_ = visit.request.path_params["id"]
        if done is None:
            return await page(visit, await charter_of(visit, id_), act.form, notice, status=400)
        return visit.go(f"/chartes/{id_}", notice)

    return act_on


async def simulate(visit: Visit) -> Response:
    """Begin to replay the draft, and go where its progress shows."""
    act = await act_of(visit)
    sent = StartSimulationRequest(request_id=act.request_id, charter=act.name, body=act.body)
    try:
        begun = await visit.calls.ask(visit.calls.services.simulations.StartSimulation, sent)
    except ServiceRefusal as refusal:
        if refusal.missing or refusal.down:
            raise
        act.form.take(refusal.fields, refusal.message)
        charter = await charter_of(visit, visit.request.path_params["id"])
        return await page(visit, charter, act.form, "simulate", status=400)
    return visit.go(f"/simulations/{id_of(begun.name)}")


routes = [
    get("/chartes/nouvelle", new),
    post("/chartes/nouvelle", save),
    get("/chartes/{id}/modifier", edit),
    post("/chartes/{id}/modifier", save),
    post("/chartes/{id}/simuler", simulate),
    post("/chartes/{id}/vote", done_by(put_to_vote, "charter_to_vote")),
    post("/chartes/{id}/adopter", done_by(adopt, "charter_adopted")),
    post("/chartes/{id}/retirer", done_by(withdraw, "charter_withdrawn")),
]
