"""Four eyes where money moves: who instructs does not pay, and who asks does not grant.

On one plan a person stands on one side and stays there, whatever body or lent role it acts by: the decree on
public accounts keeps apart who orders a payment and who makes it (décret 2012-1246, art. 9), and a councillor
does not decide on what concerns himself (L2131-11). It counts for the whole plan and in whatever order, so
that nobody pays first and raises the grant afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chassis.domain import Forbidden, Text, msg
from services.funding.domain.states import ACTS, Verb


class Side(StrEnum):
    ASKS = "asks"
    DECIDES = "decides"
    PAYS = "pays"


@dataclass(frozen=True)
class Hand:
    """One person, by pseudonymous id, who acted on one side of a plan."""

    person: str
    side: Side


SIDES: Mapping[Verb, Side] = {
    Verb.OPEN: Side.ASKS,
    Verb.SET_LINES: Side.ASKS,
    Verb.REQUEST: Side.ASKS,
    Verb.GRANT: Side.DECIDES,
    Verb.REFUSE: Side.DECIDES,
    Verb.PAY: Side.PAYS,
}
"""Of each verb that a person does. Writing the lines asks: the owner says there what others granted."""

_DONE: Mapping[Side, Text] = {
    Side.ASKS: msg("Vous avez écrit ce plan ou demandé un fonds de concours"),
    Side.DECIDES: msg("Vous avez accordé ou refusé un fonds de concours de ce plan"),
    Side.PAYS: msg("Vous avez enregistré un paiement de ce plan"),
}


def joined(hands: frozenset[Hand], person: str, verb: Verb) -> frozenset[Hand]:
    """The hands with this one. Raise Forbidden when the person stands on another side already."""
    side = SIDES[verb]
    other = next((one for one in Side if one is not side and Hand(person, one) in hands), None)
    if other is not None:
        text = msg("{done} : une autre personne doit {act}.", done=_DONE[other], act=ACTS[verb])
        raise Forbidden("FOUR_EYES", text, stands=other, verb=verb)
    return hands | {Hand(person, side)}
