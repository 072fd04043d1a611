"""The largest amount still allowed: under all rules together, exact to the cent.

The owner bears what nobody else pays, so a line may grow at the expense of the own share and of
what is not yet financed, never at the expense of another line.
"""

from dataclasses import replace
from decimal import Decimal

from services.funding.domain.financing import Financing
from services.funding.domain.lines import Line, LineKind
from services.funding.domain.money import ZERO, not_negative
from services.funding.domain.rulebook import Rulebook
from services.funding.domain.rules.fonds_de_concours import (
    fonds_de_concours_ceiling,
    net_cost_share,
    not_an_equipment,
)
from services.funding.domain.rules.fonds_de_concours_with_own_share import (
    left_by_own_share,
    syndicate_ceiling,
)
from services.funding.domain.rules.own_share import own_share_ceiling
from services.funding.domain.rules.public_aid import eligible_cost_share, public_aid_ceiling


def largest_allowed(financing: Financing, line: Line, rulebook: Rulebook) -> Decimal | None:
    """Euros that this line may reach, the other lines as they are; None while the cost is unknown
    and for a refused line, which counts nowhere.
    """
    if financing.cost == 0 or not line.counts:
        return None
    others = financing.without(line.id)
    ceilings = (
        others.remainder,
        own_share_ceiling(others, line.kind, rulebook),
        fonds_de_concours_ceiling(others, line.kind, line.funder, rulebook),
        syndicate_ceiling(others, line, rulebook),
        public_aid_ceiling(others, line, rulebook),
    )
    return not_negative(min(ceiling for ceiling in ceilings if ceiling is not None))


def largest_fonds_de_concours(financing: Financing, rulebook: Rulebook) -> Decimal | None:
    """Euros that all fonds de concours together may reach; None while the cost is unknown.

    The funder is left open here: each line says whether its own funder may give one.
    """
    if financing.cost == 0:
        return None
    if not_an_equipment(financing):
        return ZERO
    ceilings = (
        net_cost_share(financing, rulebook),
        left_by_own_share(financing, rulebook),
        not_negative(eligible_cost_share(financing, rulebook) - financing.subsidies),
    )
    return min(ceiling for ceiling in ceilings if ceiling is not None)


def with_amount(financing: Financing, line: Line, amount: Decimal) -> Financing:
    """The plan with this line at this amount, and the own share lowered to what then remains."""
    changed = financing.with_lines(
        tuple(replace(other, amount=amount) if other.id == line.id else other for other in financing.lines)
    )
    if line.kind is LineKind.OWN_SHARE:
        return changed
    remainder = not_negative(changed.remainder)
    return changed.with_lines(
        tuple(
            replace(other, amount=min(other.amount, remainder)) if other.kind is LineKind.OWN_SHARE else other
            for other in changed.lines
        )
    )
