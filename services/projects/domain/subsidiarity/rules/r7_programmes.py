"""R7: a programme is owned at its own level; each of its lots is decided again from R1."""

from __future__ import annotations

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.sheet import Finding, Sheet
from services.projects.domain.subsidiarity.words import clip, listed


def r7_programmes(sheet: Sheet) -> Finding:
    """Say which lots will have a decision of their own. The owner is the one that the other rules found."""
    if sheet.owner is None or not sheet.meets("R7.has_lots"):
        return Finding(
            fired=False, because=lambda: msg("Sans objet : ce n’est pas un programme sur plusieurs communes.")
        )
    sheet.conditions.append(lambda: _lots_to_come(sheet))
    return Finding(
        fired=False,
        because=lambda: msg(
            "Le programme est porté à son échelon ; chacun de ses lots sera décidé à son tour."
        ),
    )


def _lots_to_come(sheet: Sheet) -> Text:
    if not sheet.facts.lots:
        return msg("Chaque lot du programme sera décidé à son tour.")
    lots = listed(clip(lot) for lot in sheet.facts.lots)
    return msg("Chaque lot sera décidé à son tour : {lots}.", lots=lots)
