"""F1 and F3: the owner bears a least share of the public money of an investment (L1111-10 III, L1111-9).

Both read alike and differ by the share. Private money and work in kind stand outside the base.
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from chassis.domain import Text, msg
from services.funding.domain.checks import Check, Outcome
from services.funding.domain.financing import Financing, Nature
from services.funding.domain.lines import LineKind, SubsidySource
from services.funding.domain.money import euros, floor_cents, not_negative, percent
from services.funding.domain.rulebook import Rulebook
from services.funding.domain.rules.answers import Answer, amount, share

AID_KINDS = (LineKind.SUBSIDY, LineKind.FONDS_DE_CONCOURS)


def check_own_share(financing: Financing, rulebook: Rulebook) -> Check:
    """F1: own share ≥ 20 % of own share + public subsidies, fonds de concours among them."""
    answer = Answer(rulebook.rules["F1"])
    if financing.nature is not Nature.INVESTMENT:
        return answer.not_applicable(msg("Cette règle ne vaut que pour un investissement."))
    return _weigh(answer, financing, rulebook.least_own_share)


def check_lead_coordinator(financing: Financing, rulebook: Rulebook) -> Check:
    """F3: 30 % instead of 20 %, and region or department but not both, in a field that has a lead
    coordinator: it blocks once the field is declared; where only the project's decision names a lead
    coordinator, it warns, since a territorial agreement may derogate.
    """
    answer = Answer(rulebook.rules["F3"])
    in_question = financing.lead_coordinator_field or financing.coordinated
    if financing.nature is not Nature.INVESTMENT or not in_question:
        return answer.not_applicable(
            msg("Le projet n’est pas déclaré dans un domaine où la loi nomme un chef de file.")
        )
    check = _with_lead_coordinator(answer, financing, rulebook)
    if financing.lead_coordinator_field or check.outcome is not Outcome.FAIL:
        return check
    warning = answer.undecided(
        msg("Attention, la loi nomme un chef de file dans ce domaine. {why}", why=check.text),
        msg("dire si une convention territoriale y déroge ; sinon, déclarer le domaine"),
    )
    return replace(warning, warns=True)


def _with_lead_coordinator(answer: Answer, financing: Financing, rulebook: Rulebook) -> Check:
    sources = {line.source for line in financing.counting(LineKind.SUBSIDY)}
    if {SubsidySource.REGION, SubsidySource.DEPARTMENT} <= sources:
        return answer.fail(
            msg("Dans ce domaine, la région ou le département peut aider le projet, pas les deux.")
        )
    return _weigh(answer, financing, rulebook.least_own_share_with_lead_coordinator)


def least_own_share(financing: Financing, rulebook: Rulebook) -> Decimal | None:
    """The share of the public money that the owner has to bear; None when no rule asks for one."""
    if financing.nature is not Nature.INVESTMENT:
        return None
    if financing.lead_coordinator_field:
        return max(rulebook.least_own_share, rulebook.least_own_share_with_lead_coordinator)
    return rulebook.least_own_share


def own_share_leaves(financing: Financing, rulebook: Rulebook) -> Decimal | None:
    """Euros of public aid, all together, that F1 and F3 leave; None when they ask for nothing."""
    least = least_own_share(financing, rulebook)
    return None if least is None else floor_cents((1 - least) * not_negative(financing.public_money))


def own_share_ceiling(others: Financing, kind: LineKind, rulebook: Rulebook) -> Decimal | None:
    """The most that one more line of this kind may bring; None when F1 and F3 set no limit to it."""
    least = least_own_share(others, rulebook)
    if least is None or kind is LineKind.OWN_SHARE:
        return None
    if kind in AID_KINDS:
        return floor_cents((1 - least) * others.public_money) - others.public_aid
    # Private money and work in kind make the base smaller, and the owner's part of it with it.
    base_needed = Fraction(others.public_aid) / Fraction(1 - least)
    return floor_cents(Fraction(others.public_money) - base_needed)


def _weigh(answer: Answer, financing: Financing, least: Decimal) -> Check:
    """Compare the owner's part with the least share of the public money.

    The owner bears what nobody else pays, so it fails only when even that is too little; it passes
    when the lines already say enough; between the two, money is still to be found.
    """
    if financing.cost == 0:
        return answer.undecided(
            msg("Sans le coût du projet, la règle ne peut pas répondre."), msg("le coût hors taxes du projet")
        )
    base = not_negative(financing.public_money)
    if base == 0 and financing.public_aid == 0:
        return answer.not_applicable(msg("Le plan ne contient aucun argent public."))
    at_best = financing.remainder
    written = min(financing.own_share, at_best)
    needed = base - floor_cents((1 - least) * base)
    answer.figures = (
        amount("own_share", msg("Part du maître d’ouvrage"), written),
        amount("public_aid", msg("Aides publiques"), financing.public_aid),
        amount("public_money", msg("Argent public"), base),
        amount("least_own_share", msg("Part à apporter au moins"), needed),
        share("share", msg("Part exigée"), least),
    )
    if at_best < needed:
        return answer.fail(_too_little(at_best, needed, base, least))
    if written >= least * (written + financing.public_aid):
        return answer.passes(
            msg(
                "Le maître d’ouvrage apporte {own}, soit au moins {share} de l’argent public.",
                own=euros(written),
                share=percent(least),
            )
        )
    return answer.undecided(
        msg(
            "Il reste {left} à financer : la règle ne peut pas encore répondre.",
            left=euros(financing.unfunded),
        ),
        msg("une part du maître d’ouvrage d’au moins {needed}", needed=euros(needed)),
    )


def _too_little(at_best: Decimal, needed: Decimal, base: Decimal, least: Decimal) -> Text:
    return msg(
        "Le maître d’ouvrage n’apporterait que {own} sur {base} d’argent public. Il doit en apporter"
        " au moins {share}, soit {needed} : réduisez les aides publiques de {excess}.",
        own=euros(not_negative(at_best)),
        base=euros(base),
        share=percent(least),
        needed=euros(needed),
        excess=euros(needed - at_best),
    )
