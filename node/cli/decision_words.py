"""A decision for people: the explanation first, then who does what, the rules, and what would change it."""

from __future__ import annotations

from node.cli.output import say
from node.operations.subsidiarity import Evaluation
from services.projects.domain.subsidiarity.decision import (
    INHABITANTS,
    Alternative,
    Decision,
    DueAct,
    Owner,
    OwnerKind,
    RuleResult,
)
from services.projects.domain.subsidiarity.facts import Directory
from services.projects.domain.subsidiarity.words import ROLES, capital, day, listed, named

ACTS = {
    DueAct.ACCEPT: "accepter par délibération",
    DueAct.CONSENT: "accepter ou contester",
    DueAct.OPINION: "donner son avis",
}


def show(found: Evaluation) -> None:
    """Everything that `--json` says, in sentences."""
    decision, directory = found.decision, found.case.directory
    if found.case.project.title:
        say(found.case.project.title)
        say()
    say(decision.explanation)
    section("Qui fait quoi", roles(decision, directory))
    section(
        "Les règles qui ont joué",
        [rule_line(rule) for rule in decision.rules if rule.fired],
    )
    section("Ceux qui n’ont pas été retenus", not_chosen_lines(decision, directory))
    if decision.blocked is not None:
        section(f"Les issues ({decision.blocked.rule})", list(decision.blocked.ways_out))
    section(
        "Ce qui changerait la réponse", [alternative(each, directory) for each in decision.what_would_change]
    )
    section("À convenir", list(decision.conditions))
    section("Qui doit encore se prononcer", due_lines(decision, directory))
    section("Les lots", [f"{title} : {owner(each, directory)}" for title, each in found.lots])
    say()
    say(f"Charte « {decision.charter_id} », version {decision.charter_version}, au {day(decision.date)}.")


def section(title: str, lines: list[str]) -> None:
    if not lines:
        return
    say()
    say(title)
    for line in lines:
        say(f"  {capital(line)}")


def roles(decision: Decision, directory: Directory) -> list[str]:
    """One line a party, the owner first."""
    held: dict[str, list[str]] = {}
    for role in decision.roles:
        held.setdefault(role.party, []).append(ROLES[role.role])
    return [f"{name(party, directory)} : {', '.join(words)}" for party, words in held.items()]


def rule_line(rule: RuleResult) -> str:
    return f"{rule.id} {rule.title} – {rule.because}" + (f" [{rule.source}]" if rule.source else "")


def alternative(each: Alternative, directory: Directory) -> str:
    if each.text:
        return each.text
    changes = ", ".join(
        f"{change.fact} : {change.from_ or 'rien'} → {change.to or 'rien'}" for change in each.changes
    )
    return f"{changes} : {owner_name(each.owner, directory)}"


def due_lines(decision: Decision, directory: Directory) -> list[str]:
    """Who has to say the same until the same day stands on one line."""
    waited: dict[str, list[str]] = {}
    for due in decision.due:
        until = f", jusqu’au {day(due.until)}" if due.until else ""
        waited.setdefault(f"{ACTS[due.act]}{until}", []).append(name(due.party, directory))
    return [f"{listed(parties)} : {act}" for act, parties in waited.items()]


def not_chosen_lines(decision: Decision, directory: Directory) -> list[str]:
    """Those whom the same sentence excludes stand on one line."""
    excluded: dict[str, list[str]] = {}
    for each in decision.not_chosen:
        excluded.setdefault(each.because, []).append(name(each.party, directory))
    return [f"{listed(parties)} : {because}" for because, parties in excluded.items()]


def owner(decision: Decision, directory: Directory) -> str:
    """The owner in a word, or why there is none."""
    if decision.blocked is not None:
        return f"personne ({decision.blocked.because})"
    return owner_name(decision.owner, directory)


def owner_name(found: Owner, directory: Directory) -> str:
    if found.kind is OwnerKind.BODY:
        return name(found.body, directory)
    return {OwnerKind.INHABITANTS: "les habitants", OwnerKind.NOBODY: "personne"}.get(found.kind, found.title)


def name(party_code: str, directory: Directory) -> str:
    """A party as people call it."""
    if party_code == INHABITANTS:
        return "les habitants"
    body = directory.body(party_code)
    return party_code if body is None else named(body)
