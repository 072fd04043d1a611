"""What happens to campaigns and applications. On the wire each carries the whole resource."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True)
class CampaignOpened:
    """`on` is the day, in Paris, for which the campaign's state is told."""

    on: date


@dataclass(frozen=True)
class ApplicationSubmitted:
    pass


@dataclass(frozen=True)
class ApplicationInterestsDeclared:
    pass


@dataclass(frozen=True)
class ApplicationMarked:
    pass


@dataclass(frozen=True)
class ApplicationOpinionGiven:
    committee: str


@dataclass(frozen=True)
class ApplicationAwarded:
    pass


@dataclass(frozen=True)
class ApplicationDeferred:
    pass


@dataclass(frozen=True)
class ApplicationRefused:
    pass


@dataclass(frozen=True)
class ApplicationWithdrawn:
    pass


ApplicationEvent: TypeAlias = (
    ApplicationSubmitted
    | ApplicationInterestsDeclared
    | ApplicationMarked
    | ApplicationOpinionGiven
    | ApplicationAwarded
    | ApplicationDeferred
    | ApplicationRefused
    | ApplicationWithdrawn
)
