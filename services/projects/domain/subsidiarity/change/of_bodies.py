"""Turns of what bodies can and want: days, will, and what the register lets them do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.able import reaches
from services.projects.domain.subsidiarity.change.of_days import turns_of_days
from services.projects.domain.subsidiarity.change.turns import Situation, Turn, truth
from services.projects.domain.subsidiarity.decision import FactChange
from services.projects.domain.subsidiarity.facts import Body, Holding, Level, Mode, Nature
from services.projects.domain.subsidiarity.sheet import Sheet
from services.projects.domain.subsidiarity.words import listed, named, of_body


def turns_of_bodies(sheet: Sheet) -> Iterator[Turn]:
    """The nearest first."""
    yield from turns_of_days(sheet)
    yield from _wills(sheet)
    yield from _lines(sheet)
    yield from _third_bodies(sheet)


def _wills(sheet: Sheet) -> Iterator[Turn]:
    for body in sheet.able_everywhere:
        to = not sheet.capacity(body).willing
        yield Turn(
            (FactChange(f"capacity.{body.code}.willing", truth(not to), truth(to)),),
            _will_words(body, to),
            _will(body.code, to),
        )


def _will(code: str, to: bool) -> Callable[[Situation], Situation]:
    return lambda situation: situation.with_capacity(code, replace(situation.capacity(code), willing=to))


def _will_words(body: Body, to: bool) -> Callable[[], Text]:
    if to:
        return lambda: msg("si le conseil {of_body} accepte de porter", of_body=of_body(body))
    return lambda: msg("si le conseil {of_body} décline", of_body=of_body(body))


_LET: dict[Level, tuple[Mode, str]] = {
    Level.COMMUNE: (Mode.BY_AGREEMENT, "par un accord (L5215-27)"),
    Level.AGGLOMERATION: (Mode.DELEGATED, "par une délégation (L1111-8)"),
    Level.POLE: (Mode.METROPOLITAN_INTEREST, "par un intérêt métropolitain reconnu (L5731-1)"),
}
"""How each level may come to act where it cannot today."""


def _lines(sheet: Sheet) -> Iterator[Turn]:
    """A line that the register lacks, for a body that covers all the works."""
    able = {body.code for body in sheet.able_everywhere}
    for body in sheet.chain:
        if body.code in able or not all(sheet.directory.covers(body.code, code) for code in sheet.works):
            continue
        yield _line(sheet, body)


def _line(sheet: Sheet, body: Body) -> Turn:
    mode, how = _LET[body.level]
    line = Holding(body.code, sheet.facts.competence, mode)
    return Turn(
        (FactChange(_path(line), "", mode.value),),
        lambda: msg("si {body} peut exercer cette compétence {how}", body=named(body), how=how),
        lambda situation: replace(situation, lines=(*situation.lines, line)),
    )


def _path(line: Holding) -> str:
    return f"register.{line.body}.{line.competence}.mode"


def _third_bodies(sheet: Sheet) -> Iterator[Turn]:
    """What a third body holds alone comes back to the others; a shared service never was its alone."""
    if sheet.law is None or sheet.facts.nature is Nature.SHARED_SERVICE:
        return
    dropped = tuple(
        line
        for line, body in sheet.law.lines
        if line.mode is Mode.TRANSFERRED_TO_THIRD_BODY
        and any(reaches(sheet.directory, commune, (line, body)) for commune in sheet.communes)
    )
    if dropped:
        paths = dict.fromkeys(_path(line) for line in dropped)
        yield Turn(
            tuple(FactChange(path, Mode.TRANSFERRED_TO_THIRD_BODY.value, "") for path in paths),
            lambda: _no_longer(sheet, dropped),
            lambda situation: replace(situation, dropped=dropped),
        )


def _no_longer(sheet: Sheet, dropped: tuple[Holding, ...]) -> Text:
    bodies = {line.body: sheet.directory.body(line.body) for line in dropped}
    names = (named(body) if body is not None else code for code, body in bodies.items())
    return msg(
        "si la compétence {code} n’est plus confiée à {bodies}",
        code=sheet.facts.competence,
        bodies=listed(names),
    )
