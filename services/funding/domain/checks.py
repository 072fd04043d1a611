"""What a rule answers: an outcome, its article, the figures used, in French prose and as data."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from chassis.domain import Text


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - an outcome of a rule, no password
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Figure:
    """One number that a rule used: euros, or a share between 0 and 1 when `is_share`."""

    key: str
    title: Text
    value: Decimal
    is_share: bool = False


@dataclass(frozen=True)
class Check:
    """The answer of one rule. `missing` says what to provide, and is empty unless undecided. A rule that only
    `warns` leaves it to people.
    """

    rule: str
    title: str
    article: str
    outcome: Outcome
    text: Text
    figures: tuple[Figure, ...] = ()
    missing: tuple[Text, ...] = ()
    warns: bool = False
