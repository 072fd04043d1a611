"""Where in the files of an import something is wrong: every fault names file, line and column."""

from chassis.domain import Fault, Text


class Faults:
    """Gathers the faults of all files, so that they are reported together."""

    def __init__(self) -> None:
        self._found: list[tuple[str, int, int, Fault]] = []

    def add(self, file: str, line: int, column: str, reason: str, text: Text) -> None:
        """Note a fault. `line` counts from 1 and is 0 for the file as a whole; so is an empty column."""
        place = ":".join([file, *([str(line)] if line else []), *([column] if column else [])])
        self._found.append((file, line, len(self._found), Fault(place, reason, text)))

    def in_order(self) -> list[Fault]:
        """All faults by file, then line; within a line in the order in which they were found."""
        return [fault for _, _, _, fault in sorted(self._found, key=lambda found: found[:3])]
