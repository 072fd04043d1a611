"""Why each level that might have owned the project does not."""

from __future__ import annotations

from collections.abc import Iterator

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.decision import NotChosen
from services.projects.domain.subsidiarity.facts import Body
from services.projects.domain.subsidiarity.sheet import Sheet
from services.projects.domain.subsidiarity.words import day, named


def not_chosen(sheet: Sheet) -> tuple[NotChosen, ...]:
    """One line for each body of the chain, and each other able one, that is not the owner."""
    if sheet.block is not None and sheet.block.rule == "R0":
        return ()
    owner = sheet.owner_body
    return tuple(NotChosen(body.code, str(because)) for body, because in _reasons(sheet) if body != owner)


def _reasons(sheet: Sheet) -> Iterator[tuple[Body, Text]]:
    left = {before.code: because for _, before, because in sheet.moved_by}
    somewhere = {body.code for body in sheet.able_somewhere}
    everywhere = {body.code for body in sheet.able_everywhere}
    agreed = msg("La propriété a été transférée à un autre échelon, par accord des deux conseils.")
    law = msg("N’a pas la compétence {code} le {day}.", code=sheet.facts.competence, day=day(sheet.on))
    cover = msg("Est capable, mais pas sur toute l’emprise.")
    bodies = {body.code: body for body in (*sheet.chain, *sheet.able_somewhere)}
    for code, body in bodies.items():
        if sheet.owned_outside:
            yield body, msg("Le projet appartient à un porteur hors des collectivités (R2).")
        elif code in left:
            yield body, left[code]()
        elif code not in somewhere:
            yield body, law
        elif code not in everywhere:
            yield body, cover
        elif sheet.agreed_owner:
            yield body, agreed
        else:
            yield body, _able_and_left_aside(sheet, body)


def _able_and_left_aside(sheet: Sheet, body: Body) -> Text:
    owner = sheet.owner_body
    if owner is None:
        return msg("Aucune règle ne désigne de porteur.")
    if body.level.rank < owner.level.rank:
        if not sheet.capacity(body).willing:
            return msg("Son conseil décline.")
        return msg("Le bon échelon est plus haut.")
    return msg("Un échelon plus proche suffit : {owner}.", owner=named(owner))
