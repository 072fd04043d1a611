"""The lines of a financing plan: one source of money, or of work, each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from services.funding.domain.money import ZERO


class LineKind(StrEnum):
    OWN_SHARE = "own_share"
    SUBSIDY = "subsidy"
    FONDS_DE_CONCOURS = "fonds_de_concours"
    PRIVATE = "private"
    IN_KIND = "in_kind"


class SubsidySource(StrEnum):
    STATE = "state"
    REGION = "region"
    DEPARTMENT = "department"
    EUROPE = "europe"
    OTHER = "other"


class LineState(StrEnum):
    PLANNED = "planned"
    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"


class PaymentKind(StrEnum):
    ADVANCE = "advance"
    INSTALMENT = "instalment"
    BALANCE = "balance"


@dataclass(frozen=True)
class Deliberation:
    """The vote of a council."""

    date: date
    reference: str


@dataclass(frozen=True)
class Grant:
    """A fonds de concours that both councils voted (L5216-5 VI). `amount` in euros before tax;
    `granted_by` is the pseudonymous id of the person who recorded it.
    """

    amount: Decimal
    funder_deliberation: Deliberation
    owner_deliberation: Deliberation
    time: datetime
    granted_by: str


@dataclass(frozen=True)
class Payment:
    """Money that moved, in euros, on a day."""

    kind: PaymentKind
    amount: Decimal
    date: date
    time: datetime
    recorded_by: str


@dataclass(frozen=True)
class LineEntry:
    """What a person enters of a line. Amounts in euros before tax; `state` is None when left out.

    `id` names the line that it replaces and is empty for a new one. `funder` is the code of a body.
    """

    kind: LineKind
    amount: Decimal
    id: str = ""
    source: SubsidySource | None = None
    programme: str = ""
    funder: str = ""
    funder_title: str = ""
    state: LineState | None = None
    eligible_base: Decimal | None = None
    legal_basis: str = ""


@dataclass(frozen=True)
class LinesChange:
    """All the lines at once, and the cost in euros. What is None stays as it is."""

    lines: Sequence[LineEntry] | None
    cost: Decimal | None = None
    lead_coordinator_field: bool | None = None


@dataclass(frozen=True)
class Line:
    """One source of money or work, as the plan keeps it. `requested` is what was asked of the
    funder, and stays when less is granted.
    """

    id: str
    kind: LineKind
    amount: Decimal
    state: LineState = LineState.PLANNED
    source: SubsidySource | None = None
    programme: str = ""
    funder: str = ""
    funder_title: str = ""
    eligible_base: Decimal | None = None
    legal_basis: str = ""
    requested: Decimal | None = None
    grant: Grant | None = None
    payments: tuple[Payment, ...] = ()
    refusal: str = ""

    @property
    def counts(self) -> bool:
        """A refused line stays written and counts nowhere."""
        return self.state is not LineState.REFUSED

    @property
    def paid(self) -> Decimal:
        return sum((payment.amount for payment in self.payments), ZERO)

    @property
    def is_engaged(self) -> bool:
        """A fonds de concours that was asked for belongs to both bodies: only verbs change it."""
        return self.kind is LineKind.FONDS_DE_CONCOURS and self.state is not LineState.PLANNED
