"""What can happen in engineering. On the wire each event carries the whole resource (see convert.py)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AgentRegistered:
    pass


@dataclass(frozen=True)
class AgentUpdated:
    changed_fields: tuple[str, ...]


@dataclass(frozen=True)
class AbsenceRecorded:
    pass


@dataclass(frozen=True)
class DaysReserved:
    reservation: str


@dataclass(frozen=True)
class ReservationCancelled:
    reservation: str


AgentEvent = AgentRegistered | AgentUpdated | AbsenceRecorded | DaysReserved | ReservationCancelled


@dataclass(frozen=True)
class RequestOpened:
    pass


@dataclass(frozen=True)
class DaysGranted:
    reservation: str


@dataclass(frozen=True)
class DaysReleased:
    reservation: str


@dataclass(frozen=True)
class RequestWithdrawn:
    pass


RequestEvent = RequestOpened | DaysGranted | DaysReleased | RequestWithdrawn


@dataclass(frozen=True)
class CapacityPublished:
    pass


CapacityEvent = CapacityPublished
