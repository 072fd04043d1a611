"""A decision drawn: the levels as bands, a box for each party, a line from each that helps to the owner.

Geometry alone, in units that the browser scales; colours are in the stylesheet. There are two drawings, for
a desk and for a telephone; the same is told in words beneath them, for those who do not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from archipel.projects.v1.subsidiarity_pb2 import Decision, OwnerKind, Role
from archipel.projects.v1.territories_pb2 import Level
from chassis.domain import Text, msg
from services.portal.storage.directory import Directory
from services.portal.views import words
from services.portal.views.decision_parties import BESIDE, Party, Tier, tiers

Say = Callable[[Text | str], str]
"""A sentence in the reader's language."""

BAND: dict[int, Text] = {
    Level.LEVEL_POLE: msg("Pôle métropolitain"),
    Level.LEVEL_AGGLOMERATION: msg("Agglomérations"),
    Level.LEVEL_COMMUNE: msg("Communes"),
    BESIDE: msg("À côté des échelons"),
}

LENT = (
    Role.ROLE_CO_OWNER,
    Role.ROLE_ENGINEERING_SUPPORT,
    Role.ROLE_FACILITATION_SUPPORT,
    Role.ROLE_CO_FUNDER,
)
"""Roles that bring days, money or an answer for the result: a full line; the others a dotted one."""

PADDING, GAP, LABEL, GUTTER = 10, 12, 26, 18
TITLE_LINE, SMALL_LINE = 19, 16
TITLE_SIGN, SMALL_SIGN = 8.4, 7.1
"""Width of an average sign, a little more than any face of the stylesheet has: words never leave a box."""

MOST_LINES = 3


@dataclass(frozen=True)
class Line:
    """One line of text, where it stands and how: title, small, role, tag."""

    text: str
    x: float
    y: float
    style: str


@dataclass(frozen=True)
class Box:
    """One party. `look`: owner, nobody or other."""

    x: float
    y: float
    width: float
    height: float
    look: str
    lines: tuple[Line, ...]
    roles: tuple[int, ...] = ()
    row: int = 0

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Band:
    """One level. `note` is said where nobody has a role."""

    label: str
    y: float
    height: float
    note: str = ""


@dataclass(frozen=True)
class Link:
    """From a party to the owner; `path` in the words of SVG, `end` where it touches the owner."""

    path: str
    end: tuple[float, float]
    lends: bool


@dataclass(frozen=True)
class Picture:
    """The drawing, in units of about a pixel on a screen of that width."""

    name: str
    width: float
    height: float
    bands: tuple[Band, ...]
    links: tuple[Link, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Format:
    """For which screen: its name, its width, how many boxes stand side by side, how wide one may be."""

    name: str
    width: float
    across: int
    widest: float


DESK = Format("desk", 700, 3, 300)
PHONE = Format("phone", 340, 2, 240)


def pictures(decision: Decision, directory: Directory, say: Say) -> tuple[Picture, Picture]:
    """The drawing for a desk and the one for a telephone."""
    sorted_ = tiers(decision, directory)
    nobody = decision.owner.kind in (OwnerKind.OWNER_KIND_NOBODY, OwnerKind.OWNER_KIND_UNSPECIFIED)
    return _draw(sorted_, DESK, say, nobody=nobody), _draw(sorted_, PHONE, say, nobody=nobody)


def _draw(all_tiers: Sequence[Tier], form: Format, say: Say, *, nobody: bool) -> Picture:
    bands: list[Band] = []
    boxes: list[Box] = []
    top, row = 0.0, 0
    for tier in all_tiers:
        placed, bottom = _place(tier.parties, form, say, top + LABEL, row)
        boxes += placed
        row = placed[-1].row + 1 if placed else row
        note = "" if placed else say(msg("Aucun rôle dans ce projet."))
        bottom = bottom if placed else top + LABEL + SMALL_LINE
        bands.append(Band(say(BAND[tier.level]), top, bottom + PADDING - top, note))
        top = bottom + PADDING + GAP / 2
    if nobody:
        boxes.append(_nobody(form, say, top))
        top += boxes[-1].height + GAP / 2
    owner = next((box for box in boxes if box.look == "owner"), None)
    links = _links(boxes, owner, form) if owner else ()
    return Picture(form.name, form.width, top - GAP / 2 + 1, tuple(bands), tuple(links), tuple(boxes))


def _place(parties: Sequence[Party], form: Format, say: Say, top: float, row: int) -> tuple[list[Box], float]:
    """Boxes in rows, those of a row of one height; where the last row ends."""
    room = form.width - 2 * GUTTER
    across = min(form.across, len(parties))
    width = min(form.widest, (room - GAP * (across - 1)) / max(across, 1))
    placed: list[Box] = []
    for start in range(0, len(parties), form.across):
        drawn = [_box(party, width, say) for party in parties[start : start + form.across]]
        height = max(box.height for box in drawn)
        left = (form.width - len(drawn) * (width + GAP) + GAP) / 2
        for column, box in enumerate(drawn):
            placed.append(_moved(replace(box, height=height, row=row), left + column * (width + GAP), top))
        top += height + GAP
        row += 1
    return placed, top - GAP


def _box(party: Party, width: float, say: Say) -> Box:
    room = width - 2 * PADDING
    title = party.title or say(msg("{count} communes", count=party.count))
    said: list[tuple[str, str]] = []
    if party.is_owner:
        said.append((say(words.ROLE[Role.ROLE_OWNER]).upper(), "tag"))
    said += [(line, "title") for line in _wrapped(_capital(title), room / TITLE_SIGN)]
    said += [(line, "small") for line in _wrapped(party.full, room / SMALL_SIGN)]
    for role in party.roles:
        if role != Role.ROLE_OWNER:
            said += [(line, "role") for line in _wrapped(say(words.ROLE[role]), room / SMALL_SIGN)]
    return _written(said, width, "owner" if party.is_owner else "other", party.roles)


def _nobody(form: Format, say: Say, top: float) -> Box:
    width = form.width - 2 * GUTTER
    said = [
        (line, "title")
        for line in _wrapped(say(msg("Personne ne porte ce projet, en l’état.")), width / TITLE_SIGN)
    ]
    return _moved(_written(said, width, "nobody", ()), GUTTER, top)


def _written(said: Sequence[tuple[str, str]], width: float, look: str, roles: tuple[int, ...]) -> Box:
    lines: list[Line] = []
    y = PADDING / 2
    for text, style in said:
        y += TITLE_LINE if style == "title" else SMALL_LINE
        lines.append(Line(text, PADDING, y, style))
    return Box(0, 0, width, y + PADDING, look, tuple(lines), roles)


def _moved(box: Box, x: float, y: float) -> Box:
    lines = tuple(replace(line, x=line.x + x, y=line.y + y) for line in box.lines)
    return replace(box, x=box.x + x, y=box.y + y, lines=lines)


def _links(boxes: Sequence[Box], owner: Box, form: Format) -> Iterator[Link]:
    others = [box for box in boxes if box is not owner and box.roles]
    # Ends are spread along the edge of the owner, in the order of where they come from.
    above = sorted((box for box in others if box.row == owner.row - 1), key=lambda box: box.x)
    below = sorted((box for box in others if box.row == owner.row + 1), key=lambda box: box.x)
    for group, edge in ((above, owner.y), (below, owner.y + owner.height)):
        for place, box in enumerate(group, 1):
            x = owner.x + owner.width * place / (len(group) + 1)
            yield _curve(box, (x, edge))
    for box in (box for box in others if box.row == owner.row):
        # The owner stands first in its row; a line from far passes behind those between.
        end = (owner.x + owner.width, owner.middle[1])
        yield Link(f"M{box.x:.0f} {end[1]:.0f}H{end[0]:.0f}", end, _lends(box))
    far = [box for box in others if abs(box.row - owner.row) > 1]
    rows = sorted({box.row for box in far})
    for box in far:
        # Those of one row arrive together.
        yield _around(box, owner, form, (rows.index(box.row) + 1) / (len(rows) + 1))


def _curve(box: Box, end: tuple[float, float]) -> Link:
    """Between two rows that follow each other."""
    x = box.middle[0]
    y = box.y if box.y > end[1] else box.y + box.height
    half = (y + end[1]) / 2
    path = f"M{x:.0f} {y:.0f}C{x:.0f} {half:.0f} {end[0]:.0f} {half:.0f} {end[0]:.0f} {end[1]:.0f}"
    return Link(path, end, _lends(box))


def _around(box: Box, owner: Box, form: Format, share: float) -> Link:
    """Past the rows between, by the free strip at the right."""
    strip = form.width - GUTTER * (0.3 + share / 2)
    start = (box.x + box.width, box.middle[1])
    end = (owner.x + owner.width, owner.y + owner.height * share)
    path = f"M{start[0]:.0f} {start[1]:.0f}H{strip:.1f}V{end[1]:.0f}H{end[0]:.0f}"
    return Link(path, end, _lends(box))


def _lends(box: Box) -> bool:
    return any(role in LENT for role in box.roles)


def _wrapped(text: str, room: float) -> list[str]:
    """Words in lines of at most `room` signs; what does not fit into the last line ends in dots."""
    lines: list[str] = []
    # A long name may also be parted after a hyphen.
    for word in text.replace("-", "-\u200b").replace(" ", " \u200b").split("\u200b"):
        if lines and len(lines[-1]) + len(word.rstrip()) <= room:
            lines[-1] += word
        elif word:
            lines.append(word)
    lines = [line.rstrip() for line in lines]
    whole = int(room)
    lines = [line if len(line) <= whole else f"{line[: whole - 1]}…" for line in lines]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1][: whole - 1]}…"]
    return lines


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
