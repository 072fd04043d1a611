"""Writes the projects that a simulation would decide otherwise into a file for a spreadsheet or a program."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from chassis.domain import Fault, InvalidInput, msg
from node.operations.simulate import Simulated, change_to_plain

COLUMNS = (
    "Projet",
    "Titre",
    "Porteur avant",
    "Porteur après",
    "Rôles perdus",
    "Rôles gagnés",
    "Pourquoi",
)

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would run a text that begins so."""


def check_export(file: Path) -> None:
    """Raise InvalidInput for a kind of file that is none of ours, before anything is replayed."""
    if file.suffix not in WRITERS:
        text = msg("« {file} » : écrivez un nom qui finit par {known}.", file=file, known=", ".join(WRITERS))
        raise InvalidInput([Fault("--export", "EXPORT_KIND", text)])
    if not file.parent.is_dir():
        text = msg("Le dossier « {folder} » n’existe pas.", folder=file.parent)
        raise InvalidInput([Fault("--export", "FOLDER_MISSING", text)])


def export(found: Simulated, file: Path) -> None:
    """Raise OSError when the file cannot be written."""
    WRITERS[file.suffix](found, file)


def _rows(found: Simulated) -> Iterator[tuple[str, ...]]:
    for change in found.changes:
        plain = change_to_plain(change)
        yield (
            plain["project"],
            change.title,
            change.owner_before,
            change.owner_after,
            " ; ".join(change.roles_lost),
            " ; ".join(change.roles_gained),
            plain["because"],
        )


def _csv(found: Simulated, file: Path) -> None:
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(COLUMNS)
        writer.writerows([_harmless(cell) for cell in row] for row in _rows(found))


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def _json(found: Simulated, file: Path) -> None:
    file.write_text(json.dumps(found.to_plain(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _xlsx(found: Simulated, file: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Projets")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(COLUMNS) - 1, 28)
        sheet.write_row(0, 0, COLUMNS, bold)
        for number, row in enumerate(_rows(found), start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)


WRITERS = {".csv": _csv, ".json": _json, ".xlsx": _xlsx}
