"""Tables for a spreadsheet: CSV as French ones open it, and no cell that a spreadsheet would carry out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8."""

CSV = "text/csv; charset=utf-8"

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def lines(rows: Iterable[Sequence[object]], *, delimiter: str = ";") -> str:
    """The rows as CSV."""
    held = io.StringIO()
    writer = csv.writer(held, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return held.getvalue()


def cell(value: object) -> str:
    """A text that begins like a formula is set off by an apostrophe; figures stay figures."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_SIGNS) else text


class Figure:
    """A number as a French spreadsheet reads it; never mistaken for a formula."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


def figure(value: object) -> Figure:
    """A number with a decimal comma."""
    return Figure(str(value).replace(".", ","))
