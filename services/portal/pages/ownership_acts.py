"""Transmettre un projet: offered by its owner, wished for by another, and transferred by the owner alone."""

from __future__ import annotations

from google.protobuf.message import Message

from archipel.projects.v1.consent_pb2 import Deliberation
from archipel.projects.v1.ownership_pb2 import TransferReason, TransferWish
from archipel.projects.v1.ownership_service_pb2 import (
    DeclineWishRequest,
    OfferTransferRequest,
    WishTransferRequest,
    WithdrawOfferRequest,
    WithdrawWishRequest,
)
from archipel.projects.v1.projects_pb2 import Project
from chassis.domain import msg
from services.portal.pages.project_acts import Act, deliberation, done_by
from services.portal.web.routing import post


async def offer(act: Act) -> Project | None:
    to = act.form.needed("to", msg("Choisissez à qui proposer le projet."))
    reason, vote = _why(act), deliberation(act.form)
    if act.form.faults:
        return None
    return await act.calls.ask(
        act.calls.services.ownership.OfferTransfer,
        OfferTransferRequest(
            request_id=act.request_id,
            name=act.name,
            etag=act.etag,
            body=act.body,
            to=f"territories/{to}",
            reason=reason,
            text=act.form.text("text"),
            deliberation=vote,
        ),
    )


def _why(act: Act) -> TransferReason.ValueType:
    chosen = act.form.option("reason", TransferReason.values()[1:], msg("Choisissez la raison."))
    return TransferReason.ValueType(chosen)


async def withdraw_offer(act: Act) -> Project:
    return await act.calls.ask(
        act.calls.services.ownership.WithdrawOffer,
        WithdrawOfferRequest(request_id=act.request_id, name=act.name, etag=act.etag, body=act.body),
    )


async def take_offer(act: Act) -> TransferWish | None:
    """Yes to what the owner offers, for the reason that the owner gave."""
    vote = deliberation(act.form)
    return None if act.form.faults else await _wish(act, TransferReason.TRANSFER_REASON_AGREEMENT, vote)


async def wish(act: Act) -> TransferWish | None:
    """A proposal of the body's own."""
    reason, vote = _why(act), deliberation(act.form)
    return None if act.form.faults else await _wish(act, reason, vote)


async def _wish(act: Act, reason: TransferReason.ValueType, vote: Deliberation) -> TransferWish:
    return await act.calls.ask(
        act.calls.services.ownership.WishTransfer,
        WishTransferRequest(
            request_id=act.request_id,
            project=act.name,
            body=act.body,
            offer=act.form.text("offer"),
            reason=reason,
            text=act.form.text("text"),
            deliberation=vote,
        ),
    )


async def withdraw_wish(act: Act) -> Message:
    return await act.calls.ask(
        act.calls.services.ownership.WithdrawWish,
        WithdrawWishRequest(request_id=act.request_id, name=act.wish, etag=act.etag, body=act.body),
    )


async def decline_wish(act: Act) -> Project | None:
    text = act.form.needed("text", msg("Dites pourquoi, en quelques mots."))
    if act.form.faults:
        return None
    return await act.calls.ask(
        act.calls.services.ownership.DeclineWish,
        DeclineWishRequest(
            request_id=act.request_id,
            name=act.name,
            etag=act.etag,
            body=act.body,
            wish=act.wish,
            text=text,
        ),
    )


routes = [
    post("/projets/{id}/proposer-la-reprise", done_by(offer, "offer", "offered")),
    post(
        "/projets/{id}/retirer-la-proposition", done_by(withdraw_offer, "withdraw_offer", "offer_withdrawn")
    ),
    post("/projets/{id}/accepter-la-reprise", done_by(take_offer, "take", "offer_taken")),
    post("/projets/{id}/demander-la-reprise", done_by(wish, "wish", "wished")),
    post("/projets/{id}/demandes/{wish}/retirer", done_by(withdraw_wish, "withdraw_wish", "wish_withdrawn")),
    post("/projets/{id}/demandes/{wish}/decliner", done_by(decline_wish, "decline_wish", "wish_declined")),
]
