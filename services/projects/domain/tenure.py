"""Who answers for a project over time: a frozen value that each act makes anew (rules R5, R10; DESIGN §3).

It begins when a decision becomes final. From then on the project has exactly one owner at each epoch: the
old owner's own transaction is the only thing that makes another one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from chassis.domain import beginning_of_day
from services.projects.domain.consent import Deliberation
from services.projects.domain.subsidiarity.decision import Decision
from services.projects.domain.transfer import TransferOffer, TransferReason, TransferWish
from services.projects.domain.wish_states import WishState


@dataclass(frozen=True)
class OwnershipLink:
    """One owner in the chain: a body's code, or empty for inhabitants and third parties. `reason` is None
    for the first owner; `epoch` is the project's from then on.
    """

    owner: str
    title: str
    since: datetime
    epoch: int
    deliberation: Deliberation | None = None
    reason: TransferReason | None = None


@dataclass(frozen=True)
class ReturnClause:
    """A project that rose for lack of support comes back into question on a day (in Paris, R5)."""

    body: str
    due: date
    reached: bool = False


@dataclass(frozen=True)
class Tenure:
    """`owner` is a body's code; empty before the decision is final, and where no body owns."""

    owner: str = ""
    chain: tuple[OwnershipLink, ...] = ()
    offer: TransferOffer | None = None
    return_clause: ReturnClause | None = None

    @classmethod
    def begun(cls, decision: Decision, acceptance: Deliberation | None, epoch: int, now: datetime) -> Tenure:
        """The decision is final, once in a project's life: its owner owns."""
        owner = decision.owner
        first = OwnershipLink(owner.body, owner.title, now, epoch, acceptance)
        return cls(owner.body, (first,), None, _clause(decision))

    def offered(self, offer: TransferOffer) -> Tenure:
        return replace(self, offer=offer)

    def without_offer(self) -> Tenure:
        return replace(self, offer=None)

    def transferred(
        self, decision: Decision, wish: TransferWish, reason: TransferReason, epoch: int, now: datetime
    ) -> Tenure:
        """The old owner let go: the chain grows, the offer is gone. What was to come back has come back,
        or waits for a day of its own.
        """
        owner = decision.owner
        link = OwnershipLink(owner.body, owner.title, now, epoch, wish.terms.deliberation, reason)
        return Tenure(owner.body, (*self.chain, link), None, _clause(decision))

    @property
    def epoch(self) -> int:
        """The project's, since its owner owns it; 0 without one."""
        return self.chain[-1].epoch if self.chain else 0

    def agrees_with(self, wish: TransferWish) -> bool:
        """Whether a wish and the standing offer are an agreement: it accepts this very offer, or it was
        said without any to the same effect (an offer and a proposal that cross), to the owner of now.
        """
        offer, terms = self.offer, wish.terms
        if offer is None or offer.to != terms.body or terms.epoch != self.epoch:
            return False
        return terms.offer in ("", offer.id)

    def fate_of(self, wish: TransferWish) -> WishState:
        """What has become of a wish that nobody withdrew or declined, as far as this tenure tells."""
        terms = wish.terms
        after = next((link for link in self.chain if link.epoch == terms.epoch + 1), None)
        if after is not None:
            return WishState.FULFILLED if after.owner == terms.body else WishState.LAPSED
        if terms.offer and (self.offer is None or self.offer.id != terms.offer):
            return WishState.LAPSED
        return WishState.STANDING

    def with_return_to(self, body: str, due: date) -> Tenure:
        """The project may come back to a body on that day."""
        return replace(self, return_clause=ReturnClause(body, due))

    def next_deadline(self) -> datetime | None:
        """When the return clause comes due, if it has not yet."""
        clause = self.return_clause
        return None if clause is None or clause.reached else beginning_of_day(clause.due)

    def is_return_due(self, now: datetime) -> bool:
        """Whether the day of the return clause has come, and nobody was told yet."""
        deadline = self.next_deadline()
        return deadline is not None and now >= deadline

    def with_return_reached(self) -> Tenure:
        assert self.return_clause is not None
        return replace(self, return_clause=replace(self.return_clause, reached=True))


def _clause(decision: Decision) -> ReturnClause | None:
    if not decision.return_to or decision.return_due is None:
        return None
    return ReturnClause(decision.return_to, decision.return_due)
