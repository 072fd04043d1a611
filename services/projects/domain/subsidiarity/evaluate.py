"""Runs the rules of a charter over one project, in order, and writes the decision down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.change.search import what_would_change
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.decision import (
    INHABITANTS,
    NOBODY,
    Alternative,
    Blocked,
    Decision,
    Owner,
    OwnerKind,
    Role,
    RoleOf,
    RuleResult,
    Verdict,
)
from services.projects.domain.subsidiarity.explanation import explanation
from services.projects.domain.subsidiarity.facts import Capacities, Directory, ProjectFacts, Register
from services.projects.domain.subsidiarity.not_chosen import not_chosen
from services.projects.domain.subsidiarity.rules.own_rules import run_own_rules
from services.projects.domain.subsidiarity.rules.r0_admissible import r0_admissible
from services.projects.domain.subsidiarity.rules.r1_law import r1_law
from services.projects.domain.subsidiarity.rules.r2_outside_owners import r2_outside_owners
from services.projects.domain.subsidiarity.rules.r3_proximity import r3_proximity
from services.projects.domain.subsidiarity.rules.r4_right_scale import r4_right_scale
from services.projects.domain.subsidiarity.rules.r5_not_in_place_of import r5_not_in_place_of, return_day
from services.projects.domain.subsidiarity.rules.r6_share import r6_share
from services.projects.domain.subsidiarity.rules.r7_programmes import r7_programmes
from services.projects.domain.subsidiarity.rules.r8_lead_coordinator import r8_lead_coordinator
from services.projects.domain.subsidiarity.rules.r9_remaining_roles import r9_remaining_roles
from services.projects.domain.subsidiarity.rules.r10_consent import due_of, r10_consent
from services.projects.domain.subsidiarity.rules.r11_learn import r11_learn, review_day
from services.projects.domain.subsidiarity.sheet import Finding, Rule, Sheet


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
    NumberedRule("R6", r6_share),
    NumberedRule("R7", r7_programmes),
    NumberedRule("R8", r8_lead_coordinator),
    NumberedRule("R9", r9_remaining_roles),
    NumberedRule("R10", r10_consent),
    NumberedRule("R11", r11_learn),
)
"""The rules in the order in which they run; a decision lists them by number, then the charter's own."""

OWNERSHIP = frozenset({"R0", "R1", "R2", "R3", "R4", "R5"})
"""The rules that set or move the owner."""
MOVES = frozenset({"R4", "R5"})
"""Those that move it from the nearest level."""


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
    return decided(Sheet(facts, directory, register, capacities, charter, on, agreed_owner), rules)


def decided(sheet: Sheet, rules: tuple[NumberedRule, ...] = RULES) -> Decision:
    """The decision over a fresh sheet, in words, with what would change it."""
    findings = _run(sheet, rules)

    def owner_of(other: Sheet) -> Owner:
        return found_owner(other, rules)

    return _written(sheet, findings, what_would_change(sheet, owner_of))


def verdict(sheet: Sheet, rules: tuple[NumberedRule, ...] = RULES) -> Verdict:
    """The same owner and roles over a fresh sheet, without a word."""
    _run(sheet, rules)
    owner = sheet.owner or NOBODY
    return Verdict(owner, _roles(sheet, owner))


def found_owner(sheet: Sheet, rules: tuple[NumberedRule, ...] = RULES) -> Owner:
    """The owner alone, over a fresh sheet, or over one on which the nearest owner stands already."""
    wanted = OWNERSHIP if sheet.owner is None else MOVES
    for rule in rules:
        if rule.id in wanted and rule.run(sheet).stop:
            break
    return sheet.owner or NOBODY


def _run(sheet: Sheet, rules: tuple[NumberedRule, ...]) -> dict[str, Finding]:
    findings: dict[str, Finding] = {}
    stopped_by = ""
    for rule in rules:
        if stopped_by:
            findings[rule.id] = _not_examined(stopped_by)
            continue
        finding = rule.run(sheet)
        findings[rule.id] = finding
        if finding.stop:
            stopped_by = rule.id
    return {**findings, **run_own_rules(sheet)}


def _not_examined(stopped_by: str) -> Finding:
    return Finding(
        fired=False, because=lambda: msg("Non examinée : {rule} a arrêté l’évaluation.", rule=stopped_by)
    )


def _written(sheet: Sheet, findings: dict[str, Finding], alternatives: tuple[Alternative, ...]) -> Decision:
    owner, body, blocked = sheet.owner or NOBODY, sheet.owner_body, sheet.block
    return Decision(
        owner=owner,
        roles=_roles(sheet, owner),
        rules=tuple(_result(sheet.charter, rule, findings[rule]) for rule in sorted(findings, key=_number)),
        not_chosen=not_chosen(sheet),
        blocked=None
        if blocked is None
        else Blocked(blocked.rule, str(blocked.because()), tuple(map(str, blocked.ways_out()))),
        conditions=tuple(dict.fromkeys(str(condition()) for condition in sheet.conditions)),
        date=sheet.on,
        explanation=explanation(sheet, findings, alternatives),
        charter_id=sheet.charter.id,
        charter_version=sheet.charter.version,
        gaps=() if body is None else sheet.gaps(body),
        what_would_change=alternatives,
        due=due_of(sheet),
        review_date=None if sheet.owner is None else review_day(sheet),
        return_to="" if sheet.return_to is None else sheet.return_to.code,
        return_due=None if sheet.return_to is None else return_day(sheet),
    )


def _number(rule: str) -> tuple[int, str]:
    """R0 … R11 by number, then the charter's own by name."""
    return (int(rule[1:]), "") if rule[1:].isdecimal() else (len(RULES), rule)


def _result(charter: Charter, rule: str, finding: Finding) -> RuleResult:
    words = charter.rules.get(rule) or next(own for own in charter.own_rules if own.id == rule)
    source: str | Text = words.source if finding.source is None else finding.source()
    return RuleResult(rule, words.title, finding.fired, str(finding.because()), str(source))


def _roles(sheet: Sheet, owner: Owner) -> tuple[RoleOf, ...]:
    """The owner first, then the others in the order of the rules that gave them."""
    if owner.kind is OwnerKind.NOBODY:
        return ()
    party = {OwnerKind.BODY: owner.body, OwnerKind.INHABITANTS: INHABITANTS}.get(owner.kind, owner.title)
    return (RoleOf(party, Role.OWNER, owner.level, owner.title), *sheet.roles)
