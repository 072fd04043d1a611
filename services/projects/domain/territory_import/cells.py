"""Reads single cells into values; what cannot be read is noted and answered with the empty value."""

import re
from datetime import date

from chassis.domain import Text, msg
from services.projects.domain.territory_import.faults import Faults
from services.projects.domain.territory_import.tables import Row

FIRST_YEAR = 1900
TEXT_LENGTH = 500
"""The longest title of the national vocabulary of competences has 341 characters."""
POPULATION = re.compile(r"[0-9]{1,8}", re.ASCII)
"""Eight digits are more than France needs; what is longer was mangled by a spreadsheet."""

NUMBER = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,10})?", re.ASCII)


class Cells:
    """One row read cell by cell: every fault is noted with the file, the line and the column."""

    def __init__(self, row: Row, faults: Faults) -> None:
        self.row = row
        self._faults = faults

    def fault(self, column: str, reason: str, text: Text) -> None:
        self._faults.add(self.row.file, self.row.line, column, reason, text)

    def title(self, column: str = "title") -> str:
        """A text of 1 to 500 characters."""
        text = self.row[column]
        if not text:
            self.fault(column, "TITLE_MISSING", msg("Le nom manque : écrivez le nom officiel."))
        return self.short(column)

    def short(self, column: str) -> str:
        """A text of at most 500 characters, empty allowed."""
        text = self.row[column]
        if len(text) > TEXT_LENGTH:
            self.fault(
                column,
                "TEXT_LONG",
                msg(
                    "Le texte a {length} caractères : {limit} au plus, raccourcissez-le.",
                    length=len(text),
                    limit=TEXT_LENGTH,
                ),
            )
        return text

    def yes_or_no(self, column: str) -> bool:
        text = self.row[column]
        if text not in ("yes", "no"):
            self.fault(
                column,
                "YES_OR_NO",
                msg("« {text} » n’est pas une réponse : écrivez « yes » ou « no ».", text=text),
            )
        return text == "yes"

    def population(self, column: str, *, required: bool) -> int:
        """A whole number of inhabitants; 0 when the cell is empty, which `required` forbids."""
        text = self.row[column]
        if not text and not required:
            return 0
        if POPULATION.fullmatch(text):
            return int(text)
        self.fault(
            column,
            "POPULATION",
            msg(
                "« {text} » n’est pas un nombre d’habitants : un entier positif ou nul, sans espaces.",
                text=text,
            ),
        )
        return 0

    def degrees(self, column: str, limit: int) -> float | None:
        """Decimal degrees between -limit and limit, or nothing when the cell is empty."""
        text = self.row[column]
        if not text:
            return None
        if NUMBER.fullmatch(text) and abs(float(text)) <= limit:
            return float(text)
        self.fault(
            column,
            "DEGREES",
            msg(
                "« {text} » n’est pas une position : des degrés avec un point, entre -{limit} et {limit}.",
                text=text,
                limit=limit,
            ),
        )
        return None

    def day(self, column: str) -> date | None:
        """A date written 2026-11-22, from 1900 on, or nothing when the cell is empty."""
        text = self.row[column]
        if not text:
            return None
        day = None
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
            try:
                day = date.fromisoformat(text)
            except ValueError:
                day = None
        if day is None or day.year < FIRST_YEAR:
            self.fault(
                column,
                "DATE",
                msg("« {text} » n’est pas une date : écrivez-la 2026-11-22, à partir de 1900.", text=text),
            )
            return None
        return day
