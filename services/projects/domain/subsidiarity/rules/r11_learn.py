"""R11: every decision is evaluated one day, and says when."""

from __future__ import annotations

from datetime import date

from chassis.domain import msg
from services.projects.domain.subsidiarity.rules.r10_consent import months_later
from services.projects.domain.subsidiarity.sheet import Finding, Sheet
from services.projects.domain.subsidiarity.words import day


def r11_learn(sheet: Sheet) -> Finding:
    """Name the day of the review."""
    if sheet.owner is None:
        return Finding(fired=False, because=lambda: msg("Sans porteur, rien à évaluer."))
    return Finding(
        fired=False,
        because=lambda: msg(
            "Les résultats attendus sont évalués le {day} au plus tard.", day=day(review_day(sheet))
        ),
    )


def review_day(sheet: Sheet) -> date:
    return months_later(sheet.on, sheet.charter.parameters.review_months)
