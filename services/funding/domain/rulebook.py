"""The parameters of the rules: thresholds, shares, articles. Versioned data, never constants in code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chassis.domain import Fault, decimal_or_none, msg, raise_faults
from services.funding.domain.bodies import Level

RULES = ("F1", "F3", "F4", "F5", "F6")


@dataclass(frozen=True)
class Rule:
    """How a rule is called and where it stands."""

    id: str
    title: str
    article: str
    source: str


@dataclass(frozen=True)
class Rulebook:
    """One version of the parameters. Shares are decimals between 0 and 1.

    `least_own_share` (F1) and `least_own_share_with_lead_coordinator` (F3): of the public money.
    `largest_fonds_de_concours_share` (F4): of the cost net of other subsidies, private and in kind.
    `largest_public_aid_share` (F6): of the eligible cost. `levels_outside` (F5): who needs a legal basis.
    """

    id: str
    version: str
    title: str
    valid_from: date
    rules: Mapping[str, Rule]
    least_own_share: Decimal
    least_own_share_with_lead_coordinator: Decimal
    largest_fonds_de_concours_share: Decimal
    levels_outside: frozenset[Level]
    largest_public_aid_share: Decimal


def in_force(rulebooks: Iterable[Rulebook], day: date) -> Rulebook:
    """The last version whose first day has come. Raises LookupError when there is none."""
    begun = [rulebook for rulebook in rulebooks if rulebook.valid_from <= day]
    if not begun:
        raise LookupError(f"no funding framework is in force on {day}")
    return max(begun, key=lambda rulebook: (rulebook.valid_from, rulebook.version))


class _Reader:
    """Reads a parsed file and gathers everything that is wrong with it."""

    def __init__(self, data: Mapping[str, object]) -> None:
        self.data = data
        self.faults: list[Fault] = []

    def fault(self, path: str, reason: str, what: str) -> None:
        self.faults.append(Fault(path, reason, msg("{path} : {what}", path=path, what=what)))

    def at(self, path: str) -> object:
        here: object = self.data
        for key in path.split("."):
            here = here.get(key) if isinstance(here, Mapping) else None
        return here

    def text(self, path: str) -> str:
        value = self.at(path)
        if isinstance(value, str) and value.strip():
            return value
        self.fault(path, "TEXT_MISSING", "écrivez un texte entre guillemets.")
        return ""

    def day(self, path: str) -> date:
        value = self.at(path)
        if isinstance(value, date):
            return value
        self.fault(path, "DATE_MISSING", "écrivez une date, par exemple 2026-01-01.")
        return date.min

    def share(self, path: str, *, below_one: bool = False) -> Decimal:
        """Only text is exact: a bare 0.20 in YAML is a binary fraction."""
        value = self.at(path)
        share = decimal_or_none(value) if isinstance(value, str) else None
        if share is None or not 0 < share <= 1 or (below_one and share == 1):
            self.fault(
                path, "SHARE_INVALID", 'écrivez une part entre 0 et 1, entre guillemets, par exemple "0.20".'
            )
            return Decimal(0)
        return share

    def levels(self, path: str) -> frozenset[Level]:
        value = self.at(path)
        known = {level.value for level in Level}
        if isinstance(value, list) and all(entry in known for entry in value):
            return frozenset(Level(entry) for entry in value)
        self.fault(path, "LEVELS_INVALID", "écrivez une liste d’échelons connus.")
        return frozenset()

    def rule(self, rule_id: str) -> Rule:
        at = f"rules.{rule_id}"
        return Rule(rule_id, self.text(f"{at}.title"), self.text(f"{at}.article"), self.text(f"{at}.source"))


def read_rulebook(data: Mapping[str, object]) -> Rulebook:
    """A version from a parsed `frameworks/funding-*.yaml`. Raises InvalidInput with all its faults."""
    read = _Reader(data)
    rulebook = Rulebook(
        id=read.text("id"),
        version=read.text("version"),
        title=read.text("title"),
        valid_from=read.day("valid_from"),
        rules={rule_id: read.rule(rule_id) for rule_id in RULES},
        least_own_share=read.share("rules.F1.least_own_share", below_one=True),
        least_own_share_with_lead_coordinator=read.share("rules.F3.least_own_share", below_one=True),
        largest_fonds_de_concours_share=read.share("rules.F4.largest_share_of_net_cost"),
        levels_outside=read.levels("rules.F5.levels_outside"),
        largest_public_aid_share=read.share("rules.F6.largest_share_of_eligible_cost"),
    )
    raise_faults(read.faults)
    return rulebook
