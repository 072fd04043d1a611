"""What one version of a charter changes against another, as people read it side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from archipel.projects.v1.charters_pb2 import Charter, CharterChange, CharterParameter
from chassis.domain import Text, msg
from services.portal.views.charter_view import in_words
from services.portal.views.language import Language

WORDS = re.compile(r"\s+|[^\s]+")
LONG = 60
"""Characters from which two texts are compared word by word."""

PARTS = {
    "text": msg("texte"),
    "source": msg("source"),
    "latitude": msg("marge laissée aux échelons inférieurs"),
    "conditions": msg("condition"),
    "gives": msg("rôle donné"),
    "asks": msg("reste à convenir"),
}
"""Which part of a rule or figure a path's third word means."""

MAY = {"raise": msg("peut augmenter"), "lower": msg("peut baisser")}


@dataclass(frozen=True)
class Piece:
    """Some words of a text. `mark`: "del" (only before), "ins" (only after) or empty."""

    text: str
    mark: str = ""


def marked(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """The two texts, what differs marked word by word; short values and whole texts stay unmarked."""
    if not before or not after or max(len(before), len(after)) < LONG:
        return [Piece(before)], [Piece(after)]
    old, new = WORDS.findall(before), WORDS.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = kind == "equal"
        _add(left, old[i:j], "" if same else "del")
        _add(right, new[k:m], "" if same else "ins")
    return left, right


def _add(pieces: list[Piece], words: Sequence[str], mark: str) -> None:
    if words:
        pieces.append(Piece("".join(words), mark))


@dataclass(frozen=True)
class ChangeView:
    """One difference: of what, of which part of it, and both sides. `kind`: "new", "gone" or "other"."""

    title: str
    part: Text | str
    before: Sequence[Piece]
    after: Sequence[Piece]
    kind: str


def changes_shown(
    changes: Iterable[CharterChange], charters: Iterable[Charter], language: Language
) -> list[ChangeView]:
    """The changes with figures in words; the two charters know titles and units. What a lower layer does
    not say again of an upper one's latitude is no change.
    """
    compared = list(charters)
    figures = {
        each.name: each
        for charter in sorted(compared, key=lambda charter: charter.layer, reverse=True)
        for each in charter.parameters
    }
    layers = {charter.layer for charter in compared}
    return [
        _shown(change, figures, language)
        for change in changes
        if len(layers) == 1 or not change.path.endswith(".latitude")
    ]


def _shown(change: CharterChange, figures: dict[str, CharterParameter], language: Language) -> ChangeView:
    section, name, part = (*change.path.split(".", 2), "", "", "")[:3]
    figure = figures.get(name, CharterParameter()) if section == "parameters" else CharterParameter()
    unit = figure.unit

    def words(value: str) -> str:
        if part == "latitude":
            return _allowed(value, unit, language)
        return in_words(CharterParameter(value=value, unit=unit), language) if value and not part else value

    before, after = marked(words(change.before), words(change.after))
    kind = "other" if change.before and change.after else "new" if change.after else "gone"
    label = figure.title or change.title or change.path
    return ChangeView(
        f"{name}. {label}" if section == "rules" and name not in label else label,
        PARTS.get(part.partition(".")[0], ""),
        before,
        after,
        kind,
    )


def _allowed(value: str, unit: str, language: Language) -> str:
    """What "raise → 0.50" means, in words; what is written otherwise stays as it is."""
    may, _, limit = value.partition(" → ")
    if may not in MAY:
        return value
    if not limit:
        return language.text(MAY[may])
    shown = in_words(CharterParameter(value=limit, unit=unit), language)
    if may == "raise":
        return language.text(msg("peut augmenter, jusqu’à {limit}", limit=shown))
    return language.text(msg("peut baisser, jusqu’à {limit}", limit=shown))
