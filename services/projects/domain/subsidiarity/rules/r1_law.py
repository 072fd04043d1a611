"""R1: only bodies that the law makes able on that day.

What each mode of the register means (DOMAIN §3.1): `mandatory` and `optional` are exercised in place
of the communes (beside `mandatory` a `communal` line is void, beside `optional` it is the part kept);
of `community_interest` and `metropolitan_interest` only the declared share is taken, so both are able;
`by_agreement` and `delegated` make the body able that acts for the holder;
`transferred_to_third_body` leaves that body alone. Without any line a commune is able by the general
clause (L2121-29).
"""

from __future__ import annotations

from collections import defaultdict

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.able import Line, able_bodies, reaches
from services.projects.domain.subsidiarity.facts import Body, Holding, Level, Mode, Nature
from services.projects.domain.subsidiarity.sheet import Block, Finding, LawReading, Sheet
from services.projects.domain.subsidiarity.words import capital, listed, named

IN_PLACE_OF_COMMUNES = frozenset({Mode.MANDATORY, Mode.OPTIONAL})
FOR_THE_HOLDER = frozenset({Mode.BY_AGREEMENT, Mode.DELEGATED})

WAYS_OUT: tuple[Text, ...] = (
    msg("Transférer la compétence (L5211-17)."),
    msg("La déléguer par convention (L1111-8)."),
    msg("Confier l’opération par accord entre l’agglomération et la commune (L5215-27)."),
    msg("Désigner un maître d’ouvrage unique (code de la commande publique, L2422-12)."),
    msg("Créer un service commun (L5211-4-2)."),
)


def r1_law(sheet: Sheet) -> Finding:
    """Write down who is able in each commune of the works area; stop when nobody is, anywhere."""
    if sheet.owned_outside:
        # The asset or the initiative is not a body's: the law on competences has nothing to sort.
        return Finding(
            fired=False, because=lambda: msg("Sans objet : le porteur n’est pas une collectivité (R2).")
        )
    law = read_law(sheet)
    if not law.somewhere:
        return _nobody(sheet)
    agreed = sheet.agreed_body
    if sheet.agreed_owner and (agreed is None or agreed not in law.everywhere):
        return _not_able(sheet, agreed)
    if law.finding is None:
        law.finding = _finding(sheet, law.lines)
    return law.finding


def read_law(sheet: Sheet) -> LawReading:
    """The reading for this competence and these communes; projects of the same day share it."""
    if sheet.law is not None:
        return sheet.law
    key = (sheet.facts.competence, sheet.works, sheet.facts.nature is Nature.SHARED_SERVICE)
    reading = sheet.readings.get(key)
    if reading is None:
        lines = lines_of(sheet)
        reading = sheet.readings[key] = sheet.write_law(lines, _able_at(sheet, lines))
    sheet.law = reading
    return reading


def _nobody(sheet: Sheet) -> Finding:
    def because() -> Text:
        return msg(
            "Personne n’est légalement capable d’exercer la compétence {code} ici.",
            code=sheet.facts.competence,
        )

    sheet.block = Block("R1", because, lambda: WAYS_OUT)
    return Finding(fired=True, because=because, stop=True)


def _not_able(sheet: Sheet, agreed: Body | None) -> Finding:
    """Ownership was agreed, and the law does not let that body own: G1 stands above any agreement."""

    def because() -> Text:
        return msg(
            "{body} n’est pas légalement capable de porter ce projet sur toute son emprise.",
            body=capital(named(agreed)) if agreed is not None else sheet.agreed_owner,
        )

    sheet.block = Block("R1", because, lambda: WAYS_OUT)
    return Finding(fired=True, because=because, stop=True)


def lines_of(sheet: Sheet) -> tuple[Line, ...]:
    """The lines of the principal competence on that day, each with its body."""
    if sheet.law is not None:
        return sheet.law.lines
    held = sheet.register.held_on(sheet.facts.competence, sheet.on)
    return tuple((line, sheet.directory.body(line.body)) for line in held)


def _able_at(sheet: Sheet, lines: tuple[Line, ...]) -> dict[str, tuple[Body, ...]]:
    """The bodies able in each commune. Communes below the same bodies share one reading of the lines."""
    directory, shared_service = sheet.directory, sheet.facts.nature is Nature.SHARED_SERVICE
    own: defaultdict[str, list[Line]] = defaultdict(list)
    above: list[Line] = []
    for holding, body in lines:
        if body is not None and body.level is Level.COMMUNE:
            own[body.code].append((holding, body))
        else:
            above.append((holding, body))
    read: dict[tuple[str, ...], list[Line]] = {}
    able_at = {}
    for commune in sheet.communes:
        uppers = directory.uppers(commune.code)
        if uppers not in read:
            read[uppers] = [line for line in above if reaches(directory, commune, line)]
        reaching = [*own[commune.code], *read[uppers]]
        able_at[commune.code] = able_bodies(directory, commune, reaching, shared_service=shared_service)
    return able_at


def _finding(sheet: Sheet, lines: tuple[Line, ...]) -> Finding:
    """Fired when the law, and not proximity, decides: a commune of the works area is out, or is in
    only because it acts for the holder.
    """
    able = sheet.able_somewhere
    able_codes = {body.code for body in able}
    holders = [(holding, body) for holding, body in lines if body is not None and body.code in able_codes]
    code = sheet.facts.competence

    def everybody() -> str:
        return listed(named(body) for body in able)

    if sheet.facts.nature is Nature.SHARED_SERVICE:
        return Finding(
            fired=False,
            because=lambda: msg("Un service commun est ouvert à toute commune et agglomération."),
            source=lambda: msg("L5211-4-2"),
        )
    acting = [(h, b) for h, b in holders if h.mode in FOR_THE_HOLDER and b in sheet.communes]
    if acting:
        return Finding(
            fired=True,
            because=lambda: msg(
                "{body} agit pour le titulaire de la compétence {code}.", body=_cap(acting), code=code
            ),
            source=lambda: _reference(acting[0][0]),
        )
    if all(commune.code in able_codes for commune in sheet.communes):
        return Finding(
            fired=False,
            because=lambda: msg(
                "Capables d’exercer la compétence {code} : {able}.", code=code, able=everybody()
            ),
        )
    excluding = [
        h for h, _ in holders if h.mode in IN_PLACE_OF_COMMUNES or h.mode is Mode.TRANSFERRED_TO_THIRD_BODY
    ]
    return Finding(
        fired=True,
        because=lambda: msg(
            "La loi ou un transfert confie la compétence {code} à : {able}.", code=code, able=everybody()
        ),
        source=(lambda: _reference(excluding[0])) if excluding else None,
    )


def _cap(lines: list[tuple[Holding, Body]]) -> str:
    return capital(listed(named(body) for _, body in lines))


_ARTICLES: dict[Mode, str] = {
    Mode.MANDATORY: "L5216-5",
    Mode.OPTIONAL: "L5211-17",
    Mode.TRANSFERRED_TO_THIRD_BODY: "L5211-17",
    Mode.BY_AGREEMENT: "L5215-27, L5216-7-1",
    Mode.DELEGATED: "L1111-8",
}


def _reference(holding: Holding) -> Text:
    """The article behind a line, and its deliberation when the register has one."""
    article = _ARTICLES.get(holding.mode, "L2121-29")
    if not holding.deliberation:
        return msg("{article}", article=article)
    return msg("{article} ; délibération {reference}", article=article, reference=holding.deliberation)
