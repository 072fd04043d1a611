"""What a text that a person wrote may hold: not too long, no invisible characters that mislead."""

from chassis.domain import Fault, hidden_faults, msg


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
    return faults + hidden_faults(field, text, lines=lines)
