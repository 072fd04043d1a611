"""The one way up: to the next level that is able and willing (R4 and R5 ask the same)."""

from __future__ import annotations

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.facts import Body, Level
from services.projects.domain.subsidiarity.sheet import Sheet
from services.projects.domain.subsidiarity.words import capital, named


def next_level(sheet: Sheet, owner: Body) -> tuple[Body | None, Text]:
    """The next body up that is able, covers the works and is willing; else None and why nobody is.

    The pole comes into question only when works or effects leave one agglomeration.
    """
    why_not = msg("aucun échelon au-dessus n’est légalement capable")
    for body in sheet.able_everywhere:
        if body.level not in (Level.AGGLOMERATION, Level.POLE) or body.level.rank <= owner.level.rank:
            continue
        if body.level is Level.POLE and not sheet.beyond_one_agglomeration:
            why_not = msg("rien ne dépasse une seule agglomération, le pôle n’est pas en question")
        elif not sheet.capacity(body).willing:
            why_not = msg("{body} décline", body=named(body))
        else:
            return body, msg("{body} est capable et volontaire", body=capital(named(body)))
    return None, why_not
