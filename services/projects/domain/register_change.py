"""Editing the dated competence register line by line: what a change is, who may make it, what is wrong.

The register is what the bodies say of themselves. A line is told from every other by its body, competence,
mode and first day. Lines may overlap: several bodies may hold a share of one competence on the same day.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chassis.domain import Caller, Fault, Forbidden, msg
from services.projects.domain.subsidiarity.facts import Body, Directory, Holding, Level, Mode
from services.projects.domain.writing import text_faults

EDITED = "register"
"""Folder of the lines that somebody edited here: no import of a territory's folder touches them."""

EDITOR = "elected"
"""Role that edits the register of a body."""

LEVELS_ABOVE = (Level.AGGLOMERATION, Level.POLE)
"""An agglomeration edits for its communes, the pole for all of its members."""

LONGEST_TEXT = 500
LONGEST_REFERENCE = 100

LineKey = tuple[str, str, Mode, date]
"""Body, competence, mode and first day (`date.min` for always)."""


class HoldingAct(StrEnum):
    RECORDED = "recorded"
    ENDED = "ended"
    REMOVED = "removed"
    IMPORTED = "imported"


@dataclass(frozen=True)
class HoldingChange:
    """One change of one line. `before` is None when the line was new; a removed line is its own `before`.
    `actor` is a pseudonymous id and `body` the code of the body that the actor acted for; empty for an
    operator's import.
    """

    act: HoldingAct
    holding: Holding
    before: Holding | None
    time: datetime
    actor: str
    body: str = ""
    why: str = ""


@dataclass(frozen=True)
class HoldingChanged:
    """A line of the body's register is new, another, or gone."""

    change: HoldingChange


def line_key(holding: Holding) -> LineKey:
    """What tells a line from every other."""
    return (holding.body, holding.competence, holding.mode, holding.from_ or date.min)


def must_edit(caller: Caller, body: str, holder: str, directory: Directory) -> None:
    """Raise Forbidden unless the caller is elected of `body`, and `body` is the holder itself or an
    agglomeration or pole above it.
    """
    caller.must_hold(body, EDITOR)
    if body == holder or body in (above.code for above in _above(holder, directory)):
        return
    text = msg(
        "Le registre de la collectivité {holder} se modifie par elle-même, son agglomération ou son pôle, "
        "pas par {body}.",
        holder=holder,
        body=body,
    )
    raise Forbidden("NOT_THE_HOLDER", text, body=body, holder=holder)


def _above(holder: str, directory: Directory) -> list[Body]:
    found = (directory.body(code) for code in directory.uppers(holder))
    return [body for body in found if body is not None and body.level in LEVELS_ABOVE]


def line_faults(holding: Holding, directory: Directory, competences: Container[str]) -> list[Fault]:
    """Everything that is wrong with a line."""
    return [
        *known_faults(holding, directory, competences),
        *order_faults(holding),
        *text_faults("holding.text", holding.text, LONGEST_TEXT),
        *text_faults("holding.deliberation", holding.deliberation, LONGEST_REFERENCE),
    ]


def known_faults(holding: Holding, directory: Directory, competences: Container[str]) -> list[Fault]:
    """A line names a body and a competence that exist."""
    faults = []
    if directory.body(holding.body) is None:
        text = msg("La collectivité {body} n’est pas connue : vérifiez son code.", body=holding.body)
        faults.append(Fault("holding.body", "BODY_UNKNOWN", text))
    if holding.competence not in competences:
        text = msg(
            "La compétence « {code} » n’est pas au vocabulaire : vérifiez son code.", code=holding.competence
        )
        faults.append(Fault("holding.competence", "COMPETENCE_UNKNOWN", text))
    return faults


def order_faults(holding: Holding) -> list[Fault]:
    """A line does not end before it begins."""
    if holding.from_ is None or holding.to is None or holding.to >= holding.from_:
        return []
    text = msg(
        "La fin ({last}) précède le début ({first}) : inversez-les ou corrigez.",
        last=f"{holding.to:%d/%m/%Y}",
        first=f"{holding.from_:%d/%m/%Y}",
    )
    return [Fault("holding.to", "DATES_ORDER", text)]


def ending_faults(holding: Holding) -> list[Fault]:
    """An end has a day and a vote."""
    faults = text_faults("holding.deliberation", holding.deliberation, LONGEST_REFERENCE, required=True)
    if holding.to is None:
        faults.append(Fault("holding.to", "REQUIRED", msg("Indiquez le dernier jour de cette ligne.")))
    return [*faults, *order_faults(holding)]


def import_changes(
    before: Iterable[Holding], after: Iterable[Holding], folder: str, actor: str, now: datetime
) -> list[HoldingChange]:
    """What an import makes of the lines of its folder, by key."""
    old = {line_key(line): line for line in before}
    new = {line_key(line): line for line in after}
    changed = [
        HoldingChange(HoldingAct.IMPORTED, line, old.get(key), now, actor)
        for key, line in sorted(new.items())
        if old.get(key) != line
    ]
    why = str(msg("Le dossier « {folder} » ne porte plus cette ligne.", folder=folder))
    gone = [
        HoldingChange(HoldingAct.REMOVED, line, line, now, actor, why=why)
        for key, line in sorted(old.items())
        if key not in new
    ]
    return [*changed, *gone]
