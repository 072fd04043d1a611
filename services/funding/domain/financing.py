"""The figures of a plan that the rules read: nothing here changes, nothing here knows a rule."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from services.funding.domain.bodies import Bodies
from services.funding.domain.lines import Line, LineKind
from services.funding.domain.money import ZERO


class Nature(StrEnum):
    INVESTMENT = "investment"
    PROGRAMME = "programme"
    APPROACH = "approach"
    FACILITATION = "facilitation"
    ORDER = "order"
    CONTRACT = "contract"
    EVENT = "event"
    MICRO_PROJECT = "micro_project"
    GOVERNANCE = "governance"
    SHARED_SERVICE = "shared_service"


@dataclass(frozen=True)
class Financing:
    """What is to be paid, by whom, and who the bodies are. Euros before tax.

    `cost` is the whole cost, work in kind included (F18); zero when nobody knows it yet.
    """

    cost: Decimal
    nature: Nature
    equipment: bool
    owner: str
    lines: tuple[Line, ...] = ()
    lead_coordinator_field: bool = False
    """Declared by the owner: F3 blocks."""
    bodies: Bodies = field(default_factory=dict)
    coordinated: bool = False
    """The project's decision names a lead coordinator, and nobody has declared the field yet: F3 warns."""

    def total(self, *kinds: LineKind) -> Decimal:
        """Sum of the lines of these kinds that count."""
        return sum((line.amount for line in self.counting(*kinds)), ZERO)

    def counting(self, *kinds: LineKind) -> Iterable[Line]:
        return (line for line in self.lines if line.counts and line.kind in kinds)

    @property
    def own_share(self) -> Decimal:
        return self.total(LineKind.OWN_SHARE)

    @property
    def subsidies(self) -> Decimal:
        """Public money from others, fonds de concours apart."""
        return self.total(LineKind.SUBSIDY)

    @property
    def fonds_de_concours(self) -> Decimal:
        return self.total(LineKind.FONDS_DE_CONCOURS)

    @property
    def public_aid(self) -> Decimal:
        return self.subsidies + self.fonds_de_concours

    @property
    def private(self) -> Decimal:
        return self.total(LineKind.PRIVATE)

    @property
    def in_kind(self) -> Decimal:
        return self.total(LineKind.IN_KIND)

    @property
    def cash_cost(self) -> Decimal:
        """What has to be paid in money: the cost less the work given (F18)."""
        return self.cost - self.in_kind

    @property
    def public_money(self) -> Decimal:
        """What public hands, the owner's included, have to pay in the end."""
        return self.cash_cost - self.private

    @property
    def others(self) -> Decimal:
        """All that does not come from the owner."""
        return self.public_aid + self.private + self.in_kind

    @property
    def remainder(self) -> Decimal:
        """What the owner bears in the end, whatever the lines say: the cost less all others."""
        return self.cost - self.others

    @property
    def unfunded(self) -> Decimal:
        """The cost less all lines; negative when they exceed it."""
        return self.remainder - self.own_share

    def without(self, line_id: str) -> "Financing":
        return replace(self, lines=tuple(line for line in self.lines if line.id != line_id))

    def with_lines(self, lines: tuple[Line, ...]) -> "Financing":
        return replace(self, lines=lines)
