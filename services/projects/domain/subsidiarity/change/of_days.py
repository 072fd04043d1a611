"""Turns of days of work: more or fewer, of the commune, lent to it, or needed; to the hundredth of a day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from chassis.domain import CENT, Text, msg
from services.projects.domain.subsidiarity.change.turns import (
    Situation,
    Turn,
    but,
    changing_facts,
    plain,
)
from services.projects.domain.subsidiarity.decision import FactChange
from services.projects.domain.subsidiarity.facts import ZERO, Body, LentAgent, Level, Skill
from services.projects.domain.subsidiarity.sheet import Sheet
from services.projects.domain.subsidiarity.support import Package, package_for, share_agents
from services.projects.domain.subsidiarity.words import SKILLS, days, listed, named

TO_BE_NAMED = "agent à nommer"
"""Stands for an agent whom a member would lend to the pole."""


def turns_of_days(sheet: Sheet) -> Iterator[Turn]:
    """The nearest first; none for a micro-project, which asks nobody for days."""
    commune = _commune_in_question(sheet)
    if commune is None or sheet.is_micro or not sheet.facts.person_days:
        return
    package = package_for(sheet, commune, sheet.gaps(commune))
    if package.missing:
        yield from _what_is_missing(sheet, commune, package)
    else:
        yield from _too_little(sheet, commune)


def _commune_in_question(sheet: Sheet) -> Body | None:
    """The one commune that could own all the works."""
    able = sheet.able_everywhere
    return able[0] if able and able[0].level is Level.COMMUNE else None


def _what_is_missing(sheet: Sheet, commune: Body, package: Package) -> Iterator[Turn]:
    """More days, exactly those missing: lent from above, of the commune, of an agent, or fewer needed."""
    missing = package.missing
    lender = sheet.directory.above(commune.code, Level.AGGLOMERATION)
    for body in (lender, commune):
        if body is not None and sheet.capacity(body).person_days is not None:
            wanted = {skill: _free(sheet, body, skill) + left for skill, left in missing.items()}
            yield _days_of(sheet, body, wanted, lent=body != commune)
    yield _needed(sheet, {skill: sheet.facts.person_days[skill] - left for skill, left in missing.items()})
    pole = sheet.directory.above(commune.code, Level.POLE)
    if pole is not None:
        yield _agent(sheet, pole, commune if lender is None else lender, missing)


def _free(sheet: Sheet, body: Body, skill: Skill) -> Decimal:
    return sheet.capacity(body).free(skill) or ZERO


def _too_little(sheet: Sheet, commune: Body) -> Iterator[Turn]:
    """The support suffices: by how little would it fail? One skill at a time, just below what is needed."""
    lender = sheet.directory.above(commune.code, Level.AGGLOMERATION)
    if sheet.capacity(commune).person_days is None:
        return
    if lender is not None and sheet.capacity(lender).person_days is None:
        return
    for skill, need in sheet.facts.person_days.items():
        own = _free(sheet, commune, skill)
        above = _free(sheet, lender, skill) if lender is not None else ZERO
        team = _spare_days(sheet, commune, lender, skill)
        less_lent, less_own = need - own - team - CENT, need - above - team - CENT
        if lender is not None and ZERO <= less_lent < above:
            yield _days_of(sheet, lender, {skill: less_lent}, lent=True)
        yield _needed(sheet, {skill: own + above + team + CENT})
        if ZERO <= less_own < own:
            yield _days_of(sheet, commune, {skill: less_own}, lent=False)


def _spare_days(sheet: Sheet, commune: Body, lender: Body | None, skill: Skill) -> Decimal:
    """The most that the agents lent to the pole could give to one skill, the others being served first."""
    pole = sheet.directory.above(commune.code, Level.POLE)
    agents = sheet.capacity(pole).lent_agents if pole is not None else ()
    if not any(skill in agent.skills for agent in agents):
        return ZERO
    wanted: dict[Skill, Decimal] = {}
    for other, need in sheet.facts.person_days.items():
        above = _free(sheet, lender, other) if lender is not None else ZERO
        wanted[other] = max(ZERO, need - _free(sheet, commune, other) - above)
    del wanted[skill]
    wanted[skill] = sum((agent.days for agent in agents), ZERO)
    return sum((part for _, part in share_agents(wanted, agents).get(skill, ())), ZERO)


def _days_of(sheet: Sheet, body: Body, wanted: dict[Skill, Decimal], *, lent: bool) -> Turn:
    changes = tuple(
        FactChange(
            f"capacity.{body.code}.person_days.{skill.value}",
            plain(_free(sheet, body, skill)),
            plain(amount),
        )
        for skill, amount in wanted.items()
    )

    def words() -> Text:
        name, amounts = named(body), _amounts(wanted)
        if any(amount < _free(sheet, body, skill) for skill, amount in wanted.items()):
            if lent:
                return msg("si {body} ne peut prêter que {amounts}", body=name, amounts=amounts)
            return msg("si {body} n’a elle-même que {amounts}", body=name, amounts=amounts)
        if lent:
            return msg("si {body} peut prêter {amounts}", body=name, amounts=amounts)
        return msg("si {body} a elle-même {amounts}", body=name, amounts=amounts)

    return Turn(changes, words, lambda situation: situation.with_days(body.code, wanted))


def _amounts(wanted: Mapping[Skill, Decimal]) -> str:
    return listed(f"{days(amount)} ({SKILLS[skill]})" for skill, amount in wanted.items())


def _needed(sheet: Sheet, needed: dict[Skill, Decimal]) -> Turn:
    changes = tuple(
        FactChange(
            f"project.person_days.{skill.value}",
            plain(sheet.facts.person_days.get(skill, ZERO)),
            plain(amount),
        )
        for skill, amount in needed.items()
    )
    return Turn(
        changes,
        lambda: msg("si le projet demande {amounts}", amounts=_amounts(needed)),
        changing_facts(lambda facts: but(facts, person_days={**facts.person_days, **needed})),
    )


def _agent(sheet: Sheet, pole: Body, employer: Body, missing: Mapping[Skill, Decimal]) -> Turn:
    """One agent more, lent to the pole for all the days that are missing."""
    lent = sheet.capacity(pole).lent_agents
    total = sum(missing.values(), ZERO)
    more = LentAgent(TO_BE_NAMED, employer.code, frozenset(missing), total)
    return Turn(
        (FactChange(f"capacity.{pole.code}.lent_agents", _written(lent), _written((*lent, more))),),
        lambda: msg(
            "si un agent est prêté {to_pole} pour {days} ({skills})",
            to_pole=f"au {named(pole).removeprefix('le ')}",
            days=days(total),
            skills=listed(SKILLS[skill] for skill in missing),
        ),
        _lent(pole.code, (*lent, more)),
    )


def _lent(pole: str, agents: tuple[LentAgent, ...]) -> Callable[[Situation], Situation]:
    return lambda situation: situation.with_capacity(
        pole, replace(situation.capacity(pole), lent_agents=agents)
    )


def _written(agents: tuple[LentAgent, ...]) -> str:
    """As a case file has them."""
    return json.dumps(
        [
            {
                "id": agent.id,
                "employer": agent.employer,
                "skills": sorted(skill.value for skill in agent.skills),
                "days": float(agent.days),
            }
            for agent in agents
        ],
        ensure_ascii=False,
    )
