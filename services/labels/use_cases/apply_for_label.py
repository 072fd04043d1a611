"""The lead or owner of a project asks for the label, once per project and campaign."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import AlreadyThere, Caller, Hidden, NotFound, msg, uuid7
from services.labels.domain.application import Application
from services.labels.domain.submission import submit_application
from services.labels.use_cases.ports import Unit


@dataclass(frozen=True)
class ApplyForLabel:
    """`campaign` and `project` are UUIDs, `body` the code of the applicant."""

    campaign: str
    project: str
    body: str
    statement: str


async def apply_for_label(command: ApplyForLabel, caller: Caller, unit: Unit) -> Application:
    """Raise NotFound, alike for a project that does not exist and for one that is hidden; AlreadyThere when
    it already stands in this campaign (an application that was withdrawn does not count); and what
    `submit_application` raises.
    """
    caller.must_hold(command.body, "elected")
    campaign = await unit.campaigns.get(command.campaign)
    project = await unit.projects.find(command.project)
    if project is None or not project.visible_to(caller):
        raise _project_not_found(f"projects/{command.project}", hidden=project is not None)
    application = submit_application(
        str(uuid7()),
        campaign=campaign,
        project=project,
        framework=unit.frameworks.get(campaign.framework),
        applicant=command.body,
        statement=command.statement,
        now=unit.clock.now(),
    )
    if await unit.applications.stands(command.campaign, command.project):
        raise AlreadyThere(
            "ALREADY_APPLIED",
            msg("Ce projet a déjà une candidature dans cette campagne."),
            campaign=campaign.name,
            project=f"projects/{command.project}",
        )
    await unit.applications.add(application)
    return application


def _project_not_found(name: str, *, hidden: bool) -> NotFound:
    text = msg(
        "Ce projet n’est pas connu, n’est encore qu’un brouillon, ou ne vous est pas ouvert :"
        " soumettez-le d’abord."
    )
    return (Hidden if hidden else NotFound)("PROJECT_NOT_FOUND", text, resource=name)
