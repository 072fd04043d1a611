"""F5: a fonds de concours is public money in F1, so it stays under both ceilings; a mixed syndicate
(the pole) stands in principle outside this tool and needs a legal basis.
"""

from decimal import Decimal

from chassis.domain import msg
from services.funding.domain.checks import Check
from services.funding.domain.financing import Financing
from services.funding.domain.lines import Line, LineKind
from services.funding.domain.money import ZERO, euros, not_negative
from services.funding.domain.rulebook import Rulebook
from services.funding.domain.rules.answers import Answer, amount
from services.funding.domain.rules.fonds_de_concours import net_cost_share
from services.funding.domain.rules.own_share import own_share_leaves


def check_fonds_de_concours_with_own_share(financing: Financing, rulebook: Rulebook) -> Check:
    """F5: all fonds de concours together ≤ min(F4, what F1 leaves)."""
    answer = Answer(rulebook.rules["F5"])
    lines = tuple(financing.counting(LineKind.FONDS_DE_CONCOURS))
    if not lines:
        return answer.not_applicable(msg("Le plan ne contient aucun fonds de concours."))
    if any(lacks_legal_basis(financing, line.funder, line.legal_basis, rulebook) for line in lines):
        return answer.fail(
            msg(
                "Un syndicat mixte, comme le pôle, ne peut en principe ni verser ni recevoir de fonds de"
                " concours : indiquez le texte qui le permet, ou retirez cette ligne."
            )
        )
    if financing.cost == 0:
        return answer.undecided(
            msg("Sans le coût du projet, le plafond ne peut pas être calculé."),
            msg("le coût hors taxes du projet"),
        )
    return _weigh(answer, financing, rulebook)


def _weigh(answer: Answer, financing: Financing, rulebook: Rulebook) -> Check:
    half, left = net_cost_share(financing, rulebook), left_by_own_share(financing, rulebook)
    ceiling = half if left is None else min(half, left)
    total = financing.fonds_de_concours
    answer.figures = (
        amount("fonds_de_concours", msg("Fonds de concours"), total),
        amount("net_cost_share", msg("Plafond des fonds de concours"), half),
        *(
            ()
            if left is None
            else (amount("left_by_own_share", msg("Ce que laisse la part minimale"), left),)
        ),
        amount("ceiling", msg("Le plus petit des deux"), ceiling),
    )
    figures = {"total": euros(total), "ceiling": euros(ceiling)}
    if total > ceiling:
        return answer.fail(
            msg(
                "Les fonds de concours ({total}) dépassent {ceiling} : c’est le plus petit du plafond"
                " des fonds de concours et de ce que laisse la part minimale du maître d’ouvrage.",
                **figures,
            )
        )
    return answer.passes(msg("Les fonds de concours ({total}) restent sous {ceiling}.", **figures))


def left_by_own_share(financing: Financing, rulebook: Rulebook) -> Decimal | None:
    """Euros that F1 leaves to all fonds de concours; None when F1 asks for nothing."""
    aid = own_share_leaves(financing, rulebook)
    return None if aid is None else not_negative(aid - financing.subsidies)


def syndicate_ceiling(others: Financing, line: Line, rulebook: Rulebook) -> Decimal | None:
    """Zero for a fonds de concours of a mixed syndicate without a legal basis; else no limit here."""
    if line.kind is not LineKind.FONDS_DE_CONCOURS:
        return None
    return ZERO if lacks_legal_basis(others, line.funder, line.legal_basis, rulebook) else None


def lacks_legal_basis(financing: Financing, funder: str, legal_basis: str, rulebook: Rulebook) -> bool:
    pair = (financing.bodies.get(financing.owner), financing.bodies.get(funder))
    outside = any(body is not None and body.level in rulebook.levels_outside for body in pair)
    return outside and not legal_basis.strip()
