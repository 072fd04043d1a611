"""What people say when a project moves: the requests of offers and wishes, and what to wait for."""

from __future__ import annotations

from typing import Any

from archipel.projects.v1 import ownership_pb2
from archipel.projects.v1 import ownership_service_pb2 as own
from archipel.projects.v1 import projects_pb2 as pb
from chassis.testing.waiting import eventually
from tests.integration.projects.project.world import CALL, LOOS, World, body, vote

AGREEMENT = ownership_pb2.TRANSFER_REASON_AGREEMENT
STANDING = ownership_pb2.WISH_STATE_STANDING
WITHDRAWN = ownership_pb2.WISH_STATE_WITHDRAWN
FULFILLED = ownership_pb2.WISH_STATE_FULFILLED
LAPSED = ownership_pb2.WISH_STATE_LAPSED


def offering(project: pb.Project, by: str = LOOS, to: str = CALL, **changes: Any) -> own.OfferTransferRequest:
    said: dict[str, Any] = {
        "name": project.name,
        "etag": project.etag,
        "body": body(by),
        "to": body(to),
        "reason": AGREEMENT,
        "text": "Le bassin entier en profite.",
        "deliberation": vote(),
    }
    return own.OfferTransferRequest(**{**said, **changes})


def wishing(project: pb.Project, by: str = CALL, **changes: Any) -> own.WishTransferRequest:
    """A wish that accepts the standing offer, or a proposal where there is none."""
    said: dict[str, Any] = {
        "project": project.name,
        "body": body(by),
        "offer": project.offer.id,
        "reason": AGREEMENT,
        "text": "Nous sommes prêts.",
        "deliberation": vote(reference="2026-11-051"),
    }
    return own.WishTransferRequest(**{**said, **changes})


def taking_back(project: pb.Project, by: str = LOOS) -> own.WithdrawOfferRequest:
    return own.WithdrawOfferRequest(name=project.name, etag=project.etag, body=body(by))


def unwishing(wish: ownership_pb2.TransferWish) -> own.WithdrawWishRequest:
    return own.WithdrawWishRequest(name=wish.name, etag=wish.etag, body=wish.body)


async def seen(world: World, project: pb.Project, person: str = "mayor") -> pb.Project:
    found: pb.Project = await world.do(person, "GetProject", pb.GetProjectRequest(name=project.name))
    return found


async def owned_by(world: World, project: pb.Project, owner: str) -> pb.Project:
    """The project, once that body owns it."""

    async def owned() -> pb.Project | None:
        found = await seen(world, project)
        return found if found.owner == body(owner) else None

    moved = await eventually(owned)
    assert moved is not None
    return moved


async def wishes_about(world: World, project: pb.Project, person: str = "mayor") -> list[Any]:
    """The wishes that the person may see, newest first."""
    answer = await world.do(person, "ListWishes", own.ListWishesRequest(project=project.name))
    return list(answer.wishes)


async def wish_becomes(world: World, wish: ownership_pb2.TransferWish, state: int) -> None:
    """Wait until that is what became of a wish."""

    async def become() -> bool:
        known = await wishes_about(world, pb.Project(name=wish.project))
        return {each.name: each.state for each in known}[wish.name] == state

    assert await eventually(become)
