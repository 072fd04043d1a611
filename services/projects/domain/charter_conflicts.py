"""Whether a charter goes with those above and below it, on every day on which they would hold together.

A conflict is refused whichever comes second: a lower layer may not override what the upper one fixes, and an
upper one that would take away what a lower one was let must wait until that body has voted anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from chassis.domain import Fault, InvalidInput, msg
from services.projects.domain.subsidiarity.book import CharterBook
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.facts import Directory, Level
from services.projects.domain.subsidiarity.layers import laid_over
from services.projects.domain.subsidiarity.parameters import Layer

LEVEL_OF: dict[Layer, Level] = {
    Layer.POLE: Level.POLE,
    Layer.AGGLOMERATION: Level.AGGLOMERATION,
    Layer.COMMUNE: Level.COMMUNE,
}
"""Who votes which layer."""


def body_faults(charter: Charter, body: str, directory: Directory) -> list[Fault]:
    """Whether it is for this body to vote such a charter."""
    known = directory.body(body)
    if known is None:
        text = msg("La collectivité {body} n’est pas connue de ce nœud : vérifiez son code.", body=body)
        return [Fault("body", "BODY_UNKNOWN", text)]
    faults = []
    if LEVEL_OF.get(charter.layer) is not known.level:
        text = msg(
            "La strate « {layer} » n’est pas celle de {title} : une charte du pôle se vote au pôle, un pacte "
            "dans son agglomération, un choix dans sa commune.",
            layer=charter.layer,
            title=known.title,
        )
        faults.append(Fault("text.layer", "LAYER_OF_ANOTHER_BODY", text))
    if charter.body and charter.body != body:
        text = msg(
            "Le texte nomme la collectivité {written}, et c’est {body} qui le dépose : corrigez « body ».",
            written=charter.body,
            body=body,
        )
        faults.append(Fault("text.body", "BODY_DIFFERS", text))
    return faults


def conflicts(
    charter: Charter, body: str, first_day: date, book: CharterBook, directory: Directory
) -> list[Fault]:
    """Every conflict, with both rules named, if the charter were in force from that day on."""
    ours = replace(charter, body=body, in_force_from=first_day)
    others = [each for each in book.versions if not _same_place(each, ours) or each.in_force_from < first_day]
    joined = CharterBook((*others, ours))
    days = {first_day, *(each.in_force_from for each in others if each.in_force_from > first_day)}
    faults: dict[tuple[str, str], Fault] = {}
    for day in sorted(days):
        for pile in _piles(joined, directory, day):
            if ours in pile:
                for fault in _conflicts_in(pile):
                    faults.setdefault((fault.field, str(fault.text)), fault)
    return list(faults.values())


def _same_place(one: Charter, other: Charter) -> bool:
    """Whether one takes the other's place: there is one pole, and its charter need not name it."""
    return one.layer is other.layer and (one.layer is Layer.POLE or one.body == other.body)


def _piles(book: CharterBook, directory: Directory, day: date) -> Iterator[list[Charter]]:
    """What lies over one another somewhere in the territory: the pole's, a pact, a commune's choice."""
    lower = book.lower_layers(day)
    for top in lower:
        above = directory.uppers(top.body)
        pacts = [each for each in lower if each.layer is Layer.AGGLOMERATION and each.body in above]
        yield [book.in_force(day), *(pacts if top.layer is Layer.COMMUNE else ()), top]


def _conflicts_in(pile: list[Charter]) -> Iterable[Fault]:
    try:
        laid_over(pile[0], pile[1:])
    except InvalidInput as refused:
        return [Fault(f"text.{fault.field}", fault.reason, fault.text) for fault in refused.faults]
    return ()
