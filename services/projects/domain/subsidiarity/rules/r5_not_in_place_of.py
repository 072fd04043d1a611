"""R5: a lack of days is first answered by support. Up only when support falls short or the council
declines, with the nearer level as co-owner and a dated way back.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.decision import Gap, Role
from services.projects.domain.subsidiarity.facts import Body, Level, Skill
from services.projects.domain.subsidiarity.rules.steps import next_level
from services.projects.domain.subsidiarity.sheet import Finding, Sheet, Words
from services.projects.domain.subsidiarity.support import Loan, Package, package_for
from services.projects.domain.subsidiarity.words import (
    SKILLS,
    capital,
    clip,
    day,
    days,
    listed,
    named,
    of_body,
)


def r5_not_in_place_of(sheet: Sheet) -> Finding:
    """Build the support package; move the owner only when it does not suffice or the owner declines."""
    owner = sheet.owner_body
    if owner is None:
        return Finding(
            fired=False, because=lambda: msg("Sans objet : le porteur n’est pas une collectivité.")
        )
    if sheet.is_micro:
        return Finding(
            fired=False, because=lambda: msg("Un micro-projet ne sollicite pas les échelons supérieurs.")
        )
    gaps = sheet.gaps(owner)
    package = package_for(sheet, owner, gaps)
    reason = None if sheet.agreed_owner else _reason_to_rise(sheet, owner, package)
    if reason is not None:
        upper, why_not = next_level(sheet, owner)
        if upper is not None:
            return _rise(sheet, owner, upper, reason)
        return _stay(
            sheet,
            owner,
            package,
            lambda: msg("{reason} Mais {why} : le porteur ne change pas.", reason=reason(), why=why_not()),
        )
    if not gaps:
        return Finding(
            fired=False, because=lambda: msg("{owner} a les jours qu’il faut.", owner=capital(named(owner)))
        )
    return _stay(sheet, owner, package, lambda: _supported(owner, gaps, package))


def _reason_to_rise(sheet: Sheet, owner: Body, package: Package) -> Words | None:
    capacity = sheet.capacity(owner)
    if not capacity.willing:
        reference = f" ({clip(capacity.deliberation)})" if capacity.deliberation else ""
        return lambda: msg(
            "Le conseil {of_owner} décline{reference}.", of_owner=of_body(owner), reference=reference
        )
    if owner.level is Level.COMMUNE and not package.suffices:
        # The gap of an upper level is its own: it stays, and the days to find are a condition.
        return lambda: msg("Même avec l’appui, il manque {missing}.", missing=_amounts(package.missing))
    return None


def _rise(sheet: Sheet, owner: Body, upper: Body, reason: Words) -> Finding:
    sheet.move_up("R5", upper, reason)
    sheet.give(owner, Role.CO_OWNER)
    sheet.return_to = owner
    sheet.conditions.append(
        lambda: msg(
            "Clause de retour : le {day} au plus tard, on examine le retour à {owner}.",
            day=day(return_day(sheet)),
            owner=named(owner),
        )
    )
    _say_what_is_missing(sheet, package_for(sheet, upper, sheet.gaps(upper)))
    return Finding(
        fired=True,
        because=lambda: msg(
            "{reason} {upper} prend le relais.", reason=reason(), upper=capital(named(upper))
        ),
    )


def return_day(sheet: Sheet) -> date:
    """When a project that rose comes back into question."""
    return years_later(sheet.on, sheet.charter.parameters.return_clause_years)


def _stay(sheet: Sheet, owner: Body, package: Package, because: Words) -> Finding:
    added = [_lend(sheet, loan) for loan in package.loans if loan.body != owner]
    _say_what_is_missing(sheet, package)
    if not sheet.capacity(owner).willing:
        sheet.conditions.append(
            lambda: msg("L’accord du conseil {of_owner} reste à obtenir.", of_owner=of_body(owner))
        )
    return Finding(fired=any(added), because=because)


def _lend(sheet: Sheet, loan: Loan) -> bool:
    facilitation = loan.skill is Skill.FACILITATION
    role = Role.FACILITATION_SUPPORT if facilitation else Role.ENGINEERING_SUPPORT

    def promise() -> Text:
        return msg(
            "{body} prête {days} : {skill}{agents}.",
            body=capital(named(loan.body)),
            days=days(loan.days),
            skill=SKILLS[loan.skill],
            agents=f" ({listed(agent.id for agent in loan.agents)})" if loan.agents else "",
        )

    sheet.conditions.append(promise)
    return sheet.give(loan.body, role)


def _say_what_is_missing(sheet: Sheet, package: Package) -> None:
    if package.missing:
        sheet.conditions.append(
            lambda: msg("Jours encore à trouver : {missing}.", missing=_amounts(package.missing))
        )


def _supported(owner: Body, gaps: tuple[Gap, ...], package: Package) -> Text:
    lacking = _amounts({gap.skill: gap.missing_days for gap in gaps})
    if package.suffices:
        return msg("Il manque à {owner} {lacking} ; l’appui y suffit.", owner=named(owner), lacking=lacking)
    return msg(
        "Il manque à {owner} {lacking} ; une partie reste à trouver.", owner=named(owner), lacking=lacking
    )


def _amounts(by_skill: dict[Skill, Decimal]) -> str:
    return listed(f"{days(amount)} ({SKILLS[skill]})" for skill, amount in by_skill.items())


def years_later(start: date, years: int) -> date:
    """The same day some years later; 29 February falls on the 28th."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)
