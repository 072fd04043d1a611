"""Who the law makes able to exercise a competence in a commune, by the lines of the register (R1).

What each mode means stands at the head of `rules/r1_law.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from services.projects.domain.subsidiarity.facts import Body, Directory, Holding, Level, Mode, Register

Line = tuple[Holding, Body | None]
"""A line of the register with its body; None when the directory does not know it."""


def able_in(
    directory: Directory, register: Register, commune: str, competence: str, day: date
) -> tuple[Body, ...]:
    """The bodies able to exercise a competence in a commune on a day, nearest first; nobody is able in
    a commune that the directory does not know.
    """
    body = directory.body(commune)
    if body is None or body.level is not Level.COMMUNE:
        return ()
    able = able_bodies(directory, body, lines_in(directory, register, body, competence, day))
    return tuple(sorted(able, key=lambda each: (each.level.rank, each.code)))


def lines_in(
    directory: Directory, register: Register, commune: Body, competence: str, day: date
) -> tuple[Line, ...]:
    """The lines of a competence that reach a commune on a day: its own, and those of bodies above it."""
    held = ((line, directory.body(line.body)) for line in register.held_on(competence, day))
    return tuple(line for line in held if reaches(directory, commune, line))


def reaches(directory: Directory, commune: Body, line: Line) -> bool:
    """Whether a line says something of the commune; a body that nobody knows may cover anything."""
    _, body = line
    if body is None:
        return True
    if body.level is Level.COMMUNE:
        return body.code == commune.code
    return directory.covers(body.code, commune.code)


def able_bodies(
    directory: Directory, commune: Body, lines: Sequence[Line], *, shared_service: bool = False
) -> tuple[Body, ...]:
    """The bodies able in the commune, by the lines that reach it. For a shared service every commune and
    agglomeration is able (L5211-4-2).
    """
    third = [body for holding, body in lines if holding.mode is Mode.TRANSFERRED_TO_THIRD_BODY]
    if third and not shared_service:
        # A third body that the directory does not know excludes the others all the same.
        return tuple({body.code: body for body in third if body is not None}.values())
    above = [(holding, body) for holding, body in lines if body is not None and body.code != commune.code]
    able = {body.code: body for holding, body in above if _makes_able(holding, body)}
    if shared_service:
        agglomeration = directory.above(commune.code, Level.AGGLOMERATION)
        able.update({body.code: body for body in (commune, agglomeration) if body is not None})
    elif _commune_is_able(own_modes(commune, lines), {holding.mode for holding, _ in above}):
        able[commune.code] = commune
    return tuple(able.values())


def own_modes(commune: Body, lines: Iterable[Line]) -> list[Mode]:
    """The modes of the commune's own lines."""
    return [holding.mode for holding, _ in lines if holding.body == commune.code]


def _makes_able(holding: Holding, body: Body) -> bool:
    if body.level is Level.POLE and holding.mode is Mode.COMMUNITY_INTEREST:
        # The pole acts only by transfer, or by what is of metropolitan interest (L5731-1).
        return False
    return holding.mode is not Mode.COMMUNAL


def _commune_is_able(own: list[Mode], above: set[Mode]) -> bool:
    if any(mode is not Mode.COMMUNAL for mode in own):
        return True
    if Mode.MANDATORY in above:
        return False
    return Mode.OPTIONAL not in above or Mode.COMMUNAL in own
