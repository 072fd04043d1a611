"""How an application comes to be: whose project it is, in what state, and in which campaign."""

from __future__ import annotations

from datetime import datetime

from chassis.domain import Fault, Forbidden, Refused, hidden_faults, msg, paris_day, raise_faults
from services.labels.domain.application import Application
from services.labels.domain.campaign import Campaign
from services.labels.domain.events import ApplicationSubmitted
from services.labels.domain.framework import Framework
from services.labels.domain.project_ref import ProjectRef

STATEMENT_LENGTH = 5_000


def submit_application(
    application_id: str,
    *,
    campaign: Campaign,
    project: ProjectRef,
    framework: Framework,
    applicant: str,
    statement: str,
    now: datetime,
) -> Application:
    """Raise InvalidInput for a project that cannot apply and for the statement's length,
    Forbidden when it is not the applicant's project, Refused when the campaign is not open today in Paris.
    """
    raise_faults(_submission_faults(project, statement))
    _check_applicant(applicant, campaign, project)
    campaign.check_open(paris_day(now))
    application = Application(
        id=application_id,
        campaign=campaign.id,
        project=project.id,
        project_title=project.title,
        applicant=applicant,
        campaign_body=campaign.body,
        statement=statement.strip(),
        framework=framework.ref,
        applicable=framework.applicable(project.facts),
        created=now,
        updated=now,
        restricted=project.restricted,
        synthetic=project.synthetic,
        concerned=project.concerned,
    )
    application.record(ApplicationSubmitted())
    return application


def _submission_faults(project: ProjectRef, statement: str) -> list[Fault]:
    faults = hidden_faults("statement", statement, lines=True)
    if not project.may_apply:
        wrong = msg("Ce projet est retiré ou attend encore des communes : il ne peut pas candidater.")
        faults.append(Fault("project", "PROJECT_NOT_READY", wrong))
    if not statement.strip():
        wrong = msg("Dites en quelques phrases pourquoi ce projet mérite le label.")
        faults.append(Fault("statement", "STATEMENT_MISSING", wrong))
    elif len(statement.strip()) > STATEMENT_LENGTH:
        wrong = msg("Ce texte dépasse {most} caractères.", most=STATEMENT_LENGTH)
        faults.append(Fault("statement", "TOO_LONG", wrong))
    return faults


def _check_applicant(applicant: str, campaign: Campaign, project: ProjectRef) -> None:
    if applicant not in project.applicants:
        raise Forbidden(
            "NOT_THE_PROJECTS_BODY",
            msg("La collectivité {body} ne mène pas ce projet et n’en est pas le porteur.", body=applicant),
            body=applicant,
        )
    if applicant == campaign.body:
        raise Refused(
            "OWN_CAMPAIGN",
            msg("Une collectivité ne candidate pas au label qu’elle attribue elle-même."),
            body=applicant,
        )
