"""R3: by default the nearest able level whose perimeter covers the works."""

from __future__ import annotations

from collections import Counter

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.facts import Body
from services.projects.domain.subsidiarity.rules.r1_law import WAYS_OUT
from services.projects.domain.subsidiarity.sheet import Block, Finding, Sheet, nearness
from services.projects.domain.subsidiarity.words import capital, listed, named


def r3_proximity(sheet: Sheet) -> Finding:
    """Name the owner, or nobody: one decision has one owner, « each agglomeration » means lots."""
    if sheet.owned_outside:
        return Finding(
            fired=False, because=lambda: msg("Sans objet : le porteur n’est pas une collectivité (R2).")
        )
    agreed = sheet.agreed_body
    if agreed is not None:
        sheet.own(agreed)
        return Finding(
            fired=True,
            because=lambda: msg(
                "{owner} porte le projet par un transfert convenu entre les deux conseils.",
                owner=capital(named(agreed)),
            ),
        )
    covering = sheet.able_everywhere
    if not covering:
        return _nobody(sheet)
    owner = covering[0]
    sheet.own(owner)

    def because() -> Text:
        count = len(sheet.works)
        where = msg("toute l’emprise ({count} communes)", count=count) if count > 1 else msg("l’emprise")
        return msg(
            "{owner} est l’échelon capable le plus proche qui couvre {where}.",
            owner=capital(named(owner)),
            where=where,
        )

    return Finding(fired=True, because=because)


def _nobody(sheet: Sheet) -> Finding:
    def because() -> Text:
        return msg(
            "Aucune collectivité capable ne couvre à elle seule les {count} communes.", count=len(sheet.works)
        )

    def ways_out() -> tuple[Text, ...]:
        return (*(_lot(body, communes) for body, communes in lots_of(sheet)), *WAYS_OUT)

    sheet.block = Block("R3", because, ways_out)
    return Finding(fired=True, because=because, stop=True)


def lots_of(sheet: Sheet) -> list[tuple[Body, list[Body]]]:
    """Each commune goes to the able body that could own most of the works, the nearest one among
    equals; so there are few lots. A commune in which nobody is able is in none.
    """
    able_at = sheet.law.able_at if sheet.law is not None else {}
    reach = Counter(body.code for bodies in able_at.values() for body in bodies)
    lots: dict[str, tuple[Body, list[Body]]] = {}
    for commune in sheet.communes:
        bodies = able_at.get(commune.code, ())
        if bodies:
            best = min(bodies, key=lambda body: (-reach[body.code], *nearness(body)))
            lots.setdefault(best.code, (best, []))[1].append(commune)
    return sorted(lots.values(), key=lambda lot: nearness(lot[0]))


def _lot(body: Body, communes: list[Body]) -> Text:
    where = listed(commune.title for commune in communes)
    return msg("Un lot pour {body} : {communes}.", body=named(body), communes=where)
