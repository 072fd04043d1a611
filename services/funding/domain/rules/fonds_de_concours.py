"""F4: a fonds de concours goes between an agglomeration and its communes, for an equipment only, and
all of them together never exceed what the beneficiary bears net of subsidies (L5216-5 VI).
"""

from decimal import Decimal
from fractions import Fraction

from chassis.domain import Text, msg
from services.funding.domain.bodies import Body, Level
from services.funding.domain.checks import Check
from services.funding.domain.financing import Financing, Nature
from services.funding.domain.lines import LineKind
from services.funding.domain.money import ZERO, euros, floor_cents, not_negative
from services.funding.domain.rulebook import Rulebook
from services.funding.domain.rules.answers import Answer, amount


def check_fonds_de_concours(financing: Financing, rulebook: Rulebook) -> Check:
    """F4: equipment, pair of bodies, then (cost − other subsidies − private − in kind) / 2."""
    answer = Answer(rulebook.rules["F4"])
    if not any(financing.counting(LineKind.FONDS_DE_CONCOURS)):
        return answer.not_applicable(msg("Le plan ne contient aucun fonds de concours."))
    refusal = not_an_equipment(financing) or _wrong_pair(financing, rulebook)
    if refusal:
        return answer.fail(refusal)
    if financing.cost == 0:
        return answer.undecided(
            msg("Sans le coût du projet, le plafond ne peut pas être calculé."),
            msg("le coût hors taxes du projet"),
        )
    return _weigh(answer, financing, rulebook)


def _weigh(answer: Answer, financing: Financing, rulebook: Rulebook) -> Check:
    total, ceiling = financing.fonds_de_concours, net_cost_share(financing, rulebook)
    answer.figures = (
        amount("fonds_de_concours", msg("Fonds de concours"), total),
        amount("subsidies", msg("Autres subventions publiques"), financing.subsidies),
        amount("private", msg("Argent privé"), financing.private),
        amount("in_kind", msg("Apports en nature"), financing.in_kind),
        amount("ceiling", msg("Plafond des fonds de concours"), ceiling),
    )
    if total > ceiling:
        return answer.fail(
            msg(
                "Les fonds de concours ({total}) dépassent {ceiling} : ensemble, ils ne peuvent pas"
                " dépasser ce que le maître d’ouvrage garde à sa charge, hors subventions.",
                total=euros(total),
                ceiling=euros(ceiling),
            )
        )
    unknown = _unknown_bodies(financing)
    if unknown:
        return answer.undecided(
            msg("Le plafond est respecté, mais le lien entre les deux collectivités n’est pas établi."),
            *(msg("la fiche de la collectivité {code}", code=code) for code in unknown),
        )
    return answer.passes(
        msg(
            "Les fonds de concours ({total}) restent sous le plafond de {ceiling}. Ils supposent les"
            " délibérations concordantes des deux conseils, à la majorité simple.",
            total=euros(total),
            ceiling=euros(ceiling),
        )
    )


def net_cost_share(financing: Financing, rulebook: Rulebook) -> Decimal:
    """Euros that all fonds de concours together may reach, whoever pays them."""
    net = financing.cost - financing.subsidies - financing.private - financing.in_kind
    return floor_cents(rulebook.largest_fonds_de_concours_share * not_negative(net))


def fonds_de_concours_ceiling(
    others: Financing, kind: LineKind, funder: str, rulebook: Rulebook
) -> Decimal | None:
    """The most that one more line of this kind may bring; None when F4 sets no limit to it."""
    if kind is LineKind.OWN_SHARE:
        return None
    if kind is LineKind.FONDS_DE_CONCOURS:
        if not_an_equipment(others) or _pair_refusal(others, funder, rulebook):
            return ZERO
        return net_cost_share(others, rulebook) - others.fonds_de_concours
    if others.fonds_de_concours == 0:
        return None
    # Any other money makes the net cost smaller, and half of it must still hold what is there.
    needed = Fraction(others.fonds_de_concours) / Fraction(rulebook.largest_fonds_de_concours_share)
    net = others.cost - others.subsidies - others.private - others.in_kind
    return floor_cents(Fraction(net) - needed)


def not_an_equipment(financing: Financing) -> Text | None:
    if financing.nature is Nature.EVENT:
        return msg("Un fonds de concours finance un équipement, jamais un événement : retirez cette ligne.")
    if not financing.equipment:
        return msg("Un fonds de concours ne finance qu’un équipement, et ce projet n’en est pas un.")
    return None


def _wrong_pair(financing: Financing, rulebook: Rulebook) -> Text | None:
    refusals = (
        _pair_refusal(financing, line.funder, rulebook)
        for line in financing.counting(LineKind.FONDS_DE_CONCOURS)
    )
    return next((refusal for refusal in refusals if refusal), None)


def _pair_refusal(financing: Financing, funder_code: str, rulebook: Rulebook) -> Text | None:
    """Why these two bodies have no fonds de concours between them; None when they may, when one of
    them is unknown, and when it is a mixed syndicate (that is F5's question).
    """
    owner, funder = financing.bodies.get(financing.owner), financing.bodies.get(funder_code)
    if owner is None or funder is None:
        return None
    if {owner.level, funder.level} & rulebook.levels_outside:
        return None
    if _is_member(owner, funder) or _is_member(funder, owner):
        return None
    return msg(
        "Un fonds de concours va d’une agglomération à l’une de ses communes, ou l’inverse ;"
        " ce n’est pas le lien entre {funder} et {owner}.",
        funder=funder.title,
        owner=owner.title,
    )


def _is_member(commune: Body, agglomeration: Body) -> bool:
    return (
        commune.level is Level.COMMUNE
        and agglomeration.level is Level.AGGLOMERATION
        and agglomeration.code in commune.members_of
    )


def _unknown_bodies(financing: Financing) -> list[str]:
    named = {financing.owner, *(line.funder for line in financing.counting(LineKind.FONDS_DE_CONCOURS))}
    return sorted(named - financing.bodies.keys())
