"""What jurors write: statements of interest and sheets of marks, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.domain import Fault, hidden_faults, msg
from services.labels.domain.framework import Framework

REASON_LENGTH = 2_000
"""Most characters of the reason of a mark, or of what a conflict of interest is."""


@dataclass(frozen=True)
class InterestStatement:
    """`juror` is a pseudonymous id; `text` says what the conflict is."""

    juror: str
    conflict: bool
    text: str
    at: datetime


@dataclass(frozen=True)
class Mark:
    """`value` is None when the juror left it out."""

    criterion: str
    value: int | None
    reason: str


@dataclass(frozen=True)
class MarkSheet:
    """All the marks of one juror: one for each applicable criterion, in the grid's order. `spoke_for` are the
    bodies at which the juror held mandates when marking, so that a project that one of them carries later is
    not marked by its own people.
    """

    juror: str
    marks: tuple[Mark, ...]
    at: datetime
    spoke_for: frozenset[str] = frozenset()

    def value(self, criterion: str) -> int:
        """The mark for an applicable criterion."""
        return next(
            mark.value for mark in self.marks if mark.criterion == criterion and mark.value is not None
        )


def interest_faults(conflict: bool, text: str) -> list[Fault]:
    """What is wrong with a statement; its only field is text."""
    faults = hidden_faults("text", text, lines=True)
    if conflict and not text.strip():
        wrong = msg("Dites en une phrase quel est ce conflit d’intérêts.")
        faults.append(Fault("text", "REASON_MISSING", wrong))
    if len(text.strip()) > REASON_LENGTH:
        wrong = msg("Ce texte dépasse {most} caractères.", most=REASON_LENGTH)
        faults.append(Fault("text", "TOO_LONG", wrong))
    return faults


def mark_faults(marks: tuple[Mark, ...], applicable: tuple[str, ...], framework: Framework) -> list[Fault]:
    """Everything that is wrong with a sheet; fields are marks[i].criterion, .value and .reason, or
    marks when a criterion is left out.
    """
    known = {criterion.id: criterion.title for criterion in framework.criteria()}
    faults: list[Fault] = []
    seen: set[str] = set()
    for index, mark in enumerate(marks):
        path = f"marks[{index}]"
        faults += _criterion_faults(mark.criterion, f"{path}.criterion", seen, known, applicable)
        seen.add(mark.criterion)
        faults += _value_faults(mark, path, framework.scale_max)
    faults += [
        Fault(
            "marks",
            "CRITERION_MISSING",
            msg("Il manque une note pour « {title} ».", title=known[criterion]),
        )
        for criterion in applicable
        if criterion not in seen
    ]
    return faults


def _criterion_faults(
    criterion: str, field: str, seen: set[str], known: dict[str, str], applicable: tuple[str, ...]
) -> list[Fault]:
    if criterion not in known:
        wrong = msg("Le critère « {criterion} » n’est pas dans la grille.", criterion=criterion)
        return [Fault(field, "CRITERION_UNKNOWN", wrong)]
    if criterion not in applicable:
        wrong = msg("Le critère « {title} » ne s’applique pas à ce projet : ôtez-le.", title=known[criterion])
        return [Fault(field, "CRITERION_NOT_APPLICABLE", wrong)]
    if criterion in seen:
        wrong = msg("Le critère « {title} » est noté deux fois.", title=known[criterion])
        return [Fault(field, "CRITERION_TWICE", wrong)]
    return []


def _value_faults(mark: Mark, path: str, scale_max: int) -> list[Fault]:
    faults = hidden_faults(f"{path}.reason", mark.reason, lines=True)
    if mark.value is None or not 0 <= mark.value <= scale_max:
        wrong = msg("Donnez une note entière de 0 à {most}.", most=scale_max)
        faults.append(Fault(f"{path}.value", "MARK_MISSING" if mark.value is None else "OUT_OF_SCALE", wrong))
    reason = mark.reason.strip()
    if not reason:
        wrong = msg("Dites en une phrase pourquoi cette note.")
        faults.append(Fault(f"{path}.reason", "REASON_MISSING", wrong))
    elif len(reason) > REASON_LENGTH:
        wrong = msg("La raison dépasse {most} caractères : raccourcissez-la.", most=REASON_LENGTH)
        faults.append(Fault(f"{path}.reason", "TOO_LONG", wrong))
    return faults
