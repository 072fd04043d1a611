"""Turns the bytes of one CSV file into rows with their line numbers, or says why it cannot.

Files are UTF-8 with commas, the way a spreadsheet saves "CSV UTF-8". The mark that some
spreadsheets put before the first letter (BOM) does no harm and is dropped.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import category

from chassis.domain import msg
from services.projects.domain.territory_import.faults import Faults

FIRST_LINE_OF_ROWS = 2
"""The header is line 1."""

INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that a person cannot see; among them the NUL that PostgreSQL refuses."""


@dataclass(frozen=True)
class Row:
    """One line of a file: the text of each expected column, without blanks around it."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def many(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that holds several codes, separated by semicolons."""
        return tuple(part.strip() for part in self.cells[column].split(";") if part.strip())


def read_table(
    files: Mapping[str, bytes], name: str, columns: tuple[str, ...], faults: Faults
) -> list[Row] | None:
    """The rows of a file, or None when the file as a whole is unusable (the fault is noted)."""
    text = decode(files, name, faults)
    if text is None:
        return None
    records = _records(name, text, faults)
    if not records:
        return None
    header = [cell.strip() for cell in records[0][1]]
    if not _header_fits(name, header, columns, faults):
        return None
    if len(records) == 1:
        faults.add(
            name,
            FIRST_LINE_OF_ROWS,
            "",
            "FILE_EMPTY",
            msg("Le fichier ne contient que ses titres de colonnes : ajoutez au moins une ligne."),
        )
        return None
    rows = (_row(name, line, header, cells, faults) for line, cells in records[1:])
    return [row for row in rows if row is not None]


def decode(files: Mapping[str, bytes], name: str, faults: Faults) -> str | None:
    """The text of a file, or None when it is missing, empty or not UTF-8 (the fault is noted)."""
    if name not in files:
        faults.add(
            name,
            0,
            "",
            "FILE_MISSING",
            msg("Le fichier « {file} » manque : ajoutez-le au dossier.", file=name),
        )
        return None
    data = files[name]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.add(
            name,
            line,
            "",
            "ENCODING",
            msg(
                "Cette ligne n’est pas en UTF-8 : enregistrez le fichier sous « CSV UTF-8 » "
                "et recommencez l’import."
            ),
        )
        return None
    if not text.strip():
        faults.add(
            name,
            0,
            "",
            "FILE_EMPTY",
            msg("Le fichier « {file} » est vide : il lui faut au moins ses titres de colonnes.", file=name),
        )
        return None
    return text


def _records(name: str, text: str, faults: Faults) -> list[tuple[int, list[str]]]:
    """Every record that is not blank, with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error:
        faults.add(
            name,
            begins,
            "",
            "CSV_BROKEN",
            msg(
                "La ligne ne se lit pas comme du CSV : vérifiez que chaque guillemet ouvert est "
                "refermé et qu’un guillemet dans un texte est doublé."
            ),
        )
        return []
    return records


def _header_fits(name: str, header: list[str], columns: tuple[str, ...], faults: Faults) -> bool:
    if len(header) == 1 and ";" in header[0]:
        faults.add(
            name,
            1,
            "",
            "SEPARATOR",
            msg(
                "Les colonnes sont séparées par des points-virgules : enregistrez le fichier avec "
                "des virgules (« CSV UTF-8, séparateur virgule »). Le point-virgule ne sert qu’entre "
                "plusieurs codes d’une même case."
            ),
        )
        return False
    missing = [column for column in columns if column not in header]
    for column in missing:
        faults.add(
            name,
            1,
            column,
            "COLUMN_MISSING",
            msg("La colonne « {column} » manque : ajoutez-la à la première ligne.", column=column),
        )
    for position, column in enumerate(header):
        _check_heading(name, column, header[:position], columns, faults)
    return not missing and len(set(header)) == len(header)


def _check_heading(
    name: str, column: str, before: list[str], columns: tuple[str, ...], faults: Faults
) -> None:
    if column in before:
        faults.add(
            name,
            1,
            column,
            "COLUMN_TWICE",
            msg("La colonne « {column} » figure deux fois : n’en gardez qu’une.", column=column),
        )
    elif column not in columns:
        faults.add(
            name,
            1,
            column,
            "COLUMN_UNKNOWN",
            msg(
                "La colonne « {column} » est inconnue : retirez-la ou corrigez son nom. "
                "Colonnes attendues : {expected}.",
                column=column,
                expected=", ".join(columns),
            ),
        )


def _row(name: str, line: int, header: list[str], cells: list[str], faults: Faults) -> Row | None:
    if len(cells) != len(header):
        faults.add(
            name,
            line,
            "",
            "CELLS_COUNT",
            msg(
                "La ligne a {found} cases au lieu de {expected} : une virgule manque ou est de trop ; "
                "un texte qui contient une virgule se met entre guillemets.",
                found=len(cells),
                expected=len(header),
            ),
        )
        return None
    for column, cell in zip(header, cells, strict=True):
        if any(category(character) in INVISIBLE for character in cell):
            faults.add(
                name,
                line,
                column,
                "CHARACTER",
                msg("La case contient un caractère invisible (retour à la ligne, tabulation…) : retapez-la."),
            )
            return None
    return Row(name, line, {column: cell.strip() for column, cell in zip(header, cells, strict=True)})
