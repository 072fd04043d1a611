"""Days that come for a project in its owner's hands: its return clause, and its review (rules R5, R11)."""

from datetime import datetime

from services.projects.domain.events import ProjectEvent, ReturnClauseReached, ReviewDue
from services.projects.domain.learning import Learning
from services.projects.domain.tenure import Tenure


def next_day(tenure: Tenure, learning: Learning) -> datetime | None:
    """The earliest instant at which one of them comes."""
    parts = (tenure.next_deadline(), learning.next_deadline())
    return min((each for each in parts if each is not None), default=None)


def come(
    tenure: Tenure, learning: Learning, now: datetime
) -> tuple[Tenure, Learning, tuple[ProjectEvent, ...]]:
    """Both as they are once the days up to now have come, and what has happened: each once."""
    events: list[ProjectEvent] = []
    if tenure.is_return_due(now):
        tenure = tenure.with_return_reached()
        events.append(ReturnClauseReached())
    if learning.is_review_due(now):
        learning = learning.with_review_due()
        events.append(ReviewDue())
    return tenure, learning, tuple(events)
