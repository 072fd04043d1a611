"""Small builders for the tests of funding: they state only what a test is about."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import yaml

from services.funding.domain.bodies import Body, Level
from services.funding.domain.checks import Check
from services.funding.domain.financing import Financing, Nature
from services.funding.domain.lines import (
    Deliberation,
    Line,
    LineEntry,
    LineKind,
    LineState,
    SubsidySource,
)
from services.funding.domain.rulebook import Rulebook, read_rulebook
from services.funding.domain.verdict import judge

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)

LOOS, LIEVIN, GRENAY, HENIN, CALL, CAHC, POLE = (
    "62528",
    "62510",
    "62386",
    "62427",
    "246200364",
    "246200299",
    "200060358",
)

BODIES: Mapping[str, Body] = {
    body.code: body
    for body in (
        Body(LOOS, Level.COMMUNE, "Loos-en-Gohelle", frozenset({CALL})),
        Body(LIEVIN, Level.COMMUNE, "Liévin", frozenset({CALL})),
        Body(HENIN, Level.COMMUNE, "Hénin-Beaumont", frozenset({CAHC})),
        Body(CALL, Level.AGGLOMERATION, "CA de Lens - Liévin", frozenset({POLE})),
        Body(CAHC, Level.AGGLOMERATION, "CA d’Hénin-Carvin", frozenset({POLE})),
        Body(POLE, Level.POLE, "Pôle Métropolitain de l’Artois"),
    )
}

VOTE_OF_CALL = Deliberation(date(2026, 10, 6), "2026-10-118")
VOTE_OF_LOOS = Deliberation(date(2026, 9, 29), "2026-09-031")


def shipped_rulebook() -> Rulebook:
    """The parameters that ship, read from the file itself."""
    path = ROOT / "frameworks" / "funding-france-2026.yaml"
    return read_rulebook(yaml.safe_load(path.read_text(encoding="utf-8")))


RULEBOOK = shipped_rulebook()


def euro(amount: str | int) -> Decimal:
    return Decimal(amount)


def own(amount: str | int) -> Line:
    return Line("own", LineKind.OWN_SHARE, euro(amount))


def subsidy(amount: str | int, source: SubsidySource = SubsidySource.STATE, programme: str = "DSIL") -> Line:
    return Line(
        f"{source.value}-{programme}", LineKind.SUBSIDY, euro(amount), source=source, programme=programme
    )


def fonds(
    amount: str | int,
    funder: str = CALL,
    state: LineState = LineState.PLANNED,
    legal_basis: str = "",
) -> Line:
    return Line(
        f"fdc-{funder}",
        LineKind.FONDS_DE_CONCOURS,
        euro(amount),
        state=state,
        funder=funder,
        legal_basis=legal_basis,
    )


def private(amount: str | int) -> Line:
    return Line("private", LineKind.PRIVATE, euro(amount), funder_title="Fondation du patrimoine")


def in_kind(amount: str | int) -> Line:
    return Line("kind", LineKind.IN_KIND, euro(amount), funder_title="Agriculteurs")


def financing(
    cost: str | int,
    *lines: Line,
    nature: Nature = Nature.INVESTMENT,
    equipment: bool = True,
    owner: str = LOOS,
    lead_coordinator_field: bool = False,
    bodies: Mapping[str, Body] = BODIES,
) -> Financing:
    return Financing(euro(cost), nature, equipment, owner, lines, lead_coordinator_field, bodies)


def check(rule: str, of: Financing, rulebook: Rulebook = RULEBOOK) -> Check:
    return next(check for check in judge(of, rulebook).checks if check.rule == rule)


def figure(of: Check, key: str) -> Decimal:
    return next(figure.value for figure in of.figures if figure.key == key)


def largest(line: Line, of: Financing, rulebook: Rulebook = RULEBOOK) -> Decimal | None:
    return judge(of, rulebook).largest[line.id]


def entry(kind: LineKind, amount: str | int, **more: object) -> LineEntry:
    return LineEntry(kind, euro(amount), **more)  # type: ignore[arg-type]


def own_entry(amount: str | int, **more: object) -> LineEntry:
    return entry(LineKind.OWN_SHARE, amount, **more)


def dsil_entry(amount: str | int, **more: object) -> LineEntry:
    return entry(LineKind.SUBSIDY, amount, source=SubsidySource.STATE, programme="DSIL", **more)


def fonds_entry(amount: str | int, **more: object) -> LineEntry:
    return entry(LineKind.FONDS_DE_CONCOURS, amount, **{"funder": CALL, **more})


def largest_of_all(of: Financing, rulebook: Rulebook = RULEBOOK) -> Decimal | None:
    return judge(of, rulebook).largest_fonds_de_concours
