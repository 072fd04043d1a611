"""Turns of where a project works and is felt: one commune more, or fewer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.change.turns import Turn, but, turn_of_project
from services.projects.domain.subsidiarity.facts import Body, Level
from services.projects.domain.subsidiarity.sheet import Sheet
from services.projects.domain.subsidiarity.words import listed, named


def turns_of_ground(sheet: Sheet) -> Iterator[Turn]:
    """One commune more or, of several, only one, or only those of one agglomeration."""
    works = sheet.works
    homes = sheet.uppers(Level.AGGLOMERATION)
    if len(homes) == 1:
        inside, outside = _neighbours(sheet, homes[0])
        for more in (inside, outside):
            if more is not None:
                yield _ground(sheet, (*works, more.code), _wider(more))
        yield from _effects(sheet, homes[0], outside)
    if len(works) > 1:
        single = sheet.facts.origin if sheet.facts.origin in works else works[0]
        yield _ground(sheet, (single,), _only(sheet, (single,)))
        above = {code: sheet.directory.above(code, Level.AGGLOMERATION) for code in works}
        for home in dict.fromkeys(above.values()):
            part = tuple(code for code in works if above[code] == home)
            if home is not None and 1 < len(part) < len(works):
                yield _ground(sheet, part, _only(sheet, part))


def _neighbours(sheet: Sheet, home: Body) -> tuple[Body | None, Body | None]:
    """A further commune of the same agglomeration, and one of another below the same pole."""
    perimeter = sheet.directory.perimeter(home.code)
    pole = sheet.directory.above(home.code, Level.POLE)
    around = sheet.directory.perimeter(pole.code) if pole is not None else frozenset()
    inside = min(perimeter.difference(sheet.works), default="")
    outside = min(around - perimeter, default="")
    return sheet.directory.body(inside), sheet.directory.body(outside)


def _effects(sheet: Sheet, home: Body, outside: Body | None) -> Iterator[Turn]:
    """Effects that leave the agglomeration, or no longer do: whether the pole comes into question (R4)."""
    impact = tuple(sorted(set(sheet.facts.impact_area)))
    pole_is_able = any(body.level is Level.POLE for body in sheet.able_everywhere)
    if not (pole_is_able and sheet.facts.works_area):
        return
    if not sheet.beyond_one_agglomeration and outside is not None:
        yield _impact(sheet, (*impact, outside.code), lambda: _felt_in(outside))
    elif sheet.beyond_one_agglomeration:
        perimeter = sheet.directory.perimeter(home.code)
        near = tuple(code for code in impact if code in perimeter)
        if near != impact:
            yield _impact(sheet, near, lambda: _felt_inside(home))


def _felt_in(commune: Body) -> Text:
    return msg(
        "si l’impact s’étend à une autre agglomération, par exemple à {commune}", commune=commune.title
    )


def _felt_inside(home: Body) -> Text:
    return msg("si l’impact ne dépasse pas {agglomeration}", agglomeration=named(home))


def _impact(sheet: Sheet, impact: tuple[str, ...], words: Callable[[], Text]) -> Turn:
    return turn_of_project(
        "impact_area",
        _codes(sheet.facts.impact_area),
        _codes(impact),
        words,
        lambda facts: but(facts, impact_area=impact),
    )


def _ground(sheet: Sheet, works: tuple[str, ...], words: Callable[[], Text]) -> Turn:
    return turn_of_project(
        "works_area",
        _codes(sheet.facts.works_area),
        _codes(works),
        words,
        lambda facts: but(facts, works_area=works),
    )


def _codes(codes: tuple[str, ...]) -> str:
    return json.dumps(sorted(set(codes))) if codes else ""


def _wider(more: Body) -> Callable[[], Text]:
    return lambda: msg("si l’emprise s’étend à une autre commune, par exemple {commune}", commune=more.title)


def _only(sheet: Sheet, part: tuple[str, ...]) -> Callable[[], Text]:
    def words() -> Text:
        bodies = (sheet.directory.body(code) for code in part)
        return msg(
            "si l’emprise se limite à {communes}", communes=listed(b.title for b in bodies if b is not None)
        )

    return words
