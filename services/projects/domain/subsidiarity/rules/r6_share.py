"""R6: communes with the same need share the function (order, engineering, method) above, and ownership
does not move.
"""

from __future__ import annotations

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.decision import Role
from services.projects.domain.subsidiarity.facts import Level
from services.projects.domain.subsidiarity.sheet import Finding, Sheet
from services.projects.domain.subsidiarity.words import named


def r6_share(sheet: Sheet) -> Finding:
    """The agglomeration of an owner commune supports the engineering, even without a gap; where it spreads
    an approach that grew in a commune, the facilitation too.
    """
    owner = sheet.owner_body
    if sheet.is_micro:
        return Finding(
            fired=False, because=lambda: msg("Un micro-projet ne sollicite pas les échelons supérieurs.")
        )
    if owner is None or owner.level is not Level.COMMUNE:
        return Finding(fired=False, because=lambda: msg("Sans objet : aucune commune ne porte le projet."))
    if not sheet.meets("R6.need_is_shared"):
        return Finding(fired=False, because=lambda: msg("Aucune autre commune n’a dit le même besoin."))
    agglomeration = sheet.directory.above(owner.code, Level.AGGLOMERATION)
    if agglomeration is None:
        return Finding(fired=False, because=lambda: msg("La commune n’est dans aucune agglomération."))
    added = sheet.give(agglomeration, Role.ENGINEERING_SUPPORT)
    if sheet.meets("R6.approach_spreads"):
        added = sheet.give(agglomeration, Role.FACILITATION_SUPPORT) or added

    def because() -> Text:
        return msg(
            "{count} communes ont le même besoin : {upper} partage l’ingénierie, sans changer le porteur.",
            count=sheet.facts.communes_with_same_need,
            upper=named(agglomeration),
        )

    return Finding(fired=added, because=because)
