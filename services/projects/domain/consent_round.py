"""What the bodies concerned say of the decision that stands: a frozen value that each act makes anew.

A round begins with a decision: the owner accepts by deliberation, each body with a role consents within
its days, the one commune that an agglomeration's decision touches gives its opinion (R10, L5211-57).
Silence is consent. A contest suspends the round, and a conciliation ends it with a new decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from chassis.domain import end_of_day
from services.projects.domain.consent import Contest, ContestAnswer, Deliberation
from services.projects.domain.subsidiarity.decision import Decision, DueAct


class OpinionKind(StrEnum):
    CONSENT = "consent"
    """A body with a role accepts or contests; silence is consent."""
    LONE_COMMUNE = "lone_commune"
    """The one commune that an agglomeration's decision touches; silence is favourable (L5211-57)."""


class OpinionValue(StrEnum):
    AWAITED = "awaited"
    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"
    DEEMED_FAVOURABLE = "deemed_favourable"
    """The deadline passed in silence."""


@dataclass(frozen=True)
class Opinion:
    """What one body says of the decision, or has not said yet; `due` is the last day, in Paris."""

    body: str
    kind: OpinionKind
    due: date
    value: OpinionValue = OpinionValue.AWAITED
    text: str = ""
    deliberation: Deliberation | None = None
    time: datetime | None = None

    def is_overdue(self, now: datetime) -> bool:
        """Whether its last day is over."""
        return now >= end_of_day(self.due)


class ConciliatorKind(StrEnum):
    CONFERENCE_OF_MAYORS = "conference_of_mayors"
    """Inside one agglomeration."""
    BUREAU_OF_THE_POLE = "bureau_of_the_pole"
    """Between agglomerations."""


@dataclass(frozen=True)
class Conciliation:
    """One meeting of the named body over the contests of a decision. The first contest names the body;
    the meeting opens when that body convenes it.
    """

    kind: ConciliatorKind
    body: str
    open_time: datetime | None = None
    close_time: datetime | None = None
    text: str = ""
    amended: bool = False
    """The lead changed the facts meanwhile, so that an answered ground may be contested again."""


@dataclass(frozen=True)
class Consent:
    """`opinions`, one a body, and `acceptance` are of the decision that stands; `contests` and
    `conciliations` are kept for good, oldest first.
    """

    opinions: tuple[Opinion, ...] = ()
    acceptance: Deliberation | None = None
    contests: tuple[Contest, ...] = ()
    conciliations: tuple[Conciliation, ...] = ()

    def asked(self, decision: Decision) -> Consent:
        """A new round: everybody whom the decision waits for is asked, and nobody has answered."""
        return replace(self, opinions=_opinions_due(decision), acceptance=None)

    @property
    def is_final(self) -> bool:
        """The owner accepted and nothing is due any more (G6). Against the opinion of the one commune that
        it touches, an agglomeration decides by two thirds (L5211-57).
        """
        if self.acceptance is None or any(each.value is OpinionValue.AWAITED for each in self.opinions):
            return False
        return self.acceptance.has_two_thirds or not self.needs_two_thirds

    @property
    def needs_two_thirds(self) -> bool:
        return any(each.value is OpinionValue.UNFAVOURABLE for each in self.opinions)

    def opinion_of(self, body: str) -> Opinion | None:
        """What is asked of a body, or was."""
        return next((each for each in self.opinions if each.body == body), None)

    def with_opinion(self, given: Opinion) -> Consent:
        """The opinion of a body instead of the one before."""
        said = tuple(given if each.body == given.body else each for each in self.opinions)
        return replace(self, opinions=said)

    def overdue(self, now: datetime) -> tuple[Opinion, ...]:
        """The opinions that silence answers at that instant."""
        return tuple(
            each for each in self.opinions if each.value is OpinionValue.AWAITED and each.is_overdue(now)
        )

    def next_deadline(self) -> datetime | None:
        """The earliest instant at which silence answers."""
        awaited = (each.due for each in self.opinions if each.value is OpinionValue.AWAITED)
        return min(map(end_of_day, awaited), default=None)

    @property
    def open_contests(self) -> tuple[Contest, ...]:
        """Those that no conciliation has answered yet."""
        return tuple(each for each in self.contests if each.answer is None)

    @property
    def conciliation(self) -> Conciliation | None:
        """The one that is awaited or runs."""
        last = self.conciliations[-1] if self.conciliations else None
        return last if last is not None and last.close_time is None else None

    def is_answered(self, contest: Contest) -> bool:
        """Whether the same body's same ground was answered, on the facts as they still are."""
        return any(
            (made.body, made.ground) == (contest.body, contest.ground)
            and made.answer is not None
            # The n-th conciliation ended the round of the n-th decision.
            and not any(held.amended for held in self.conciliations[made.decision_number - 1 :])
            for made in self.contests
        )

    def with_contest(self, contest: Contest, conciliation: Conciliation) -> Consent:
        """One objection more; the first of a round names the body that conciliates."""
        if self.conciliation is not None:
            return replace(self, contests=(*self.contests, contest))
        held = (*self.conciliations, conciliation)
        return replace(self, contests=(*self.contests, contest), conciliations=held)

    def with_conciliation(self, conciliation: Conciliation) -> Consent:
        """The running conciliation as it now is."""
        return replace(self, conciliations=(*self.conciliations[:-1], conciliation))

    def amended(self, *, facts_changed: bool) -> Consent:
        """The lead wrote anew while the conciliation sits; only other facts make another case."""
        sitting = self.conciliation
        if sitting is None or not facts_changed:
            return self
        return self.with_conciliation(replace(sitting, amended=True))

    def with_answers(self, answers: Sequence[ContestAnswer]) -> Consent:
        """One answer to each open contest, in their order."""
        given = iter(answers)
        answered = tuple(
            each if each.answer is not None else replace(each, answer=next(given)) for each in self.contests
        )
        return replace(self, contests=answered)


_KINDS = {DueAct.CONSENT: OpinionKind.CONSENT, DueAct.OPINION: OpinionKind.LONE_COMMUNE}


def _opinions_due(decision: Decision) -> tuple[Opinion, ...]:
    """The acceptance is the owner's own act, not an opinion; whatever has no last day cannot be deemed."""
    return tuple(
        Opinion(due.party, _KINDS[due.act], due.until)
        for due in decision.due
        if due.act in _KINDS and due.until is not None
    )
