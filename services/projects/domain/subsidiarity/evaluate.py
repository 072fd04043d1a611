"""Runs the rules of a charter over one project, in order, and writes the decision down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.decision import (
    INHABITANTS,
    NOBODY,
    Blocked,
    Decision,
    Owner,
    OwnerKind,
    Role,
    RoleOf,
    RuleResult,
)
from services.projects.domain.subsidiarity.explanation import explanation
from services.projects.domain.subsidiarity.facts import Capacities, Directory, ProjectFacts, Register
from services.projects.domain.subsidiarity.not_chosen import not_chosen
from services.projects.domain.subsidiarity.rules.r0_admissible import r0_admissible
from services.projects.domain.subsidiarity.rules.r1_law import r1_law
from services.projects.domain.subsidiarity.rules.r2_outside_owners import r2_outside_owners
from services.projects.domain.subsidiarity.rules.r3_proximity import r3_proximity
from services.projects.domain.subsidiarity.rules.r4_right_scale import r4_right_scale
from services.projects.domain.subsidiarity.rules.r5_not_in_place_of import r5_not_in_place_of
from services.projects.domain.subsidiarity.rules.r9_remaining_roles import r9_remaining_roles
from services.projects.domain.subsidiarity.sheet import Finding, Rule, Sheet
from services.projects.domain.subsidiarity.support import gaps_of


@dataclass(frozen=True)
class NumberedRule:
    id: str
    run: Rule


RULES: tuple[NumberedRule, ...] = (
    NumberedRule("R0", r0_admissible),
    NumberedRule("R2", r2_outside_owners),  # R2 goes before R1 where it applies.
    NumberedRule("R1", r1_law),
    NumberedRule("R3", r3_proximity),
    NumberedRule("R4", r4_right_scale),
    NumberedRule("R5", r5_not_in_place_of),
    NumberedRule("R9", r9_remaining_roles),
)
"""The rules in the order in which they run; a decision lists them by number."""


def evaluate(
    facts: ProjectFacts,
    directory: Directory,
    register: Register,
    capacities: Capacities,
    charter: Charter,
    on: date,
    *,
    agreed_owner: str = "",
    rules: tuple[NumberedRule, ...] = RULES,
) -> Decision:
    """Decide over the facts, on a day of the register. Deterministic; raises nothing: a project that
    nobody may own comes back with owner NOBODY, `blocked` and its ways out. `agreed_owner` is the code of
    a body to which ownership was transferred by agreement.
    """
    sheet = Sheet(facts, directory, register, capacities, charter, on, agreed_owner)
    findings = _run(sheet, rules)
    owner = sheet.owner or NOBODY
    body = sheet.owner_body
    blocked = sheet.block
    return Decision(
        owner=owner,
        roles=_roles(sheet, owner),
        rules=tuple(_result(charter, rule, findings[rule]) for rule in sorted(findings)),
        not_chosen=not_chosen(sheet),
        blocked=None
        if blocked is None
        else Blocked(blocked.rule, str(blocked.because), tuple(str(way_out) for way_out in blocked.ways_out)),
        conditions=tuple(str(condition) for condition in sheet.conditions),
        date=on,
        explanation=explanation(sheet, findings),
        charter_id=charter.id,
        charter_version=charter.version,
        gaps=() if body is None else gaps_of(sheet, body),
    )


def _run(sheet: Sheet, rules: tuple[NumberedRule, ...]) -> dict[str, Finding]:
    findings: dict[str, Finding] = {}
    stopped_by = ""
    for rule in rules:
        if stopped_by:
            because = msg("Non examinée : {rule} a arrêté l’évaluation.", rule=stopped_by)
            findings[rule.id] = Finding(fired=False, because=because)
            continue
        finding = rule.run(sheet)
        findings[rule.id] = finding
        if finding.stop:
            stopped_by = rule.id
    return findings


def _result(charter: Charter, rule: str, finding: Finding) -> RuleResult:
    text = charter.rules[rule]
    source: str | Text = text.source if finding.source is None else finding.source
    return RuleResult(rule, text.title, finding.fired, str(finding.because), str(source))


def _roles(sheet: Sheet, owner: Owner) -> tuple[RoleOf, ...]:
    """The owner first, then the others in the order of the rules that gave them."""
    if owner.kind is OwnerKind.NOBODY:
        return ()
    party = {OwnerKind.BODY: owner.body, OwnerKind.INHABITANTS: INHABITANTS}.get(owner.kind, owner.title)
    return (RoleOf(party, Role.OWNER, owner.level, owner.title), *sheet.roles)
