"""What commands print: tables for people, JSON for programs, refusals on the error stream."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

console = Console(highlight=False, soft_wrap=True)


def say(text: str = "") -> None:
    console.print(text, markup=False)


def aside(text: str = "") -> None:
    """A sentence for a person while the standard output belongs to a program."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, markup=False)


def as_json_line(value: Any) -> None:
    """On one line and at once: whoever reads it waits for it while the command goes on."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def as_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, empty: str) -> None:
    """A plain table; `empty` is said when there is no row."""
    if not rows:
        say(empty)
        return
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*(str(cell) for cell in row))
    console.print(shown)


def refusal(code: str, text: str) -> None:
    """One sentence on the error stream; with --json an object there."""
    if "--json" in sys.argv:
        sys.stderr.write(json.dumps({"error": code, "message": text}, ensure_ascii=False) + "\n")
    else:
        aside(text)
