"""What happens to a project. On the wire each event carries the whole project as it then stands, so
only what the project does not say by itself stands here.
"""

from dataclasses import dataclass

from services.projects.domain.decision_basis import Decided


@dataclass(frozen=True)
class ProjectDrafted:
    """A draft exists."""


@dataclass(frozen=True)
class ProjectUpdated:
    """The lead wrote these fields anew; a project that waited for its partners is a draft again."""

    changed: tuple[str, ...]


@dataclass(frozen=True)
class ParticipationAsked:
    """The lead submitted; the invited communes are awaited."""


@dataclass(frozen=True)
class ParticipationConfirmed:
    body: str


@dataclass(frozen=True)
class ParticipationDeclined:
    body: str


@dataclass(frozen=True)
class ProjectSubmitted(Decided):
    """Complete and evaluated: the project carries its proposed decision."""


@dataclass(frozen=True)
class OwnershipAccepted:
    """The proposed owner accepted, by deliberation or written agreement."""


@dataclass(frozen=True)
class OpinionGiven:
    """A body consented, or the one commune concerned gave its opinion; others are still awaited."""

    body: str


@dataclass(frozen=True)
class OpinionsDeemed:
    """Deadlines passed in silence; the decision is final when the owner had accepted."""

    bodies: tuple[str, ...]


@dataclass(frozen=True)
class DecisionSettled:
    """The last opinion came in and the owner had accepted: the decision is final."""


@dataclass(frozen=True)
class ConciliationConvened:
    """The named body sits over the contests."""


@dataclass(frozen=True)
class ConciliationConcluded(Decided):
    """Each contest has its answer, and the project carries a new proposed decision."""


@dataclass(frozen=True)
class DecisionContested:
    """A body concerned objected; its contest is the last of the project's."""


@dataclass(frozen=True)
class ProjectWithdrawn:
    """The lead took its project back."""


@dataclass(frozen=True)
class TransferOffered:
    """The owner would hand the project over; it stays owner."""


@dataclass(frozen=True)
class TransferOfferWithdrawn:
    """The owner took its offer back."""


@dataclass(frozen=True)
class TransferWishDeclined:
    """The owner said no to a body that would take over: the id of what that had said, and why."""

    wish: str
    text: str = ""


@dataclass(frozen=True)
class OwnershipTransferred(Decided):
    """The old owner let go: the project carries its new owner, home and epoch. `from_` and `to` are codes,
    `wish` is the id of what it fulfils.
    """

    wish: str
    from_: str
    to: str


@dataclass(frozen=True)
class ReturnClauseReached:
    """The day has come on which a project that rose may come back."""


@dataclass(frozen=True)
class ReviewDue:
    """The review date has come."""


@dataclass(frozen=True)
class ProjectEvaluated:
    """The owner said what came of the project; its evaluation is the last one."""


DecisionEvent = ProjectSubmitted | ConciliationConcluded
"""What brings a decision that is proposed to its owner."""

ProjectEvent = (
    ProjectDrafted
    | ProjectUpdated
    | ParticipationAsked
    | ParticipationConfirmed
    | ParticipationDeclined
    | ProjectSubmitted
    | OwnershipAccepted
    | OpinionGiven
    | OpinionsDeemed
    | DecisionSettled
    | DecisionContested
    | ConciliationConvened
    | ConciliationConcluded
    | ProjectWithdrawn
    | TransferOffered
    | TransferOfferWithdrawn
    | TransferWishDeclined
    | OwnershipTransferred
    | ReturnClauseReached
    | ReviewDue
    | ProjectEvaluated
)
