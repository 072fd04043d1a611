"""Accepter, donner un avis, contester, concilier: what bodies say of a proposed decision (rule R10)."""

from __future__ import annotations

from archipel.projects.v1.consent_pb2 import ContestAnswer, ContestGround, Deliberation, OpinionValue
from archipel.projects.v1.consent_service_pb2 import (
    ConcludeConciliationRequest,
    ConveneConciliationRequest,
    GiveOpinionRequest,
)
from archipel.projects.v1.projects_pb2 import AcceptOwnershipRequest, ContestDecisionRequest, Project
from chassis.domain import msg
from services.portal.pages.project_acts import Act, deliberation, done_by
from services.portal.views.forms import Form
from services.portal.web.routing import post

MOST_ANSWERS = 100
YES, NO = 1, 2
VALUES = (OpinionValue.OPINION_VALUE_FAVOURABLE, OpinionValue.OPINION_VALUE_UNFAVOURABLE)


async def accept(act: Act) -> Project | None:
    form = act.form
    vote = deliberation(form)
    vote.votes_for = form.whole("deliberation.votes_for")
    vote.votes_cast = form.whole("deliberation.votes_cast")
    if form.faults:
        return None
    return await act.calls.ask(
        act.calls.services.projects.AcceptOwnership,
        AcceptOwnershipRequest(
            request_id=act.request_id,
            name=act.name,
            etag=act.etag,
            body=act.body,
            deliberation=vote,
            expected_results=form.text("expected_results"),
        ),
    )


async def give_opinion(act: Act) -> Project | None:
    form = act.form
    value = form.option("value", VALUES, msg("Dites si l’avis est favorable ou non."))
    vote = _vote_if_typed(form)
    if form.faults:
        return None
    return await act.calls.ask(
        act.calls.services.consent.GiveOpinion,
        GiveOpinionRequest(
            request_id=act.request_id,
            name=act.name,
            etag=act.etag,
            body=act.body,
            value=OpinionValue.ValueType(value),
            text=form.text("text"),
            deliberation=vote,
        ),
    )


def _vote_if_typed(form: Form) -> Deliberation | None:
    """The service says when a vote is needed."""
    return deliberation(form) if form.any("deliberation.") else None


async def contest(act: Act) -> Project | None:
    form = act.form
    ground = form.option("ground", ContestGround.values()[1:], msg("Choisissez le motif."))
    text = form.needed("text", msg("Expliquez en quelques mots."))
    if form.faults:
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
            documents=[line.strip() for line in form.text("documents").splitlines() if line.strip()],
        ),
    )


async def convene(act: Act) -> Project:
    return await act.calls.ask(
        act.calls.services.consent.ConveneConciliation,
        ConveneConciliationRequest(request_id=act.request_id, name=act.name, etag=act.etag, body=act.body),
    )


async def conclude(act: Act) -> Project | None:
    form = act.form
    answers = [_answer(form, number) for number in range(min(form.whole("answers"), MOST_ANSWERS))]
    text = form.needed("text", msg("Dites ce qui a été convenu."))
    if form.faults:
        return None
    return await act.calls.ask(
        act.calls.services.consent.ConcludeConciliation,
        ConcludeConciliationRequest(
            request_id=act.request_id,
            name=act.name,
            etag=act.etag,
            body=act.body,
            answers=answers,
            text=text,
        ),
    )


def _answer(form: Form, number: int) -> ContestAnswer:
    upheld = form.option(
        f"answers[{number}].upheld", (YES, NO), msg("Dites si la contestation était fondée.")
    )
    text = form.needed(f"answers[{number}].text", msg("Répondez à cette contestation en quelques mots."))
    return ContestAnswer(upheld=upheld == YES, text=text)


routes = [
    post("/projets/{id}/accepter", done_by(accept, "accept", "accepted")),
    post("/projets/{id}/avis", done_by(give_opinion, "opinion", "opinion_given_on_decision")),
    post("/projets/{id}/contester", done_by(contest, "contest", "contested")),
    post("/projets/{id}/reunir", done_by(convene, "convene", "convened")),
    post("/projets/{id}/conclure", done_by(conclude, "conclude", "concluded")),
]
