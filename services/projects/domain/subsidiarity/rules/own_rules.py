"""Rules that a charter adds to those of the engine: a role, or something to agree; never the owner."""

from __future__ import annotations

from collections.abc import Iterable

from chassis.domain import msg
from services.projects.domain.subsidiarity.charter import OwnRule
from services.projects.domain.subsidiarity.facts import Body, Level
from services.projects.domain.subsidiarity.sheet import Finding, Sheet


def run_own_rules(sheet: Sheet) -> dict[str, Finding]:
    """Each rule of the charter's own, by id, once the owner and the other roles are known."""
    rules = sheet.charter.own_rules
    if not rules:
        return {}
    met = frozenset(sheet.charter.conditions.added_met(sheet)) if sheet.owner is not None else frozenset()
    return {rule.id: _run(sheet, rule, met=rule.id in met) for rule in rules}


def _run(sheet: Sheet, rule: OwnRule, *, met: bool) -> Finding:
    if not met:
        return Finding(fired=False, because=lambda: msg("Sa condition n’est pas remplie."))
    added = False
    if rule.role is not None:
        others = (body for body in _to(sheet, rule.to) if body != sheet.owner_body)
        added = sheet.give_all(others, rule.role)
    if rule.asks:
        sheet.conditions.append(lambda: msg("{asked}", asked=rule.asks))
    return Finding(fired=added, because=lambda: msg("{text}", text=rule.text))


def _to(sheet: Sheet, whom: str) -> Iterable[Body]:
    """Of a micro-project upper levels are neither asked nor told (R9), whatever a charter adds."""
    if whom == "communes":
        return sheet.communes
    if whom == "origin":
        origin = sheet.directory.body(sheet.facts.origin)
        return () if origin is None or origin.level is not Level.COMMUNE else (origin,)
    if sheet.is_micro:
        return ()
    return sheet.uppers(Level.AGGLOMERATION if whom == "agglomerations" else Level.POLE)
