"""Where in its file each value of a charter stands, so that a fault shows the line and the caret."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A value in a text: lines and columns count from 0; `rest` is the text from its first character on."""

    line: int
    column: int
    rest: str = ""

    def within(self, value: str, line: int, column: int) -> Place:
        """The place of one character of the value, told by line and column from 1 as the value was read.

        YAML folds and indents, but it neither adds nor drops a visible character.
        """
        lines = value.split("\n")
        before = "".join(lines[: line - 1]) + lines[line - 1][: column - 1] if line <= len(lines) else value
        wanted = sum(not character.isspace() for character in before)
        row, start = self.line, self.column
        for character in self.rest:
            if not character.isspace():
                if wanted == 0:
                    break
                wanted -= 1
            if character == "\n":
                row, start = row + 1, 0
            else:
                start += 1
        return Place(row, start)


NOWHERE = Place(-1, -1)
"""Of a charter that was not read from a text."""
