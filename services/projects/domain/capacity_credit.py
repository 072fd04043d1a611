"""Days that a body gets back: a declared experiment that failed with lessons costs no capacity (rule R11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from services.projects.domain.learning import EvaluationClass
from services.projects.domain.subsidiarity.decision import Decision, OwnerKind
from services.projects.domain.subsidiarity.facts import ZERO, Capacities, Capacity, ProjectFacts, Skill

CREDIT_YEARS = 1
"""Free days are those of the coming twelve months; so are those given back."""


@dataclass(frozen=True)
class CapacityCredit:
    """Days of one skill that a body gets back for decisions from a day on, until a day before which it
    ends (both in Paris); `project` is the id of the experiment.
    """

    project: str
    body: str
    skill: Skill
    days: Decimal
    from_: date
    until: date


def credits_of(
    project: str, facts: ProjectFacts, decision: Decision, found: EvaluationClass, on: date
) -> tuple[CapacityCredit, ...]:
    """The days that the owner itself put into a declared experiment that failed with lessons: what the
    project needed, less what the owner lacked. Nothing for any other project.
    """
    if not facts.experiment or found is not EvaluationClass.FAILED_WITH_LESSONS:
        return ()
    if decision.owner.kind is not OwnerKind.BODY:
        return ()
    lacked = {gap.skill: gap.missing_days for gap in decision.gaps}
    put_in = {skill: needed - lacked.get(skill, ZERO) for skill, needed in facts.person_days.items()}
    until = _a_year_later(on)
    return tuple(
        CapacityCredit(project, decision.owner.body, skill, days, on, until)
        for skill, days in sorted(put_in.items())
        if days > 0
    )


def with_credits(capacities: Capacities, given: Iterable[CapacityCredit], on: date) -> Capacities:
    """The capacities on a day, with the days given back added to the free ones. A body without figures
    has enough anyway.
    """
    added: dict[str, dict[Skill, Decimal]] = {}
    for credit in given:
        if credit.from_ <= on < credit.until:
            of_body = added.setdefault(credit.body, {})
            of_body[credit.skill] = of_body.get(credit.skill, ZERO) + credit.days
    if not added:
        return capacities
    return {body: _with_days(known, added.get(body, {})) for body, known in capacities.items()}


def _with_days(known: Capacity, back: Mapping[Skill, Decimal]) -> Capacity:
    if known.person_days is None or not back:
        return known
    skills = sorted({*known.person_days, *back})
    free = {skill: known.person_days.get(skill, ZERO) + back.get(skill, ZERO) for skill in skills}
    return replace(known, person_days=free)


def _a_year_later(day: date) -> date:
    """The same day of the next year; 29 February falls on the 28th."""
    try:
        return day.replace(year=day.year + CREDIT_YEARS)
    except ValueError:
        return day.replace(year=day.year + CREDIT_YEARS, day=28)
