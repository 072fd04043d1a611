"""R8: in some fields the law names a lead coordinator (L1111-9). It coordinates and never commands."""

from __future__ import annotations

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.decision import Role
from services.projects.domain.subsidiarity.facts import Level
from services.projects.domain.subsidiarity.sheet import Finding, Sheet
from services.projects.domain.subsidiarity.words import listed, named


def r8_lead_coordinator(sheet: Sheet) -> Finding:
    """Give the region or the department its role, by the charter's table of competences."""
    if sheet.owner is None or sheet.is_micro:
        return Finding(fired=False, because=lambda: msg("Sans objet."))
    level = _level_of_the_field(sheet)
    if level is None:
        return Finding(
            fired=False, because=lambda: msg("Le chef de file est l’échelon du porteur : rien à ajouter.")
        )
    leaders = [body for body in sheet.directory.at_level(level) if _reaches(sheet, body.code)]
    added = sheet.give_all((body for body in leaders if body != sheet.owner_body), Role.LEAD_COORDINATOR)

    def because() -> Text:
        if not leaders:
            return msg("Le chef de file de ce domaine n’est pas dans l’annuaire.")
        return msg(
            "Chef de file pour la compétence {code} : {leader}, qui coordonne et ne commande pas.",
            leader=listed(named(body) for body in leaders),
            code=sheet.facts.competence,
        )

    return Finding(fired=added, because=because, source=lambda: msg("L1111-9"))


def _level_of_the_field(sheet: Sheet) -> Level | None:
    table = sheet.charter.parameters
    if sheet.facts.competence in table.region_leads:
        return Level.REGION
    return Level.DEPARTMENT if sheet.facts.competence in table.department_leads else None


def _reaches(sheet: Sheet, code: str) -> bool:
    return any(sheet.directory.covers(code, commune) for commune in sheet.works)
