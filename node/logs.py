"""The logs of the parts: one file each in the data folder, rotated by the supervisor. Nothing in them names a
person, and still they are kept for a time only: they say at what hour a pseudonymous id did what.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LARGEST = 10 * 1024 * 1024
"""Bytes at which a log is rotated, however young it is."""

MOST = 4 * LARGEST
"""Bytes of rotated files kept for each part, however young they are."""

DAY_SECONDS = 86_400.0


@dataclass(frozen=True)
class Logs:
    folder: Path
    days: int = 30
    """Days for which a line is kept; a log is rotated once a day, so that none stays for a day more."""

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
        """Put aside what grew too large, everything once a day, and delete what is too old."""
        now = time.time()
        new_day = now - self._last_day() >= DAY_SECONDS
        for file in self.folder.glob("*.log"):
            size = file.stat().st_size
            if size >= LARGEST or (new_day and size):
                put_aside(file)
            delete_old(file, now - (self.days - 1) * DAY_SECONDS)
        if new_day:
            self._day_mark.touch()

    @property
    def _day_mark(self) -> Path:
        """Touched whenever all logs were rotated: a node that is restarted every hour grows old as well."""
        return self.folder / "rotated"

    def _last_day(self) -> float:
        if not self._day_mark.exists():
            self._day_mark.touch()
        return self._day_mark.stat().st_mtime


def rotated(file: Path) -> list[tuple[int, Path]]:
    """The rotated files of a log with their numbers, the youngest first."""
    return sorted((int(older.suffix[1:]), older) for older in file.parent.glob(f"{file.name}.[0-9]*"))


def put_aside(file: Path) -> None:
    """Copy a log aside, as old as its last line, and empty it in place: nobody has to open it anew."""
    for number, older in reversed(rotated(file)):
        older.replace(file.with_suffix(f".log.{number + 1}"))
    shutil.copy2(file, file.with_suffix(".log.1"))
    with file.open("r+b") as emptied:
        emptied.truncate()


def delete_old(file: Path, oldest: float) -> None:
    """Delete the rotated files whose last line is older, and those for which there is no room."""
    held = 0
    for _, older in rotated(file):
        facts = older.stat()
        held += facts.st_size
        if facts.st_mtime < oldest or held > MOST:
            older.unlink()
