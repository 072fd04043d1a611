"""What the jury, the committees and the applicant do with one application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from archipel.labels.v1.applications_pb2 import Advice, Application, BodyVotes, Mark, Opinion, Outcome
from archipel.labels.v1.frameworks_pb2 import Framework
from archipel.labels.v1.labels_pb2 import (
    DecideRequest,
    DeclareInterestsRequest,
    GiveOpinionRequest,
    MarkCriteriaRequest,
    WithdrawApplicationRequest,
)
from chassis.domain import msg
from services.portal.clients.refusal import ServiceRefusal
from services.portal.clients.services import Calls
from services.portal.pages.application import application_of, criteria_of, framework_of, page
from services.portal.views.forms import Form
from services.portal.web.routing import Page, post
from services.portal.web.visit import Visit


@dataclass(frozen=True)
class Act:
    """One act on an application, as it was seen."""

    calls: Calls
    form: Form
    application: Application
    framework: Framework

    @property
    def request_id(self) -> str:
        return self.form.text("request_id")

    @property
    def etag(self) -> str:
        return self.form.text("etag")


async def declare(act: Act) -> Application | None:
    answer = act.form.needed("conflict", msg("Répondez par oui ou par non."))
    if act.form.faults:
        return None
    return await act.calls.ask(
        act.calls.services.labels.DeclareInterests,
        DeclareInterestsRequest(
            request_id=act.request_id,
            name=act.application.name,
            etag=act.etag,
            conflict=answer == "yes",
            text=act.form.text("text"),
        ),
    )


async def mark(act: Act) -> Application | None:
    marks = [
        _mark(act.form, criterion.id, act.framework.scale_max)
        for criterion in criteria_of(act.application, act.framework)
    ]
    if act.form.faults:
        return None
    return await act.calls.ask(
        act.calls.services.labels.MarkCriteria,
        MarkCriteriaRequest(request_id=act.request_id, name=act.application.name, etag=act.etag, marks=marks),
    )


def _mark(form: Form, criterion: str, highest: int) -> Mark:
    typed = form.text(f"value.{criterion}")
    found = Mark(
        criterion=criterion,
        reason=form.needed(f"reason.{criterion}", msg("Dites pourquoi cette note, en une phrase.")),
    )
    if typed.isdecimal() and int(typed) <= highest:
        found.value = int(typed)
    else:
        form.wrong(f"value.{criterion}", msg("Choisissez une note de 0 à {highest}.", highest=highest))
    return found


async def give_opinion(act: Act) -> Application | None:
    form = act.form
    advice = form.option("opinion.advice", Advice.values(), msg("Choisissez le sens de l’avis."))
    day = form.date("opinion.date")
    if form.faults:
        return None
    opinion = Opinion(
        committee=form.text("opinion.committee"),
        advice=Advice.ValueType(advice),
        text=form.text("opinion.text"),
        date=day,
    )
    return await act.calls.ask(
        act.calls.services.labels.GiveOpinion,
        GiveOpinionRequest(
            request_id=act.request_id, name=act.application.name, etag=act.etag, opinion=opinion
        ),
    )


async def decide(act: Act) -> Application | None:
    form = act.form
    outcome = form.option("outcome", Outcome.values(), msg("Choisissez la décision mise aux voix."))
    day = form.date("date")
    votes = _votes(form, act.framework)
    support = form.days("support_days")
    if form.faults:
        return None
    awards = outcome == Outcome.OUTCOME_AWARDED
    defers = outcome == Outcome.OUTCOME_DEFERRED
    return await act.calls.ask(
        act.calls.services.labels.Decide,
        DecideRequest(
            request_id=act.request_id,
            name=act.application.name,
            etag=act.etag,
            outcome=Outcome.ValueType(outcome),
            date=day,
            votes=votes,
            reason=form.text("reason"),
            stage=form.text("stage") if awards else "",
            demands=[line.strip() for line in form.text("demands").splitlines() if line.strip()]
            if defers
            else [],
            support_days=support if defers else "",
        ),
    )


def _votes(form: Form, framework: Framework) -> list[BodyVotes]:
    """The votes of each body of the deciding committee; a body that did not vote is left out."""
    found = []
    for body in framework.committees[-1].members:
        counts = []
        for what in ("in_favour", "against", "abstentions"):
            typed = form.text(f"{what}.{body}")
            if typed and not (typed.isdecimal() and int(typed) < 1000):  # noqa: PLR2004 -- no committee is larger
                form.wrong(f"{what}.{body}", msg("Indiquez un nombre de voix."))
                typed = "0"
            counts.append(int(typed or 0))
        if any(counts):
            found.append(BodyVotes(body=body, in_favour=counts[0], against=counts[1], abstentions=counts[2]))
    return found


async def withdraw(act: Act) -> Application:
    return await act.calls.ask(
        act.calls.services.labels.WithdrawApplication,
        WithdrawApplicationRequest(request_id=act.request_id, name=act.application.name, etag=act.etag),
    )


Send = Callable[[Act], Awaitable[Application | None]]
"""Sends the verb; None when the form has faults of its own."""


def done_by(send: Send, key: str, notice: str) -> Page:
    """The page of an act: on success back to the application, else the same page with the form as typed."""

    async def act_on(visit: Visit) -> Response:
        visit.must_be_signed_in()
        form = Form.typed(await visit.request.form())
        application = await application_of(visit)
        framework = await framework_of(visit, application)
        try:
            done = await send(Act(visit.calls, form, application, framework))
        except ServiceRefusal as refusal:
            if refusal.missing or refusal.down:
                raise
            form.take(refusal.fields, refusal.message)
            done = None
        if done is None:
            return await page(visit, application, framework, form, key, status=400)
        return visit.go(f"/labels/candidatures/{visit.request.path_params['id']}", notice)

    return act_on


BASE = "/labels/candidatures/{id}"

routes = [
    post(f"{BASE}/declarer", done_by(declare, "declare", "interests_declared")),
    post(f"{BASE}/noter", done_by(mark, "mark", "marked")),
    post(f"{BASE}/avis", done_by(give_opinion, "opinion", "opinion_given")),
    post(f"{BASE}/decider", done_by(decide, "decide", "decided")),
    post(f"{BASE}/retirer", done_by(withdraw, "withdraw", "application_withdrawn")),
]
