"""What of the jurors' work may be read, by whom, and when: all of it after the decision, before it little."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Caller, Forbidden
from services.labels.domain.application import Application
from services.labels.domain.conflicts import Stakes
from services.labels.domain.marks import InterestStatement, MarkSheet
from services.labels.domain.project_ref import ProjectRef
from services.labels.domain.score import Score


@dataclass(frozen=True)
class Disclosure:
    """The part of an application's instruction that somebody may read."""

    statements: tuple[InterestStatement, ...] = ()
    sheets: tuple[MarkSheet, ...] = ()
    score: Score | None = None


@dataclass(frozen=True)
class Shown:
    """An application with what of its instruction somebody may read."""

    application: Application
    disclosure: Disclosure


def disclosed(application: Application, caller: Caller, project: ProjectRef | None) -> Disclosure:
    """Before the decision the elected of the labelling body who may preside read all, a juror reads his own
    (so that experts judge apart), and everybody else nothing. Who is both reads as a juror, and nobody reads
    all while it is not known whose project it is.
    """
    if application.decided or _presides(application, caller, project):
        return Disclosure(application.statements, application.sheets, application.score)
    return Disclosure(
        tuple(statement for statement in application.statements if statement.juror == caller.id),
        tuple(sheet for sheet in application.sheets if sheet.juror == caller.id),
    )


def presides(application: Application, caller: Caller) -> bool:
    """Whether the caller has the office of who reads all, conflicts apart."""
    body = application.campaign_body
    instructs = any(statement.juror == caller.id for statement in application.statements)
    return caller.holds(body, "elected") and not caller.holds(body, "juror") and not instructs


def _presides(application: Application, caller: Caller, project: ProjectRef | None) -> bool:
    if project is None or not presides(application, caller):
        return False
    stakes = Stakes.of(project, application.applicant, application.campaign_body)
    try:
        stakes.must_be_free_to_decide(caller, application.statements)
    except Forbidden:
        return False
    return True
