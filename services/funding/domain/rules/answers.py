"""Builds the answer of one rule, so that each rule only says its outcome and its words."""

from dataclasses import dataclass
from decimal import Decimal

from chassis.domain import Text
from services.funding.domain.checks import Check, Figure, Outcome
from services.funding.domain.rulebook import Rule


def amount(key: str, title: Text, value: Decimal) -> Figure:
    """A figure in euros."""
    return Figure(key, title, value)


def share(key: str, title: Text, value: Decimal) -> Figure:
    """A figure between 0 and 1."""
    return Figure(key, title, value, is_share=True)


@dataclass
class Answer:
    """The answer of one rule while it is being worked out."""

    rule: Rule
    figures: tuple[Figure, ...] = ()

    def passes(self, text: Text) -> Check:
        return self._check(Outcome.PASS, text)

    def fail(self, text: Text) -> Check:
        return self._check(Outcome.FAIL, text)

    def not_applicable(self, text: Text) -> Check:
        return self._check(Outcome.NOT_APPLICABLE, text)

    def undecided(self, text: Text, *missing: Text) -> Check:
        return self._check(Outcome.UNDECIDED, text, missing)

    def _check(self, outcome: Outcome, text: Text, missing: tuple[Text, ...] = ()) -> Check:
        return Check(self.rule.id, self.rule.title, self.rule.article, outcome, text, self.figures, missing)
