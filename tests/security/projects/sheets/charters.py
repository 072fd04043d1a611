"""CharterService: a pact of the agglomeration of Hénin-Carvin, from draft to vote."""

from __future__ import annotations

from typing import Any

from archipel.projects.v1 import charters_pb2 as pb
from tests.integration.projects.project.world import CAHC, body
from tests.security.answers import EVERYBODY, OK, Answer, Who, forbidden, invalid, refused
from tests.security.matrix import NOWHERE, Row, Sheet
from tests.security.projects.sheets.projects import DRAFTERS, ELECTED
from tests.security.projects.sheets.who_sees import CHARTER_SEEN_BY, Then, inside, past, sees
from tests.security.projects.staged_rules import adopting, text_of


def of_the_voters(roles: tuple[str, ...], *states: str, **others: Answer) -> Then:
    """An act of the body that votes the charter. The founding one is nobody's to change: no command takes its
    name.
    """

    def then(who: Who, state: str) -> Answer:
        if state == "founding":
            return invalid("NAME_MALFORMED")
        if who.home != CAHC:
            return forbidden("NOT_THE_VOTING_BODY", body=who.home, owner=CAHC)
        return OK if state in states else others.get(state, refused("STATE_FORBIDS"))

    return past(roles, CHARTER_SEEN_BY, then)


def _acting(request: Any) -> Any:
    return lambda charter, who: request(name=charter.name, etag=charter.etag, body=body(who.home))


def _listed(page: pb.ListChartersResponse, charter: pb.Charter, who: Who, state: str) -> str | None:
    there = charter.name in {each.name for each in page.charters}
    # The founding one comes last of all.
    wanted = sees(who, CHARTER_SEEN_BY[state]) and (state != "founding" or not page.next_page_token)
    return None if there == wanted else f"the list {'shows' if there else 'lacks'} it"


READ = past(EVERYBODY, CHARTER_SEEN_BY, lambda *_: OK)

CHARTERS_SHEET: Sheet = {
    "CreateCharter": Row(
        NOWHERE,
        lambda _, who: pb.CreateCharterRequest(body=body(who.home), text=text_of(who.home)),
        inside(DRAFTERS, lambda _: OK),
    ),
    "UpdateCharter": Row(
        "charter",
        lambda charter, who: pb.UpdateCharterRequest(
            name=charter.name, etag=charter.etag, body=body(who.home), text=text_of(CAHC)
        ),
        of_the_voters(DRAFTERS, "draft", "simulated"),
    ),
    "PutCharterToVote": Row(
        "charter",
        _acting(pb.PutCharterToVoteRequest),
        of_the_voters(ELECTED, "simulated", draft=refused("NOT_SIMULATED")),
    ),
    "AdoptCharter": Row(
        "charter",
        lambda charter, who: adopting(charter.name, who.home),
        of_the_voters(ELECTED, "put_to_vote"),
    ),
    "WithdrawCharter": Row(
        "charter",
        _acting(pb.WithdrawCharterRequest),
        of_the_voters(ELECTED, "draft", "simulated", "put_to_vote"),
    ),
    "GetCharter": Row(
        "charter", lambda charter, _: pb.GetCharterRequest(name=charter.name), READ, reads=True
    ),
    "ListCharters": Row(
        "charter",
        lambda *_: pb.ListChartersRequest(page_size=200),
        inside(EVERYBODY, lambda _: OK),
        reads=True,
        anew=True,
        shows=_listed,
    ),
    "CompareCharters": Row(
        "charter",
        lambda charter, _: pb.CompareChartersRequest(name=charter.name, against="charters/founding"),
        READ,
        reads=True,
    ),
}
