"""What is done to a project from its page: each act one form, one verb of a service. Here those of its lead
and of invited communes; consent, transfer and evaluation stand beside.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from google.protobuf.message import Message
from starlette.responses import Response

from archipel.projects.v1.consent_pb2 import Deliberation
from archipel.projects.v1.projects_pb2 import (
    ConfirmParticipationRequest,
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
    """What every act sends: the project as it was seen, and the body that acts. `wish` is the name of the
    wish that the address names, or empty.
    """

    calls: Calls
    form: Form
    name: str
    body: str
    wish: str = ""

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


def deliberation(form: Form) -> Deliberation:
    """The vote that an act asks for; what is missing is noted in the form."""
    day = form.date("deliberation.date", needed=True)
    reference = form.needed("deliberation.reference", msg("Indiquez la référence de la délibération."))
    return Deliberation(date=day, reference=reference)


Send = Callable[[Act], Awaitable[Message | None]]
"""Sends the verb; None when the form has faults of its own."""


def done_by(send: Send, name: str, notice: str) -> Page:
    """The page of an act (`name`: its form on the project's page): on success back to the project with a
    notice, else the project with the form as it was typed.
    """

    async def act_on(visit: Visit) -> Response:
        session = visit.must_be_signed_in()
        form = Form.typed(await visit.request.form())
        params = visit.request.path_params
        wish = f"wishes/{params['wish']}" if "wish" in params else ""
        act = Act(visit.calls, form, f"projects/{params['id']}", f"territories/{session.acting_body}", wish)
        try:
            done = await send(act)
        except ServiceRefusal as refusal:
            if refusal.down:
                return visit.render("retry.html", status=503, form=form, id=params["id"])
            if refusal.missing:
                raise
            form.take(refusal.fields, refusal.message)
            done = None
        if done is None:
            which = f"{name}-{params['wish']}" if act.wish else name
            return await page(visit, await project_of(visit), form, which, status=400)
        awaiting = name == "submit" and isinstance(done, Project) and not done.HasField("decision")
        return visit.go(f"/projets/{params['id']}", "awaiting" if awaiting else notice)

    return act_on


routes = [
    post("/projets/{id}/deposer", done_by(submit, "submit", "submitted")),
    post("/projets/{id}/participer", done_by(confirm, "confirm", "confirmed")),
    post("/projets/{id}/decliner", done_by(decline, "decline", "declined")),
    post("/projets/{id}/retirer", done_by(withdraw, "withdraw", "withdrawn")),
]
