"""Turns of what bodies can and want: days, will, and what the register lets them do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from chassis.domain import CENT, Text, msg
from services.projects.domain.subsidiarity.change.of_project import plain, truth
from services.projects.domain.subsidiarity.change.turns import Situation, Turn
from services.projects.domain.subsidiarity.decision import FactChange
from services.projects.domain.subsidiarity.facts import ZERO, Body, Holding, LentAgent, Level, Mode, Skill
from services.projects.domain.subsidiarity.sheet import Sheet
from services.projects.domain.subsidiarity.support import Package, package_for
from services.projects.domain.subsidiarity.words import SKILLS, days, listed, named, of_body


def turns_of_bodies(sheet: Sheet) -> Iterator[Turn]:
    """The nearest first."""
    commune = _commune_in_question(sheet)
    if commune is not None and not sheet.is_micro:
        gaps = sheet.gaps(commune)
        package = package_for(sheet, commune, gaps)
        if package.missing:
            yield from _what_is_missing(sheet, commune, package)
        else:
            yield from _too_little(sheet, commune, package)
    yield from _wills(sheet)
    yield from _lines(sheet)


def _commune_in_question(sheet: Sheet) -> Body | None:
    """The one commune that could own all the works."""
    able = sheet.able_everywhere
    return able[0] if able and able[0].level is Level.COMMUNE else None


def _what_is_missing(sheet: Sheet, commune: Body, package: Package) -> Iterator[Turn]:
    """More days, exactly those missing: of the commune, lent from above, or fewer needed."""
    lender = sheet.directory.above(commune.code, Level.AGGLOMERATION)
    for body in (lender, commune):
        if body is None or sheet.capacity(body).person_days is None:
            continue
        wanted = {
            skill: (sheet.capacity(body).free(skill) or ZERO) + left
            for skill, left in package.missing.items()
        }
        yield _days_of(sheet, body, wanted, lent=body != commune)
    needed = {skill: sheet.facts.person_days[skill] - left for skill, left in package.missing.items()}
    yield _needed(sheet, needed)


def _too_little(sheet: Sheet, commune: Body, package: Package) -> Iterator[Turn]:
    """The support suffices: by how little would it fail? One skill at a time, just below what is needed."""
    lender = sheet.directory.above(commune.code, Level.AGGLOMERATION)
    for loan in package.loans:
        if loan.body == lender and sheet.capacity(lender).person_days is not None and loan.days > 0:
            yield _days_of(sheet, lender, {loan.skill: loan.days - CENT}, lent=True)
    for skill, need in sheet.facts.person_days.items():
        own = sheet.capacity(commune).free(skill)
        above = sheet.capacity(lender).free(skill) if lender is not None else ZERO
        if own is None or above is None:
            continue
        team = sum((agent.days for agent in _agents(sheet, commune, skill)), ZERO)
        yield _needed(sheet, {skill: own + above + team + CENT})
        least = need - above - team - CENT
        if ZERO <= least < own:
            yield _days_of(sheet, commune, {skill: least}, lent=False)


def _agents(sheet: Sheet, commune: Body, skill: Skill) -> Iterator[LentAgent]:
    pole = sheet.directory.above(commune.code, Level.POLE)
    if pole is not None:
        yield from (agent for agent in sheet.capacity(pole).lent_agents if skill in agent.skills)


def _days_of(sheet: Sheet, body: Body, wanted: dict[Skill, Decimal], *, lent: bool) -> Turn:
    capacity = sheet.capacity(body)
    changes = tuple(
        FactChange(
            f"capacity.{body.code}.person_days.{skill.value}",
            plain(capacity.free(skill) or ZERO),
            plain(amount),
        )
        for skill, amount in wanted.items()
    )

    def apply(situation: Situation) -> Situation:
        for skill, amount in wanted.items():
            situation = situation.with_days(body.code, skill, amount)
        return situation

    def words() -> Text:
        amounts = listed(f"{days(amount)} ({SKILLS[skill]})" for skill, amount in wanted.items())
        if lent:
            return msg("si {body} peut prêter {amounts}", body=named(body), amounts=amounts)
        return msg("si {body} a elle-même {amounts}", body=named(body), amounts=amounts)

    return Turn(changes, words, apply)


def _needed(sheet: Sheet, needed: dict[Skill, Decimal]) -> Turn:
    changes = tuple(
        FactChange(
            f"project.person_days.{skill.value}",
            plain(sheet.facts.person_days.get(skill, ZERO)),
            plain(amount),
        )
        for skill, amount in needed.items()
    )

    def apply(situation: Situation) -> Situation:
        for skill, amount in needed.items():
            situation = situation.with_needed(skill, amount)
        return situation

    def words() -> Text:
        amounts = listed(f"{days(amount)} ({SKILLS[skill]})" for skill, amount in needed.items())
        return msg("si le projet demande {amounts}", amounts=amounts)

    return Turn(changes, words, apply)


def _wills(sheet: Sheet) -> Iterator[Turn]:
    for body in sheet.able_everywhere:
        to = not sheet.capacity(body).willing
        yield Turn(
            (FactChange(f"capacity.{body.code}.willing", truth(not to), truth(to)),),
            _will_words(body, to),
            _will(body.code, to),
        )


def _will(code: str, to: bool) -> Callable[[Situation], Situation]:
    return lambda situation: situation.with_capacity(code, replace(situation.capacity(code), willing=to))


def _will_words(body: Body, to: bool) -> Callable[[], Text]:
    if to:
        return lambda: msg("si le conseil {of_body} accepte de porter", of_body=of_body(body))
    return lambda: msg("si le conseil {of_body} décline", of_body=of_body(body))


_LET: dict[Level, tuple[Mode, str]] = {
    Level.COMMUNE: (Mode.BY_AGREEMENT, "par un accord (L5215-27)"),
    Level.AGGLOMERATION: (Mode.DELEGATED, "par une délégation (L1111-8)"),
    Level.POLE: (Mode.METROPOLITAN_INTEREST, "par un intérêt métropolitain reconnu (L5731-1)"),
}
"""How each level may come to act where it cannot today."""


def _lines(sheet: Sheet) -> Iterator[Turn]:
    """A line that the register lacks, for a body that covers all the works."""
    able = {body.code for body in sheet.able_everywhere}
    for body in sheet.chain:
        if body.code in able or not all(sheet.directory.covers(body.code, code) for code in sheet.works):
            continue
        yield _line(sheet, body)


def _line(sheet: Sheet, body: Body) -> Turn:
    mode, how = _LET[body.level]
    line = Holding(body.code, sheet.facts.competence, mode)
    path = f"register.{body.code}.{sheet.facts.competence}.mode"
    return Turn(
        (FactChange(path, "", mode.value),),
        lambda: msg("si {body} peut exercer cette compétence {how}", body=named(body), how=how),
        lambda situation: replace(situation, lines=(*situation.lines, line)),
    )
