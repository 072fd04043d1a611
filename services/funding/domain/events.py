"""What happened to a plan. On the wire each event carries the whole plan as it stands after it."""

from dataclasses import dataclass

from services.funding.domain.lines import Payment


@dataclass(frozen=True)
class FinancingPlanOpened:
    pass


@dataclass(frozen=True)
class FinancingPlanLinesSet:
    pass


@dataclass(frozen=True)
class FinancingPlanAligned:
    """The project changed owner, title or visibility, and the plan with it."""


@dataclass(frozen=True)
class FinancingPlanClosed:
    pass


@dataclass(frozen=True)
class FondsDeConcoursRequested:
    line: str


@dataclass(frozen=True)
class FondsDeConcoursGranted:
    line: str


@dataclass(frozen=True)
class FondsDeConcoursRefused:
    line: str


@dataclass(frozen=True)
class PaymentRecorded:
    line: str
    payment: Payment


PlanEvent = (
    FinancingPlanOpened
    | FinancingPlanLinesSet
    | FinancingPlanAligned
    | FinancingPlanClosed
    | FondsDeConcoursRequested
    | FondsDeConcoursGranted
    | FondsDeConcoursRefused
    | PaymentRecorded
)
