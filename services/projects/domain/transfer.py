"""Moving a project to another owner: what the owner offers, and what another body wishes (R5, DESIGN §3).

An offer stands on the owner's project, a wish is a thing of the other body's own. Neither moves anything:
only the old owner transfers, in one local transaction (`Project.transfer`).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from chassis.domain import Aggregate, Caller, Fault, Hidden, msg, paris_day, raise_faults
from services.projects.domain.consent import Deliberation, deliberation_faults
from services.projects.domain.wish_states import WISH_STEPS, WishState, WishVerb, wish_step
from services.projects.domain.writing import text_faults

LONGEST_TEXT = 5_000


class TransferReason(StrEnum):
    EVALUATION = "evaluation"
    LAPSE_OF_SUPPORT = "lapse_of_support"
    RETURN_CLAUSE = "return_clause"
    AGREEMENT = "agreement"


@dataclass(frozen=True)
class TransferOffer:
    """The owner would hand its project over. `to` is a body's code; the owner stays owner."""

    id: str
    to: str
    reason: TransferReason
    text: str
    deliberation: Deliberation
    time: datetime


@dataclass(frozen=True)
class TransferAccepted:
    """The body accepts an offer: a wish that changes nothing by itself."""


@dataclass(frozen=True)
class TransferRequested:
    """The body proposes by itself to take the project over."""


@dataclass(frozen=True)
class TransferWishWithdrawn:
    """The body took its wish back."""


@dataclass(frozen=True)
class TransferWishClosed:
    """The wish was fulfilled, or lapsed."""


WishEvent = TransferAccepted | TransferRequested | TransferWishWithdrawn | TransferWishClosed


@dataclass(frozen=True)
class WishTerms:
    """What a body says with its wish; `offer` is empty when it proposes by itself. The wish is about the
    project at this `epoch`, and counts for no later owner.
    """

    project: str
    body: str
    offer: str
    reason: TransferReason
    text: str
    deliberation: Deliberation
    epoch: int = 1


@dataclass(eq=False)
class TransferWish(Aggregate[WishEvent]):
    """A body would take a project over. Its home is that body's node."""

    kind: ClassVar[str] = "wishes"

    terms: WishTerms = field(kw_only=True)
    audience: tuple[str, ...] = field(kw_only=True)
    """Codes of the bodies that may see it: those that the project concerns, and both parties."""
    create_time: datetime = field(kw_only=True)
    update_time: datetime = field(kw_only=True)
    state: WishState = WishState.STANDING
    answer: str = ""
    """What the owner said when it declined."""

    @classmethod
    def made(
        cls, wish_id: str, terms: WishTerms, concerned: frozenset[str], owner: str, now: datetime
    ) -> "TransferWish":
        """A new wish. Raise InvalidInput with all that is wrong with what the body says."""
        raise_faults(transfer_faults(terms.text, terms.deliberation, paris_day(now)))
        audience = tuple(sorted(concerned | {owner, terms.body}))
        wish = cls(id=wish_id, terms=terms, audience=audience, create_time=now, update_time=now)
        wish.record(TransferAccepted() if terms.offer else TransferRequested())
        return wish

    @property
    def stands(self) -> bool:
        return self.state is WishState.STANDING

    @property
    def can_be_fulfilled(self) -> bool:
        """A withdrawal that comes after the owner's transaction is too late."""
        return WishVerb.FULFIL in WISH_STEPS[self.state]

    def must_be_visible_to(self, caller: Caller) -> None:
        """Raise NotFound unless the caller may know of it: a refusal would tell that it exists."""
        if caller.bodies.isdisjoint(self.audience):
            text = msg("Rien de tel ici : {name}. Vérifiez l’adresse.", name=self.name)
            raise Hidden("NOT_FOUND", text, resource=self.name)

    def withdraw(self, now: datetime) -> None:
        """The body takes it back. Raise Refused once the project was transferred, or the wish lapsed."""
        self._move(WishVerb.WITHDRAW, now, TransferWishWithdrawn())

    def fulfil(self, now: datetime) -> None:
        """The owner transferred the project to the body."""
        self._move(WishVerb.FULFIL, now, TransferWishClosed())

    def lapse(self, now: datetime, answer: str = "") -> None:
        """The owner said no (and why), took its offer back, or transferred to somebody else."""
        self.answer = answer
        self._move(WishVerb.LAPSE, now, TransferWishClosed())

    def _move(self, verb: WishVerb, now: datetime, event: WishEvent) -> None:
        self.state = wish_step(self.state, verb).next
        self.update_time = now
        self.record(event)


def transfer_faults(text: str, deliberation: Deliberation, today: date) -> list[Fault]:
    """What is wrong with what a body says when it offers, or wishes, that a project moves."""
    return [
        *text_faults("text", text, LONGEST_TEXT, lines=True),
        *deliberation_faults(deliberation, today),
    ]
