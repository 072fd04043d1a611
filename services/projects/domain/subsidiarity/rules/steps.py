"""The one way up: to the next level that is able and willing (R4 and R5 ask the same)."""

from __future__ import annotations

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.facts import Body, Level
from services.projects.domain.subsidiarity.sheet import Sheet, Words
from services.projects.domain.subsidiarity.words import capital, named


def next_level(sheet: Sheet, owner: Body) -> tuple[Body | None, Words]:
    """The next body up that is able, covers the works and is willing; else None and why nobody is.

    Whether the pole comes into question, the charter says (R4).
    """
    why_not: Words = _nobody_above
    for body in sheet.able_everywhere:
        if body.level not in (Level.AGGLOMERATION, Level.POLE) or body.level.rank <= owner.level.rank:
            continue
        if body.level is Level.POLE and not sheet.meets("R4.pole_in_question"):
            why_not = _pole_not_in_question
        elif not sheet.capacity(body).willing:
            why_not = _declines(body)
        else:
            return body, _able_and_willing(body)
    return None, why_not


def _nobody_above() -> Text:
    return msg("aucun échelon au-dessus n’est légalement capable")


def _pole_not_in_question() -> Text:
    return msg("rien ne dépasse une seule agglomération, le pôle n’est pas en question")


def _declines(body: Body) -> Words:
    return lambda: msg("{body} décline", body=named(body))


def _able_and_willing(body: Body) -> Words:
    return lambda: msg("{body} est capable et volontaire", body=capital(named(body)))
