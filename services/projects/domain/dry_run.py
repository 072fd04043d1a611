"""A dry run: projects decided anew over a ground to try, beside the decision that stands. Records nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chassis.domain import Text, msg
from services.projects.domain.dry_run_tally import Tally
from services.projects.domain.guarantees import GuaranteeCheck
from services.projects.domain.standing import Standing, standing_of
from services.projects.domain.subsidiarity.decision import OwnerKind, Role, Verdict
from services.projects.domain.subsidiarity.facts import ProjectFacts
from services.projects.domain.subsidiarity.ground import MOST_VERDICTS, Ground


@dataclass(frozen=True, slots=True)
class Subject:
    """A project that has a decision. `agreed_owner` is the body to which ownership was transferred."""

    id: str
    title: str
    facts: ProjectFacts
    standing: Standing
    agreed_owner: str = ""


class Cause(StrEnum):
    """Why a project would be decided otherwise."""

    DRAFT = "draft"
    """What is tried; what stands today would decide as before."""
    SINCE = "since"
    """What changed since its decision; what stands today says the same as what is tried."""
    BOTH = "both"


CAUSES: dict[Cause, Text] = {
    Cause.DRAFT: msg("L’effet de ce qui est essayé : les règles d’aujourd’hui décideraient comme avant."),
    Cause.SINCE: msg(
        "Pas l’effet de ce qui est essayé : le registre, les jours libres ou la charte ont changé depuis "
        "la décision."
    ),
    Cause.BOTH: msg("L’effet de ce qui est essayé, et de ce qui a changé depuis la décision."),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One project that would be decided otherwise; roles are written "party: role", in order."""

    project: str
    title: str
    owner_before: str
    owner_after: str
    roles_lost: tuple[str, ...]
    roles_gained: tuple[str, ...]
    cause: Cause


class DryRun:
    """Decides projects over the ground that is tried, and adds up what would move."""

    def __init__(self, tried: Ground, today: Ground) -> None:
        self._tried = tried
        self._today = today
        self._check = GuaranteeCheck(tried)
        self._standings: dict[int, tuple[Verdict, Standing]] = {}
        self.tally = Tally()

    def replay(self, subject: Subject) -> Change | None:
        """Decide one project anew; what would change for it, or None."""
        before, facts = subject.standing, subject.facts
        after = self._standing(self._tried.verdict(facts, agreed_owner=subject.agreed_owner))
        days, cost = sum(facts.person_days.values()), facts.cost
        self.tally.count(before.level, _body(before), after.level, _body(after), days, cost)
        for broken in self._check.broken(facts, after, subject.agreed_owner):
            self.tally.broke(broken, subject.id)
        if before == after:
            return None
        self.tally.owner_changes += _owner(before) != _owner(after)
        self.tally.role_changes += before.roles != after.roles
        return Change(
            subject.id,
            subject.title,
            before.owner,
            after.owner,
            _written(before.roles - after.roles),
            _written(after.roles - before.roles),
            self._cause(subject, after),
        )

    def _standing(self, verdict: Verdict) -> Standing:
        """Grounds give the same verdict to many projects; it is kept beside, so that its id stays its own."""
        known = self._standings.get(id(verdict))
        if known is None:
            if len(self._standings) >= MOST_VERDICTS:
                self._standings.clear()
            known = self._standings[id(verdict)] = (verdict, standing_of(verdict))
        return known[1]

    def _cause(self, subject: Subject, after: Standing) -> Cause:
        today = self._standing(self._today.verdict(subject.facts, agreed_owner=subject.agreed_owner))
        if today == after:
            return Cause.SINCE
        return Cause.DRAFT if today == subject.standing else Cause.BOTH


def _body(of: Standing) -> str:
    return of.owner if of.kind is OwnerKind.BODY else ""


def _owner(of: Standing) -> tuple[OwnerKind, str]:
    return (of.kind, of.owner)


def _written(roles: frozenset[tuple[str, Role]]) -> tuple[str, ...]:
    return tuple(sorted(f"{party}: {role}" for party, role in roles))
