"""Communes that submit together: whom the lead invites, and what each of them answers for itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Answer(StrEnum):
    NOT_ASKED = "not_asked"
    """The project is still a draft; the commune does not know of it."""
    AWAITED = "awaited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


@dataclass(frozen=True)
class Participant:
    """An invited commune (INSEE code) and its answer; `time` is set once it answered."""

    body: str
    answer: Answer = Answer.NOT_ASKED
    time: datetime | None = None
