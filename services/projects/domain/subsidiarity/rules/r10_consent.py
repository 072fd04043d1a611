"""R10: who must still say what of the decision, and until when. Nothing is ever imposed (L1111-3).

Of a micro-project the upper levels are not asked; a commune is, where a body above it owns: what the law
gives its council (L5211-57) no charter takes away.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.decision import (
    INHABITANTS,
    Due,
    DueAct,
    Owner,
    OwnerKind,
    Role,
    RoleOf,
)
from services.projects.domain.subsidiarity.facts import Body, Level
from services.projects.domain.subsidiarity.sheet import Finding, Sheet
from services.projects.domain.subsidiarity.words import day

TOLD_ONLY = frozenset({Role.INFORMED, Role.LEAD_COORDINATOR})
"""Roles that nobody is asked about: one is told, the other follows from the law alone."""


def r10_consent(sheet: Sheet) -> Finding:
    """Say the deadlines; the states and verbs stand in `states.py`."""
    if sheet.owner is None:
        return Finding(fired=False, because=lambda: msg("Sans porteur, rien à accepter."))

    def because() -> Text:
        others = [due for due in due_of(sheet) if due.act is not DueAct.ACCEPT]
        if not others:
            return msg("Le porteur accepte par délibération ; personne d’autre n’est à consulter.")
        last = day(max(due.until for due in others if due.until is not None))
        if len(others) == 1:
            return msg(
                "Le porteur accepte par délibération ; une collectivité a jusqu’au {day}, son silence vaut "
                "accord.",
                day=last,
            )
        return msg(
            "Le porteur accepte par délibération ; {count} collectivités ont jusqu’au {day} au plus tard, "
            "leur silence vaut accord.",
            count=len(others),
            day=last,
        )

    return Finding(fired=False, because=because)


def due_of(sheet: Sheet) -> tuple[Due, ...]:
    """The owner's acceptance, then each affected body's consent or opinion."""
    owner = sheet.owner
    if owner is None:
        return ()
    party = {OwnerKind.BODY: owner.body, OwnerKind.INHABITANTS: INHABITANTS}.get(owner.kind, owner.title)
    lone = lone_commune(sheet)
    asked = dict.fromkeys(held.party for held in sheet.roles if _is_asked(sheet, owner, held))
    if lone is not None:
        asked[lone.code] = None
    return (Due(party, DueAct.ACCEPT), *(_due(sheet, body, lone) for body in asked))


def _is_asked(sheet: Sheet, owner: Owner, held: RoleOf) -> bool:
    if held.level is None or held.role in TOLD_ONLY or held.party == owner.body:
        return False
    if sheet.is_micro:
        return owner.kind is OwnerKind.BODY and held.level is Level.COMMUNE
    return True


def _due(sheet: Sheet, body: str, lone: Body | None) -> Due:
    parameters = sheet.charter.parameters
    if lone is not None and body == lone.code:
        return Due(body, DueAct.OPINION, months_later(sheet.on, parameters.opinion_months))
    return Due(body, DueAct.CONSENT, sheet.on + timedelta(days=parameters.consent_days))


def lone_commune(sheet: Sheet) -> Body | None:
    """The one commune whose effects an agglomeration's decision has (L5211-57), if it is one."""
    owner = sheet.owner_body
    if owner is None or owner.level is not Level.AGGLOMERATION or len(sheet.reach) != 1:
        return None
    return sheet.communes[0] if sheet.communes else None


def months_later(start: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
