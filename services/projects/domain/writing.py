"""What a text that a person wrote may hold: not too long, no invisible characters that mislead."""

import unicodedata

from chassis.domain import Fault, msg

_LINE_MARKS = frozenset("\n\r\t")
_BIDI_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the reading order around, so that a text shows something other than it says."""


HIDDEN_CHARACTER = msg(
    "Ce texte contient un caractère invisible (souvent dû à un copier-coller) : retapez-le."
)


def hides_something(text: str, *, lines: bool = False) -> bool:
    """Whether a text holds a character that nobody sees; `lines` allows line breaks and tabs."""
    return any(_is_hidden(character, lines) for character in text)


def _is_hidden(character: str, lines: bool) -> bool:
    if lines and character in _LINE_MARKS:
        return False
    return character in _BIDI_MARKS or unicodedata.category(character) in ("Cc", "Zl", "Zp")


def text_faults(
    field: str, text: str, longest: int, *, required: bool = False, lines: bool = False
) -> list[Fault]:
    """What is wrong with a text of at most `longest` characters; `lines` allows line breaks and tabs."""
    faults: list[Fault] = []
    if required and not text.strip():
        faults.append(Fault(field, "REQUIRED", msg("Ce texte est vide : écrivez-le.")))
    if len(text) > longest:
        too_long = msg(
            "Ce texte a {length} caractères ; {longest} au plus. Raccourcissez-le.",
            length=len(text),
            longest=longest,
        )
        faults.append(Fault(field, "TOO_LONG", too_long))
    if hides_something(text, lines=lines):
        faults.append(Fault(field, "CONTROL_CHARACTER", HIDDEN_CHARACTER))
    return faults
