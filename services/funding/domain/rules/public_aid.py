"""F6: public aid never exceeds the eligible cost, of the whole plan and of each line."""

from decimal import Decimal
from fractions import Fraction

from chassis.domain import msg
from services.funding.domain.checks import Check
from services.funding.domain.financing import Financing
from services.funding.domain.lines import Line, LineKind
from services.funding.domain.money import euros, floor_cents, not_negative
from services.funding.domain.rulebook import Rulebook
from services.funding.domain.rules.answers import Answer, amount
from services.funding.domain.rules.own_share import AID_KINDS


def check_public_aid(financing: Financing, rulebook: Rulebook) -> Check:
    """F6: total public aid ≤ eligible cost. Work in kind is not paid in money, so no aid covers it (F18)."""
    answer = Answer(rulebook.rules["F6"])
    lines = tuple(financing.counting(*AID_KINDS))
    if not lines:
        return answer.not_applicable(msg("Le plan ne contient aucune aide publique."))
    if financing.cost == 0:
        return answer.undecided(
            msg("Sans le coût du projet, la règle ne peut pas répondre."), msg("le coût hors taxes du projet")
        )
    ceiling = eligible_cost_share(financing, rulebook)
    answer.figures = (
        amount("public_aid", msg("Aides publiques"), financing.public_aid),
        amount("eligible_cost", msg("Coût éligible"), ceiling),
    )
    if financing.public_aid > ceiling:
        return answer.fail(
            msg(
                "Les aides publiques ({aid}) dépassent le coût éligible de {excess}.",
                aid=euros(financing.public_aid),
                excess=euros(financing.public_aid - ceiling),
            )
        )
    over = next((line for line in lines if _exceeds_its_base(line)), None)
    if over is not None and over.eligible_base is not None:
        return answer.fail(
            msg(
                "La ligne {line} demande {amount}, plus que la dépense que ce financeur retient ({base}).",
                line=over.id,
                amount=euros(over.amount),
                base=euros(over.eligible_base),
            )
        )
    return answer.passes(
        msg(
            "Les aides publiques ({aid}) restent sous le coût éligible ({ceiling}).",
            aid=euros(financing.public_aid),
            ceiling=euros(ceiling),
        )
    )


def eligible_cost_share(financing: Financing, rulebook: Rulebook) -> Decimal:
    """Euros of public aid that the eligible cost can take."""
    return floor_cents(rulebook.largest_public_aid_share * not_negative(financing.cash_cost))


def public_aid_ceiling(others: Financing, line: Line, rulebook: Rulebook) -> Decimal | None:
    """The most that this line may bring beside the others; None when F6 sets no limit to it."""
    if line.kind in AID_KINDS:
        left = eligible_cost_share(others, rulebook) - others.public_aid
        return left if line.eligible_base is None else min(left, line.eligible_base)
    if line.kind is LineKind.IN_KIND:
        cash_needed = Fraction(others.public_aid) / Fraction(rulebook.largest_public_aid_share)
        return floor_cents(Fraction(others.cash_cost) - cash_needed)
    return None


def _exceeds_its_base(line: Line) -> bool:
    return line.eligible_base is not None and line.amount > line.eligible_base
