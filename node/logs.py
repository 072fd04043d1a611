"""The logs of the parts: one file each in the data folder, rotated by the supervisor."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LARGEST = 10 * 1024 * 1024
"""Bytes at which a log is rotated."""

KEPT = 3
"""Rotated files kept for each part."""


@dataclass(frozen=True)
class Logs:
    folder: Path

    def path(self, part: str) -> Path:
        return self.folder / f"{part}.log"

    def open(self, part: str) -> IO[bytes]:
        """For appending: the part goes on writing at the end after a rotation empties the file."""
        return self.path(part).open("ab", buffering=0)

    def tail(self, part: str, lines: int = 12) -> list[str]:
        """The last lines, for the eyes of whoever looks for the cause."""
        try:
            with self.path(part).open("rb") as file:
                file.seek(0, 2)
                file.seek(max(0, file.tell() - 16_384))
                return file.read().decode(errors="replace").splitlines()[-lines:]
        except FileNotFoundError:
            return []

    def rotate(self) -> None:
        """Copy what grew too large aside and empty it in place: nobody has to open it anew."""
        for file in self.folder.glob("*.log"):
            if file.stat().st_size < LARGEST:
                continue
            for number in range(KEPT, 1, -1):
                older = file.with_suffix(f".log.{number - 1}")
                if older.exists():
                    older.replace(file.with_suffix(f".log.{number}"))
            shutil.copyfile(file, file.with_suffix(".log.1"))
            with file.open("r+b") as emptied:
                emptied.truncate()
