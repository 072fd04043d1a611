"""Where a page ended, as the strings that a page token holds. The token's own question is checked before
it is read, so a token holds strings that we wrote, unless somebody forged it.
"""

from datetime import datetime

from chassis.domain import Fault, InvalidInput, msg
from services.funding.domain.plan import FinancingPlan
from services.funding.use_cases.ports import Cursor, HistoryEntry


def plan_place(plan: FinancingPlan) -> tuple[str, ...]:
    assert plan.created is not None
    return (plan.created.isoformat(), plan.id)


def place_of_plan(after: tuple[str, ...]) -> Cursor | None:
    """Raise InvalidInput for a forged token."""
    if not after:
        return None
    try:
        created, plan_id = after
        return Cursor(datetime.fromisoformat(created), plan_id)
    except ValueError:
        raise _broken() from None


def entry_place(entry: HistoryEntry) -> tuple[str, ...]:
    return (str(entry.version),)


def place_of_entry(after: tuple[str, ...]) -> int:
    """Raise InvalidInput for a forged token."""
    if not after:
        return 0
    try:
        (version,) = after
        return int(version)
    except ValueError:
        raise _broken() from None


def _broken() -> InvalidInput:
    text = msg("Cette suite de liste n’est pas valable ici : recommencez au début.")
    return InvalidInput([Fault("page_token", "PAGE_TOKEN_BROKEN", text)])
