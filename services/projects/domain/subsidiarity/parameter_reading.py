"""Reads the parameters of a charter: the figures, their sources, what lower layers may do with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from chassis.domain import Text, decimal_or_none, msg
from services.projects.domain.subsidiarity.charter_values import Reader
from services.projects.domain.subsidiarity.parameters import (
    FIXED_BY_LAW,
    KINDS,
    Kind,
    Latitude,
    Layer,
    Origin,
    Parameters,
)

NOTHING_VOTED = Parameters(
    mutualisation_gain=Decimal(0),
    informed_above=Decimal(0),
    micro_project_up_to=Decimal(0),
    two_sided_charter_up_to=Decimal(0),
    return_clause_years=1,
    consent_days=1,
    opinion_months=3,
    review_months=1,
    labels_of_others=(),
    region_leads=(),
    department_leads=(),
)
"""What stands in the places that a lower layer leaves to the upper one."""

LISTS = ("labels", "competences")


def read_parameters(
    reader: Reader, mapping: Mapping[str, object], layer: Layer, *, whole: bool
) -> tuple[Parameters, dict[str, Origin], frozenset[str]]:
    """The parameters, their origins, and the names of those written."""
    section = reader.section(mapping, "", "parameters", needed=whole)
    reader.only(section, "parameters", tuple(KINDS))
    written = tuple(KINDS) if whole else tuple(name for name in KINDS if name in section)
    values: dict[str, object] = {}
    origins: dict[str, Origin] = {}
    for name in written:
        entry = reader.section(section, "parameters", name)
        values[name] = _value(reader, entry, name)
        origins[name] = _origin(reader, entry, name, layer)
        _not_against_the_law(reader, name, values[name])
    parameters = Parameters(**{**vars(NOTHING_VOTED), **values})
    return parameters, origins, frozenset(written)


def _value(reader: Reader, entry: Mapping[str, object], name: str) -> object:
    unit = KINDS[name].unit
    path = f"parameters.{name}"
    read, help_text = _READERS[unit]
    default = getattr(NOTHING_VOTED, name)
    return reader.value(entry, path, read, help_text, default)


def _origin(reader: Reader, entry: Mapping[str, object], name: str, layer: Layer) -> Origin:
    path = f"parameters.{name}"
    kind = KINDS[name]
    reader.only(entry, path, ("title", "value", "unit", "source", "layer", "lower_layers"))
    source = reader.text(entry, path, "source")
    title = reader.text(entry, path, "title") if "title" in entry else name
    written = reader.text(entry, path, "unit")
    if written and written != kind.unit:
        text = msg(
            "L’unité « {written} » n’est pas admise ici : écrivez « {unit} ».",
            written=written,
            unit=kind.unit,
        )
        reader.fault(f"{path}.unit", "WRONG_UNIT", text)
    default = Layer.LAW if name in FIXED_BY_LAW else layer
    return Origin(
        kind.unit,
        source,
        title,
        reader.layer(entry, path, "layer", default),
        _latitude(reader, entry, kind, path),
    )


def _latitude(reader: Reader, entry: Mapping[str, object], kind: Kind, path: str) -> Latitude | None:
    section = reader.section(entry, path, "lower_layers", needed=False)
    if not section:
        return None
    at = f"{path}.lower_layers"
    reader.only(section, at, ("may", "limit"))
    if kind.unit in LISTS:
        reader.fault(
            at, "NO_LATITUDE", msg("Une liste ne se règle pas plus haut ou plus bas : retirez cette clé.")
        )
        return None
    may = reader.choice(section, at, "may", ("raise", "lower"))
    limit = _number(section["limit"]) if "limit" in section else None
    if "limit" in section and limit is None:
        reader.fault(f"{at}.limit", "VALUE_INVALID", msg("Écrivez un nombre."))
    return Latitude(may, limit) if may else None


def _not_against_the_law(reader: Reader, name: str, value: object) -> None:
    if name in FIXED_BY_LAW and value != FIXED_BY_LAW[name][0]:
        fixed, article = FIXED_BY_LAW[name]
        text = msg(
            "La règle {rule} de la loi ({article}) fixe ce nombre à {fixed} : une charte ne le change pas.",
            rule=KINDS[name].rule,
            article=article,
            fixed=fixed,
        )
        reader.fault(f"parameters.{name}.value", "FIXED_BY_LAW", text)


def _number(raw: object) -> Decimal | None:
    # A YAML reader makes 0.15 a binary float; its shortest text is what the official wrote.
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str, Decimal)):
        return None
    return decimal_or_none(str(raw))


def _amount(raw: object) -> Decimal | None:
    number = _number(raw)
    return number if number is not None and number >= 0 else None


def _share(raw: object) -> Decimal | None:
    number = _number(raw)
    return number if number is not None and 0 <= number <= 1 else None


MOST_COUNT = 1_000


def _count(raw: object) -> int | None:
    number = _number(raw)
    whole = number is not None and 1 <= number <= MOST_COUNT and number == number.to_integral_value()
    return int(number) if whole and number is not None else None


def _names(raw: object) -> tuple[str, ...] | None:
    if isinstance(raw, list) and all(isinstance(label, str) and label.strip() for label in raw):
        return tuple(str(label) for label in raw)
    return None


def _codes(raw: object) -> tuple[str, ...] | None:
    codes = [str(code) for code in raw] if isinstance(raw, list) else [""]
    return tuple(codes) if all(code.isdecimal() and len(code) == 4 for code in codes) else None  # noqa: PLR2004 (BANATIC codes have four digits)


_COUNT_HELP = msg("Écrivez un nombre entier, de 1 à 1000.")

_READERS: Mapping[str, tuple[Callable[[object], object], Text]] = {
    "share": (_share, msg("Écrivez une part entre 0 et 1 (0.15 pour 15 %).")),
    "EUR": (_amount, msg("Écrivez un montant en euros, zéro ou plus.")),
    "years": (_count, _COUNT_HELP),
    "months": (_count, _COUNT_HELP),
    "days": (_count, _COUNT_HELP),
    "labels": (_names, msg("Écrivez une liste de noms de labels.")),
    "competences": (_codes, msg("Écrivez une liste de codes BANATIC à quatre chiffres.")),
}
