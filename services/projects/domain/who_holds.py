"""Who could act on a competence in a commune on a day, and who holds it, in a sentence (R1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.able import able_in, lines_in
from services.projects.domain.subsidiarity.coverage import CoverageKind, kind_in
from services.projects.domain.subsidiarity.facts import Body, Directory, Holding, Mode, Register

Day = date
"""Inside a class that has a field of that name."""

AND = " et "


@dataclass(frozen=True)
class Answer:
    """`holdings` are the lines that reach the commune; `able` codes, nearest first."""

    on: Day
    holdings: tuple[Holding, ...]
    able: tuple[str, ...]
    kind: CoverageKind
    because: str


def who_holds(directory: Directory, register: Register, commune: Body, competence: str, day: date) -> Answer:
    """The answer for a commune that the directory knows."""
    lines = lines_in(directory, register, commune, competence, day)
    able = able_in(directory, register, commune.code, competence, day)
    holdings = tuple(line for line, _ in lines)
    kind = kind_in(able, lines)
    sentence = _sentence(kind, commune, able, holdings, competence, directory)
    return Answer(day, holdings, tuple(body.code for body in able), kind, str(sentence))


def _sentence(
    kind: CoverageKind,
    commune: Body,
    able: tuple[Body, ...],
    holdings: tuple[Holding, ...],
    competence: str,
    directory: Directory,
) -> Text:
    names = AND.join(body.title for body in able)
    where = {"code": competence, "commune": commune.title}
    if kind is CoverageKind.NOBODY:
        return _nobody(holdings, where, directory)
    if kind is CoverageKind.SHARED:
        return msg(
            "À {commune}, la compétence {code} se partage entre {names} : le registre dit quelle part "
            "revient à qui.",
            names=names,
            **where,
        )
    if kind is CoverageKind.UNDECLARED:
        return msg(
            "À {commune}, {names} peuvent agir sur la compétence {code}, et rien au registre ne dit qui fait "
            "quoi : à déclarer.",
            names=names,
            **where,
        )
    (body,) = able
    if body.code == commune.code and not any(line.body == commune.code for line in holdings):
        return msg(
            "À {commune}, la compétence {code} est à la commune : personne ne l’exerce à sa place "
            "(CGCT L2121-29).",
            **where,
        )
    return msg("À {commune}, {names} exerce la compétence {code}, et nul autre.", names=names, **where)


def _nobody(holdings: tuple[Holding, ...], where: dict[str, str], directory: Directory) -> Text:
    third = [line for line in holdings if line.mode is Mode.TRANSFERRED_TO_THIRD_BODY]
    unknown = sorted({line.body for line in third or holdings if directory.body(line.body) is None})
    if unknown:
        return msg(
            "À {commune}, personne ne peut agir sur la compétence {code} : elle est tenue par {unknown}, que "
            "ce registre ne connaît pas. À compléter.",
            unknown=AND.join(unknown),
            **where,
        )
    titles = sorted({_title(line.body, directory) for line in holdings})
    return msg(
        "À {commune}, personne ne peut agir sur la compétence {code} : les lignes de {titles} l’ont retirée "
        "à la commune sans qu’un autre puisse l’exercer. À corriger.",
        titles=AND.join(titles) or "–",
        **where,
    )


def _title(code: str, directory: Directory) -> str:
    body = directory.body(code)
    return code if body is None else body.title
