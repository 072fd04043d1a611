"""What is done to a project from its page: each act one form, one verb of the service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from archipel.projects.v1.consent_pb2 import ContestGround, Deliberation
from archipel.projects.v1.projects_pb2 import (
    AcceptOwnershipRequest,
    ConfirmParticipationRequest,
    ContestDecisionRequest,
    DeclineParticipationRequest,
    Project,
    SubmitProjectRequest,
    WithdrawProjectRequest,
)
from chassis.domain import msg
from services.portal.clients.refusal import ServiceRefusal
from services.portal.clients.services import Calls
from services.portal.pages.project import page, project_of
from services.portal.views.forms import Form
from services.portal.web.routing import Page, post
from services.portal.web.visit import Visit


@dataclass(frozen=True)
class Act:
    """What every act sends: the project as it was seen, and the body that acts."""

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


async def submit(act: Act) -> Project:
    return await act.calls.ask(
        act.calls.services.projects.SubmitProject,
        SubmitProjectRequest(request_id=act.request_id, name=act.name, etag=act.etag),
    )


async def confirm(act: Act) -> Project:
    return await act.calls.ask(
        act.calls.services.projects.ConfirmParticipation,
        ConfirmParticipationRequest(request_id=act.request_id, name=act.name, etag=act.etag, body=act.body),
    )


async def decline(act: Act) -> Project:
    return await act.calls.ask(
        act.calls.services.projects.DeclineParticipation,
        DeclineParticipationRequest(request_id=act.request_id, name=act.name, etag=act.etag, body=act.body),
    )


async def withdraw(act: Act) -> Project:
    return await act.calls.ask(
        act.calls.services.projects.WithdrawProject,
        WithdrawProjectRequest(request_id=act.request_id, name=act.name, etag=act.etag),
    )


async def accept(act: Act) -> Project | None:
    day = act.form.date("deliberation.date", needed=True)
    reference = act.form.needed("deliberation.reference", msg("Indiquez la référence de la délibération."))
    if act.form.faults:
        return None
    return await act.calls.ask(
        act.calls.services.projects.AcceptOwnership,
        AcceptOwnershipRequest(
            request_id=act.request_id,
            name=act.name,
            etag=act.etag,
            body=act.body,
            deliberation=Deliberation(date=day, reference=reference),
        ),
    )


async def contest(act: Act) -> Project | None:
    ground = act.form.option("ground", ContestGround.values(), msg("Choisissez le motif."))
    text = act.form.needed("text", msg("Expliquez en quelques mots."))
    if act.form.faults:
        return None
    return await act.calls.ask(
        act.calls.services.projects.ContestDecision,
        ContestDecisionRequest(
            request_id=act.request_id,
            name=act.name,
            etag=act.etag,
            body=act.body,
            ground=ContestGround.ValueType(ground),
            text=text,
        ),
    )


Send = Callable[[Act], Awaitable[Project | None]]
"""Sends the verb; None when the form has faults of its own."""


def done_by(send: Send, notice: str) -> Page:
    """The page of an act: on success back to the project, else the project with the form as typed."""

    async def act_on(visit: Visit) -> Response:
        session = visit.must_be_signed_in()
        form = Form.typed(await visit.request.form())
        id_ = visit.request.path_params["id"]
        try:
            done = await send(Act(visit.calls, form, f"projects/{id_}", f"territories/{session.acting_body}"))
        except ServiceRefusal as refusal:
            if refusal.missing or refusal.down:
                raise
            form.take(refusal.fields, refusal.message)
            done = None
        if done is None:
            return await page(visit, await project_of(visit), form, notice, status=400)
        decided = notice != "submitted" or done.HasField("decision")
        return visit.go(f"/projets/{id_}", notice if decided else "awaiting")

    return act_on


routes = [
    post("/projets/{id}/deposer", done_by(submit, "submitted")),
    post("/projets/{id}/participer", done_by(confirm, "confirmed")),
    post("/projets/{id}/decliner", done_by(decline, "declined")),
    post("/projets/{id}/accepter", done_by(accept, "accepted")),
    post("/projets/{id}/contester", done_by(contest, "contested")),
    post("/projets/{id}/retirer", done_by(withdraw, "withdrawn")),
]
