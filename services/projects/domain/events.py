"""What happens to a project. On the wire each event carries the whole project as it then stands, so
only what the project does not say by itself stands here.
"""

from dataclasses import dataclass


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
class ProjectSubmitted:
    """Complete and evaluated: the project carries its proposed decision."""


@dataclass(frozen=True)
class OwnershipAccepted:
    """The proposed owner accepted, by deliberation or written agreement."""


@dataclass(frozen=True)
class DecisionContested:
    """A body concerned objected; its contest is the last of the project's."""


@dataclass(frozen=True)
class ProjectWithdrawn:
    """The lead took its project back."""


ProjectEvent = (
    ProjectDrafted
    | ProjectUpdated
    | ParticipationAsked
    | ParticipationConfirmed
    | ParticipationDeclined
    | ProjectSubmitted
    | OwnershipAccepted
    | DecisionContested
    | ProjectWithdrawn
)
