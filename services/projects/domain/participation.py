"""Communes that submit together: whom the lead invites, and what each of them answers for itself."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chassis.domain import Forbidden, Refused, msg


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


def answered(
    participants: tuple[Participant, ...], body: str, answer: Answer, now: datetime
) -> tuple[Participant, ...]:
    """The participants once a commune answered. Raise Forbidden for one that is not invited, Refused for
    the same answer again.
    """
    if all(invited.body != body for invited in participants):
        text = msg("La commune {body} n’est pas invitée à ce projet.", body=body)
        raise Forbidden("NOT_INVITED", text, body=body)
    if Participant(body, answer) in (replace(invited, time=None) for invited in participants):
        text = msg("La commune {body} a déjà répondu ainsi.", body=body)
        raise Refused("ALREADY_ANSWERED", text, body=body, answer=answer)
    return tuple(
        Participant(body, answer, now) if invited.body == body else invited for invited in participants
    )


def are_ready(participants: tuple[Participant, ...], works_area: tuple[str, ...]) -> bool:
    """All answers are in, and no commune whose ground the works need said no."""
    return all(
        invited.answer is Answer.CONFIRMED
        or (invited.answer is Answer.DECLINED and invited.body not in works_area)
        for invited in participants
    )
