"""R3: by default the nearest able level whose perimeter covers the works."""

from __future__ import annotations

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.facts import Body
from services.projects.domain.subsidiarity.rules.r1_law import WAYS_OUT
from services.projects.domain.subsidiarity.sheet import Block, Finding, Sheet, nearness
from services.projects.domain.subsidiarity.words import capital, clip, listed, named


def r3_proximity(sheet: Sheet) -> Finding:
    """Name the owner, or nobody: one decision has one owner, « each agglomeration » means lots."""
    if sheet.owned_outside:
        return Finding(fired=False, because=msg("Sans objet : le porteur n’est pas une collectivité (R2)."))
    covering = sheet.able_everywhere
    if not covering:
        return _nobody(sheet)
    owner = covering[0]
    sheet.own(owner)
    if sheet.facts.is_programme and len(sheet.works) > 1:
        sheet.conditions.append(_lots_to_come(sheet))
    count = len(sheet.works)
    where = msg("toute l’emprise ({count} communes)", count=count) if count > 1 else msg("l’emprise")
    because = msg(
        "{owner} est l’échelon capable le plus proche qui couvre {where}.",
        owner=capital(named(owner)),
        where=where,
    )
    return Finding(fired=True, because=because)


def _nobody(sheet: Sheet) -> Finding:
    because = msg(
        "Aucune collectivité capable ne couvre à elle seule les {count} communes.", count=len(sheet.works)
    )
    lots = tuple(_lot(sheet, body) for body in lot_owners(sheet))
    sheet.block = Block("R3", because, (*lots, *WAYS_OUT))
    return Finding(fired=True, because=because, stop=True)


def lot_owners(sheet: Sheet) -> tuple[Body, ...]:
    """The fewest near owners of lots: for each commune the able body that covers most of the works,
    the nearest one among equals.
    """
    able_at = sheet.able_at or {}
    reach: dict[str, int] = {}
    for bodies in able_at.values():
        for body in bodies:
            reach[body.code] = reach.get(body.code, 0) + 1
    found: dict[str, Body] = {}
    for bodies in able_at.values():
        if bodies:
            best = min(bodies, key=lambda body: (-reach[body.code], *nearness(body)))
            found[best.code] = best
    return tuple(sorted(found.values(), key=nearness))


def _lot(sheet: Sheet, body: Body) -> Text:
    able_at = sheet.able_at or {}
    communes = [commune.title for commune in sheet.communes if body in able_at.get(commune.code, ())]
    return msg("Un lot pour {body} : {communes}.", body=named(body), communes=listed(communes))


def _lots_to_come(sheet: Sheet) -> Text:
    # The thin part of R7: the programme is owned at its own level, its lots are decided later.
    if not sheet.facts.lots:
        return msg("Chaque lot du programme sera décidé à son tour.")
    lots = listed(clip(lot) for lot in sheet.facts.lots)
    return msg("Chaque lot sera décidé à son tour : {lots}.", lots=lots)
