"""Reads bodies.csv line by line: each body's codes, names and figures, seen alone."""

from dataclasses import dataclass

from chassis.domain import msg
from services.projects.domain.subsidiarity.facts import Level
from services.projects.domain.territory import TerritoryFacts
from services.projects.domain.territory_import import keys
from services.projects.domain.territory_import.cells import Cells
from services.projects.domain.territory_import.faults import Faults
from services.projects.domain.territory_import.tables import Row

COLUMNS = (
    "code",
    "level",
    "title",
    "acronym",
    "siren",
    "siret",
    "siret_derived",
    "population",
    "members_of",
    "neighbours",
    "longitude",
    "latitude",
)

SIREN_REQUIRED = (Level.COMMUNE, Level.AGGLOMERATION, Level.POLE)
CODE_IS_SIREN = (Level.AGGLOMERATION, Level.POLE, Level.SYNDICATE)
OFFICIAL_CODES = {
    Level.COMMUNE: keys.COMMUNE_CODE,
    Level.DEPARTMENT: keys.DEPARTMENT_CODE,
    Level.REGION: keys.REGION_CODE,
}


@dataclass(frozen=True)
class BodyLine:
    """A body and the line on which it stands."""

    line: int
    facts: TerritoryFacts


def read_bodies(rows: list[Row], vintage: str, faults: Faults) -> list[BodyLine]:
    """The bodies whose level is known, each with what could be read of it."""
    bodies = (_body(Cells(row, faults), vintage) for row in rows)
    return [BodyLine(row.line, body) for row, body in zip(rows, bodies, strict=True) if body is not None]


def _body(cells: Cells, vintage: str) -> TerritoryFacts | None:
    row = cells.row
    level = _level(cells)
    title = cells.title()
    acronym = cells.short("acronym")
    siren = _siren(cells, level)
    siret, derived = _siret(cells, siren)
    population = cells.population("population", required=level is Level.COMMUNE)
    longitude, latitude = _position(cells)
    if level is None:
        return None
    _check_code(cells, level, siren)
    return TerritoryFacts(
        code=row["code"],
        level=level,
        title=title,
        acronym=acronym,
        members_of=_codes(cells, "members_of"),
        siren=siren,
        siret=siret,
        siret_derived=derived,
        population=population,
        neighbours=_codes(cells, "neighbours"),
        longitude=longitude,
        latitude=latitude,
        vintage=vintage,
    )


def _level(cells: Cells) -> Level | None:
    text = cells.row["level"]
    try:
        return Level(text)
    except ValueError:
        cells.fault(
            "level",
            "LEVEL_UNKNOWN",
            msg(
                "« {text} » n’est pas un échelon. Échelons possibles : {levels}.",
                text=text,
                levels=", ".join(Level),
            ),
        )
        return None


def _check_code(cells: Cells, level: Level, siren: str) -> None:
    code = cells.row["code"]
    if level is Level.SYNDICATE and not siren:
        fits = bool(keys.OWN_CODE.fullmatch(code))
        text = msg(
            "« {code} » ne convient pas : un syndicat sans SIREN connu porte un code propre en minuscules, "
            "tel que « smt-artois ».",
            code=code,
        )
    elif level in CODE_IS_SIREN:
        fits = code == siren
        text = msg("Le code « {code} » doit être le SIREN de la ligne, « {siren} ».", code=code, siren=siren)
    else:
        fits = bool(OFFICIAL_CODES[level].fullmatch(code))
        text = msg(
            "« {code} » n’est pas un code officiel : cinq caractères pour une commune (code INSEE), deux "
            "ou trois pour un département, deux chiffres pour une région.",
            code=code,
        )
    if not fits:
        cells.fault("code", "CODE_SHAPE", text)


def _siren(cells: Cells, level: Level | None) -> str:
    siren = cells.row["siren"]
    if not siren:
        if level in SIREN_REQUIRED:
            cells.fault("siren", "SIREN_MISSING", msg("Le SIREN manque : écrivez ses neuf chiffres."))
    elif not keys.is_siren(siren):
        cells.fault(
            "siren",
            "SIREN_KEY",
            msg(
                "« {siren} » n’est pas un SIREN : neuf chiffres dont le dernier est une clé de contrôle. "
                "Un chiffre a sans doute été mal recopié.",
                siren=siren,
            ),
        )
    return siren


def _siret(cells: Cells, siren: str) -> tuple[str, bool]:
    siret, mark = cells.row["siret"], cells.row["siret_derived"]
    if not siret:
        if mark:
            cells.fault(
                "siret_derived",
                "SIRET_MISSING",
                msg("Il n’y a pas de SIRET sur cette ligne : laissez « siret_derived » vide."),
            )
        return "", False
    if not keys.is_siret(siret):
        cells.fault(
            "siret",
            "SIRET_KEY",
            msg(
                "« {siret} » n’est pas un SIRET : quatorze chiffres dont le dernier est une clé de contrôle.",
                siret=siret,
            ),
        )
    elif not siret.startswith(siren) or not siren:
        cells.fault(
            "siret",
            "SIRET_SIREN",
            msg("Le SIRET « {siret} » ne commence pas par le SIREN « {siren} ».", siret=siret, siren=siren),
        )
    return siret, _derived(cells, mark)


def _derived(cells: Cells, mark: str) -> bool:
    if mark:
        return cells.yes_or_no("siret_derived")
    cells.fault(
        "siret_derived",
        "SIRET_UNMARKED",
        msg("Dites si ce SIRET a été calculé à partir du SIREN (« yes ») ou lu dans SIRENE (« no »)."),
    )
    return False


def _position(cells: Cells) -> tuple[float | None, float | None]:
    longitude, latitude = cells.degrees("longitude", 180), cells.degrees("latitude", 90)
    if bool(cells.row["longitude"]) != bool(cells.row["latitude"]):
        cells.fault(
            "longitude",
            "POSITION_HALF",
            msg("Une position a une longitude et une latitude : donnez les deux, ou aucune."),
        )
    return longitude, latitude


def _codes(cells: Cells, column: str) -> tuple[str, ...]:
    """Several codes without repetition, in the order of the codes, so that order is no change."""
    codes = cells.row.many(column)
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        cells.fault(
            column,
            "CODE_TWICE",
            msg("Le code « {code} » figure deux fois dans la case : n’en gardez qu’un.", code=code),
        )
    return tuple(sorted(set(codes)))
