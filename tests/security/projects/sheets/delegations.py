"""DelegationService: roles at Loos that are lent for an absence."""

from __future__ import annotations

from archipel.identity.v1 import delegations_pb2 as pb
from archipel.identity.v1 import identity_pb2
from tests.integration.projects.project.world import LOOS, body
from tests.security.answers import OK, SIGNED_IN, Answer, Who, forbidden, refused, role_missing
from tests.security.matrix import NOWHERE, Row, Sheet
from tests.security.projects.cast import LENT, ROLES
from tests.security.projects.sheets.who_sees import inside, past
from tests.security.projects.staged_delegations import DELEGATION_STATES, lending

LENDABLE = tuple(role for role in ROLES if role != "juror")
"""Every role but a juror's."""

SEEN_BY = dict.fromkeys(DELEGATION_STATES, frozenset({LOOS}))
"""And by the two people between whom a role was lent, none of whom is of the cast."""


def _lent_role(who: Who) -> str:
    """One that they hold where they act; else the one that they would like to have."""
    return next((role for role in LENDABLE if who.holds(who.home, role)), "elected")


def _lend(who: Who) -> Answer:
    return forbidden("ROLE_IS_LENT", body=LOOS) if who is LENT else OK


def _revoke(who: Who, state: str) -> Answer:
    """An elected of the body takes it back."""
    if who.home != LOOS:
        return forbidden("NOT_THE_BODY", body=LOOS, other=who.home)
    if not who.holds(LOOS, "elected"):
        return role_missing(LOOS, "elected")
    return OK if state == "granted" else refused("STATE_FORBIDS")


def _list(who: Who) -> Answer:
    return OK if who.home in who.bodies else forbidden("ROLE_MISSING", body=who.home)


def _listed(page: pb.ListDelegationsResponse, lent: identity_pb2.Delegation, who: Who, _: str) -> str | None:
    there = lent.name in {each.name for each in page.delegations}
    return None if there == (who.home == LOOS) else f"the list {'shows' if there else 'lacks'} it"


DELEGATIONS_SHEET: Sheet = {
    "CreateDelegation": Row(
        "standin",
        lambda standin, who: lending(standin, who.home, _lent_role(who)),
        inside(LENDABLE, _lend),
    ),
    "RevokeDelegation": Row(
        "delegation",
        lambda lent, who: pb.RevokeDelegationRequest(name=lent.name, etag=lent.etag, body=body(who.home)),
        past(SIGNED_IN, SEEN_BY, _revoke),
    ),
    "GetDelegation": Row(
        "delegation",
        lambda lent, _: pb.GetDelegationRequest(name=lent.name),
        past(SIGNED_IN, SEEN_BY, lambda *_: OK),
        reads=True,
    ),
    "ListDelegations": Row(
        "delegation",
        lambda _, who: pb.ListDelegationsRequest(body=body(who.home), page_size=200),
        inside(SIGNED_IN, _list),
        reads=True,
        anew=True,
        shows=_listed,
    ),
    "ListDelegates": Row(
        NOWHERE,
        lambda _, who: pb.ListDelegatesRequest(body=body(who.home)),
        inside(LENDABLE, _lend),
        reads=True,
    ),
}
