"""What of the jurors' work may be read, by whom, and when: all of it after the decision, before it little."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Caller
from services.labels.domain.application import Application
from services.labels.domain.marks import InterestStatement, MarkSheet
from services.labels.domain.score import Score


@dataclass(frozen=True)
class Disclosure:
    """The part of an application's instruction that somebody may read."""

    statements: tuple[InterestStatement, ...]
    sheets: tuple[MarkSheet, ...]
    score: Score | None


def disclosed(application: Application, caller: Caller) -> Disclosure:
    """Before the decision the elected of the labelling body read all, a juror reads his own (so that
    experts judge apart), and everybody else nothing; a mandate at the applicant shuts both out.
    """
    chair = caller.holds(application.campaign_body, "elected") and not caller.holds(application.applicant)
    if application.decided or chair:
        return Disclosure(application.statements, application.sheets, application.score)
    return Disclosure(
        tuple(statement for statement in application.statements if statement.juror == caller.id),
        tuple(sheet for sheet in application.sheets if sheet.juror == caller.id),
        None,
    )
