"""Reads competences.csv (the vocabulary) and register.csv (who holds which competence, since when)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from chassis.domain import msg
from services.projects.domain.subsidiarity.facts import Holding, Mode
from services.projects.domain.territory import Competence
from services.projects.domain.territory_import import keys
from services.projects.domain.territory_import.cells import Cells
from services.projects.domain.territory_import.faults import Faults
from services.projects.domain.territory_import.tables import Row

COMPETENCE_COLUMNS = ("code", "title")
REGISTER_COLUMNS = ("body", "competence", "mode", "from", "to", "text", "deliberation", "financial_tools")


@dataclass(frozen=True)
class HoldingLine:
    """A line of the register and where it stands."""

    line: int
    holding: Holding


def read_competences(rows: list[Row], faults: Faults) -> list[Competence]:
    """The vocabulary, each code once."""
    lines: dict[str, int] = {}
    competences = []
    for row in rows:
        cells = Cells(row, faults)
        code, title = row["code"], cells.title()
        if not keys.COMPETENCE_CODE.fullmatch(code):
            cells.fault(
                "code",
                "COMPETENCE_CODE",
                msg("« {code} » n’est pas un code BANATIC : il a quatre chiffres.", code=code),
            )
        if code in lines:
            cells.fault(
                "code",
                "DUPLICATE_COMPETENCE",
                msg("Le code « {code} » figure déjà à la ligne {line}.", code=code, line=lines[code]),
            )
            continue
        lines[code] = row.line
        competences.append(Competence(code, title))
    return competences


def read_register(
    rows: list[Row], bodies: frozenset[str] | None, competences: frozenset[str] | None, faults: Faults
) -> list[Holding]:
    """The register. `bodies` and `competences` are the known codes, or None when their file could
    not be read: then nothing is said of the codes, whose own file has its fault already.
    """
    lines = [HoldingLine(row.line, holding) for row in rows if (holding := _holding(row, faults))]
    for row in rows:
        cells = Cells(row, faults)
        _check_known(cells, "body", "BODY_UNKNOWN", bodies)
        _check_known(cells, "competence", "COMPETENCE_UNKNOWN", competences)
    _refuse_overlaps(rows, lines, faults)
    return [line.holding for line in lines]


def _holding(row: Row, faults: Faults) -> Holding | None:
    cells = Cells(row, faults)
    mode = _mode(cells)
    first, last = cells.day("from"), cells.day("to")
    if first and last and last < first:
        cells.fault(
            "to",
            "DATES_ORDER",
            msg(
                "La fin ({last}) précède le début ({first}) : inversez-les ou corrigez.",
                first=first,
                last=last,
            ),
        )
    text, deliberation = cells.short("text"), cells.short("deliberation")
    financial_tools = cells.yes_or_no("financial_tools")
    if mode is None:
        return None
    return Holding(row["body"], row["competence"], mode, first, last, text, deliberation, financial_tools)


def _mode(cells: Cells) -> Mode | None:
    text = cells.row["mode"]
    try:
        return Mode(text)
    except ValueError:
        cells.fault(
            "mode",
            "MODE_UNKNOWN",
            msg(
                "« {text} » n’est pas un mode d’exercice. Modes possibles : {modes}.",
                text=text,
                modes=", ".join(Mode),
            ),
        )
        return None


def _check_known(cells: Cells, column: str, reason: str, known: frozenset[str] | None) -> None:
    code = cells.row[column]
    if known is not None and code not in known:
        cells.fault(
            column,
            reason,
            msg(
                "« {code} » n’est sur aucune ligne de {file} : corrigez le code ou ajoutez-le.",
                code=code,
                file="bodies.csv" if column == "body" else "competences.csv",
            ),
        )


def _refuse_overlaps(rows: list[Row], lines: list[HoldingLine], faults: Faults) -> None:
    """The same body cannot hold the same competence in the same mode twice on one day."""
    by_line = {row.line: row for row in rows}
    earlier: defaultdict[tuple[str, str, Mode], list[HoldingLine]] = defaultdict(list)
    for line in lines:
        holding = line.holding
        key = (holding.body, holding.competence, holding.mode)
        twin = next((other for other in earlier[key] if _overlap(other.holding, holding)), None)
        if twin is not None:
            Cells(by_line[line.line], faults).fault(
                "competence",
                "DUPLICATE_HOLDING",
                msg(
                    "La ligne {line} dit déjà la même chose pour les mêmes jours : n’en gardez qu’une, "
                    "ou donnez-leur des dates qui se suivent.",
                    line=twin.line,
                ),
            )
        earlier[key].append(line)


def _overlap(one: Holding, other: Holding) -> bool:
    return (one.from_ or date.min) <= (other.to or date.max) and (other.from_ or date.min) <= (
        one.to or date.max
    )
