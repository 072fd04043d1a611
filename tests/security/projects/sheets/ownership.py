"""OwnershipService: how a project of Loos may move to its agglomeration, and back."""

from __future__ import annotations

from typing import Any

from archipel.projects.v1 import ownership_service_pb2 as own
from archipel.projects.v1 import projects_pb2 as pb
from tests.integration.projects.project.handing_over import offering, wishing
from tests.integration.projects.project.world import CALL, LOOS, body
from tests.security.answers import HIDDEN, OK, SIGNED_IN, Answer, Who, forbidden, refused
from tests.security.matrix import Row, Sheet
from tests.security.projects.sheets.projects import ELECTED, acting, for_the_body
from tests.security.projects.sheets.who_sees import (
    ALL,
    CHAIN,
    PROJECT_SEEN_BY,
    WISH_SEEN_BY,
    past,
    sees,
)
from tests.security.projects.staged_projects import Wished

IN_HAND = ("accepted", "restricted", "offered", "evaluated")
"""States in which Loos owns."""


def by_the_owner(answer: Answer, **others: Answer) -> dict[str, dict[str, Answer]]:
    """State → the owner is answered what; `others` are states with another answer."""
    mine = {state: {LOOS: others.get(state, answer)} for state in IN_HAND}
    return mine | {"transferred": {CALL: others.get("transferred", answer)}}


NOT_THE_OWNER = forbidden("NOT_THE_OWNER")


def _offer(project: pb.Project, who: Who) -> own.OfferTransferRequest:
    to = LOOS if project.owner == body(CALL) else CALL
    return offering(project, who.home, to)


def _wish(who: Who, state: str) -> Answer:
    """Loos and its agglomeration may own by law; whoever owns already wishes nothing."""
    if state not in (*IN_HAND, "transferred"):
        return refused("NO_OWNER")
    owner = CALL if state == "transferred" else LOOS
    if who.home == owner:
        return refused("ALREADY_OWNER")
    return OK if who.home in (LOOS, CALL) else refused("NOT_ABLE", body=who.home)


WISH_PROJECT_SEEN_BY = dict.fromkeys(WISH_SEEN_BY, ALL) | {"standing_restricted": CHAIN}
"""Who sees the project that the wish is about."""


def _decline(who: Who, state: str) -> Answer:
    """A wish is the business of those whom the project concerns, and of the wisher."""
    if not sees(who, WISH_SEEN_BY[state]):
        return HIDDEN
    if state not in ("standing", "standing_restricted", "withdrawn", "lapsed", "fulfilled"):
        raise AssertionError(state)
    owner = CALL if state == "fulfilled" else LOOS
    if who.home != owner:
        return NOT_THE_OWNER
    return OK if state.startswith("standing") else refused("WISH_CLOSED")


def _take_back(who: Who, state: str) -> Answer:
    if who.home != CALL:
        return forbidden("NOT_THE_WISHER", body=who.home, owner=CALL)
    return OK if state.startswith("standing") else refused("STATE_FORBIDS")


def _listed(page: own.ListWishesResponse, wished: Wished, who: Who, state: str) -> str | None:
    there = wished.wish.name in {wish.name for wish in page.wishes}
    wanted = sees(who, WISH_SEEN_BY[state])
    return None if there == wanted else f"the list {'shows' if there else 'lacks'} it"


def _about(request: Any, **said: Any) -> Any:
    return lambda wished, who: request(
        name=wished.project.name, wish=wished.wish.name, body=body(who.home), **said
    )


OWNERSHIP_SHEET: Sheet = {
    "OfferTransfer": Row(
        "project",
        _offer,
        for_the_body(by_the_owner(OK, offered=refused("OFFER_STANDS")), NOT_THE_OWNER),
    ),
    "WithdrawOffer": Row(
        "project",
        acting(own.WithdrawOfferRequest),
        for_the_body(by_the_owner(refused("NO_OFFER"), offered=OK), NOT_THE_OWNER),
    ),
    "DeclineWish": Row(
        "wish",
        _about(own.DeclineWishRequest, text="Pas cette année."),
        past(ELECTED, WISH_PROJECT_SEEN_BY, _decline),
    ),
    "WishTransfer": Row(
        "project",
        lambda project, who: wishing(project, who.home),
        past(ELECTED, PROJECT_SEEN_BY, _wish),
    ),
    "WithdrawWish": Row(
        "wish",
        lambda wished, who: own.WithdrawWishRequest(
            name=wished.wish.name,
            body=body(who.home),
        ),
        past(ELECTED, WISH_SEEN_BY, _take_back),
    ),
    "ListWishes": Row(
        "wish",
        lambda wished, _: own.ListWishesRequest(project=wished.project.name),
        past(SIGNED_IN, WISH_PROJECT_SEEN_BY, lambda *_: OK),
        reads=True,
        shows=_listed,
    ),
}
