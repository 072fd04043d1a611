"""Ownership moves on the running service: up and down, by offers and wishes that cross, and back."""

from __future__ import annotations

import asyncio

import grpc
import pytest

from archipel.projects.v1 import events_pb2, ownership_pb2
from archipel.projects.v1 import ownership_service_pb2 as own
from archipel.projects.v1 import projects_pb2 as pb
from archipel.projects.v1 import subsidiarity_pb2 as sub
from chassis.testing.running import CallRefused
from tests.integration.projects.project.handing_over import (
    FULFILLED,
    LAPSED,
    STANDING,
    WITHDRAWN,
    offering,
    owned_by,
    seen,
    taking_back,
    unwishing,
    wish_becomes,
    wishes_about,
    wishing,
)
from tests.integration.projects.project.world import CAHC, CALL, GRENAY, LOOS, World, body, vote


async def test_a_project_moves_up_by_an_offer_that_is_accepted(world: World) -> None:
    project = await world.accepted()
    assert (project.owner, project.epoch) == (body(LOOS), 1)
    offered = await world.do("mayor", "OfferTransfer", offering(project))
    assert (offered.owner, offered.offer.to, offered.state) == (
        body(LOOS),
        body(CALL),
        pb.PROJECT_STATE_ACCEPTED,
    )
    wish = await world.do("president", "WishTransfer", wishing(offered))
    assert (wish.state, wish.offer, wish.home_node) == (STANDING, offered.offer.id, "test")
    moved = await owned_by(world, project, CALL)
    assert (moved.epoch, moved.decision.number, moved.HasField("offer")) == (2, 2, False)
    assert [(link.owner, link.epoch) for link in moved.ownership] == [(body(LOOS), 1), (body(CALL), 2)]
    assert moved.decision.owner.body == body(CALL)
    assert (LOOS, sub.ROLE_CO_OWNER) in [(role.party, role.role) for role in moved.decision.roles]
    assert moved.facts.origin == body(LOOS)
    assert [past.number for past in moved.past_decisions] == [1]
    await wish_becomes(world, wish, FULFILLED)
    events = await world.events_of(project)
    assert [event.type.rpartition(".")[2] for event in events[-2:]] == [
        "TransferOffered",
        "OwnershipTransferred",
    ]
    last = events_pb2.OwnershipTransferred.FromString(events[-1].data)
    assert (last.wish, getattr(last, "from"), last.to) == (wish.name, body(LOOS), body(CALL))
    assert (events[-1].epoch, events[-1].actor) == (2, "service:projects")


async def test_a_project_comes_back_down_and_the_chain_shows_it(world: World) -> None:
    project = await moved_up(world)
    offered = await world.do("president", "OfferTransfer", offering(project, CALL, LOOS))
    await world.do("mayor", "WishTransfer", wishing(offered, LOOS))
    back = await owned_by(world, project, LOOS)
    assert [link.owner for link in back.ownership] == [body(LOOS), body(CALL), body(LOOS)]
    assert (back.epoch, back.decision.number) == (3, 3)


async def test_a_lapse_of_support_leaves_a_dated_way_back(world: World) -> None:
    project = await world.accepted()
    lapse = offering(project, reason=ownership_pb2.TRANSFER_REASON_LAPSE_OF_SUPPORT)
    offered = await world.do("mayor", "OfferTransfer", lapse)
    await world.do("president", "WishTransfer", wishing(offered))
    moved = await owned_by(world, project, CALL)
    assert (moved.return_clause.body, moved.return_clause.reached) == (body(LOOS), False)
    assert moved.return_clause.due.year == moved.decision.date.year + 3


async def test_an_offer_to_a_body_that_proposed_itself_transfers_at_once(world: World) -> None:
    project = await world.accepted()
    wish = await world.do("president", "WishTransfer", wishing(project))
    assert (await seen(world, project)).owner == body(LOOS)
    moved = await world.do("mayor", "OfferTransfer", offering(project))
    assert (moved.owner, moved.epoch, moved.HasField("offer")) == (body(CALL), 2, False)
    await wish_becomes(world, wish, FULFILLED)


async def test_an_offer_and_a_proposal_that_cross_are_an_agreement(world: World) -> None:
    project = await world.accepted()
    await asyncio.gather(
        world.do("mayor", "OfferTransfer", offering(project)),
        world.do("president", "WishTransfer", wishing(project)),
    )
    moved = await owned_by(world, project, CALL)
    assert (moved.epoch, len(moved.ownership)) == (2, 2)


async def test_the_same_offer_asked_for_twice_stands_once(world: World) -> None:
    project = await world.accepted()
    request = offering(project, request_id="0190a000-1111-7000-8000-00000000abcd")
    first = await world.do("mayor", "OfferTransfer", request)
    assert await world.do("mayor", "OfferTransfer", request) == first


async def test_an_offer_taken_back_cannot_be_accepted(world: World) -> None:
    project = await world.accepted()
    offered = await world.do("mayor", "OfferTransfer", offering(project))
    after = await world.do("mayor", "WithdrawOffer", taking_back(offered))
    assert not after.HasField("offer")
    refused = await world.refused("president", "WishTransfer", wishing(offered))
    assert (refused.code, refused.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "OFFER_GONE")


async def test_what_was_accepted_and_transferred_cannot_be_taken_back(world: World) -> None:
    project = await world.accepted()
    offered = await world.do("mayor", "OfferTransfer", offering(project))
    wish = await world.do("president", "WishTransfer", wishing(offered))
    moved = await owned_by(world, project, CALL)
    refused = await world.refused("mayor", "WithdrawOffer", taking_back(moved))
    assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_THE_OWNER")
    await wish_becomes(world, wish, FULFILLED)
    late = own.WithdrawWishRequest(name=wish.name, body=wish.body)
    refused = await world.refused("president", "WithdrawWish", late)
    assert refused.reason == "STATE_FORBIDS"


async def test_taking_back_and_accepting_at_the_same_moment_end_one_way_or_the_other(world: World) -> None:
    for _ in range(4):
        project = await world.accepted()
        offered = await world.do("mayor", "OfferTransfer", offering(project))
        outcomes = await asyncio.gather(
            world.do("mayor", "WithdrawOffer", taking_back(offered)),
            world.do("president", "WishTransfer", wishing(offered)),
            return_exceptions=True,
        )
        withdrawn = not isinstance(outcomes[0], CallRefused)
        if withdrawn:
            assert (await seen(world, project)).owner == body(LOOS)
            if not isinstance(outcomes[1], CallRefused):
                await wish_becomes(world, outcomes[1], LAPSED)  # type: ignore[arg-type]
            assert (await seen(world, project)).epoch == 1
        else:
            assert (await owned_by(world, project, CALL)).epoch == 2


async def test_a_proposal_taken_back_moves_nothing(world: World) -> None:
    project = await world.accepted()
    wish = await world.do("president", "WishTransfer", wishing(project))
    back = await world.do("president", "WithdrawWish", unwishing(wish))
    assert back.state == WITHDRAWN
    offered = await world.do("mayor", "OfferTransfer", offering(project))
    assert (offered.owner, offered.HasField("offer")) == (body(LOOS), True)


async def test_the_owner_declines_a_proposal_and_it_lapses(world: World) -> None:
    project = await world.accepted()
    wish = await world.do("president", "WishTransfer", wishing(project))
    decline = own.DeclineWishRequest(name=project.name, body=body(LOOS), wish=wish.name, text="Pas encore.")
    declined = await world.do("mayor", "DeclineWish", decline)
    assert declined.owner == body(LOOS)
    assert [(each.state, each.answer) for each in await wishes_about(world, project)] == [
        (LAPSED, "Pas encore.")
    ]
    offered = await world.do("mayor", "OfferTransfer", offering(declined))
    assert offered.owner == body(LOOS)


async def test_a_body_waits_for_one_answer_at_a_time(world: World) -> None:
    project = await world.accepted()
    await world.do("president", "WishTransfer", wishing(project))
    assert (await world.refused("president", "WishTransfer", wishing(project))).reason == "WISH_STANDS"


async def test_only_elected_people_of_the_body_that_acts_offer_and_wish(world: World) -> None:
    project = await world.accepted()
    stranger = await world.refused("grenay", "OfferTransfer", offering(project, GRENAY))
    assert (stranger.code, stranger.reason) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_THE_OWNER")
    for person, rpc, request in (
        ("manager", "OfferTransfer", offering(project)),
        ("president", "OfferTransfer", offering(project)),
        ("grenay", "WishTransfer", wishing(project)),
    ):
        refused = await world.refused(person, rpc, request)
        assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "ROLE_MISSING")


@pytest.mark.parametrize("by", ["an offer", "a wish"])
async def test_a_body_that_the_law_does_not_make_able_takes_nothing_over(world: World, by: str) -> None:
    project = await world.accepted()
    if by == "an offer":
        refused = await world.refused("mayor", "OfferTransfer", offering(project, to=CAHC))
    else:
        refused = await world.refused("grenay", "WishTransfer", wishing(project, GRENAY))
    assert (refused.code, refused.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "NOT_ABLE")
    assert refused.metadata["body"] == (CAHC if by == "an offer" else GRENAY)


async def test_wishes_are_seen_by_the_bodies_concerned_alone(world: World) -> None:
    project = await world.accepted()
    wish = await world.do("president", "WishTransfer", wishing(project))
    assert [each.name for each in await wishes_about(world, project, "president")] == [wish.name]
    assert await wishes_about(world, project, "henin") == []
    refused = await world.refused("henin", "WithdrawWish", unwishing(wish))
    assert refused.code == grpc.StatusCode.NOT_FOUND


async def test_a_request_that_cannot_be_read_is_told_with_all_its_faults(world: World) -> None:
    refused = await world.refused("mayor", "OfferTransfer", own.OfferTransferRequest())
    assert refused.fields == {
        "name": "NAME_MALFORMED",
        "body": "NAME_MALFORMED",
        "to": "NAME_MALFORMED",
        "reason": "REQUIRED",
        "deliberation.date": "REQUIRED",
        "deliberation.reference": "REQUIRED",
    }
    refused = await world.refused("mayor", "WishTransfer", own.WishTransferRequest(deliberation=vote()))
    assert refused.fields == {
        "project": "NAME_MALFORMED",
        "body": "NAME_MALFORMED",
        "reason": "REQUIRED",
    }


async def moved_up(world: World) -> pb.Project:
    """A project that the agglomeration took over from Loos."""
    project = await world.accepted()
    await world.do("president", "WishTransfer", wishing(project))
    moved: pb.Project = await world.do("mayor", "OfferTransfer", offering(project))
    return moved
