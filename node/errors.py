"""What stops a node and can be put right by whoever reads the sentence."""

from __future__ import annotations


class NodeError(Exception):
    """A refusal of the node itself: a port, a folder, a program. `code` is stable, for machines;
    the text is French, says what is wrong and what to do, and is shown without a trace.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
