"""How every use case on an application begins: load it, hide it from who may not know of it."""

from __future__ import annotations

from chassis.domain import Caller, Hidden, NotFound, msg
from services.labels.domain.application import Application
from services.labels.domain.project_ref import ProjectRef
from services.labels.use_cases.ports import Unit


async def load_application(application_id: str, caller: Caller, unit: Unit) -> Application:
    """Raise NotFound, alike for an application that does not exist and for one that is hidden."""
    application = await unit.applications.find(application_id)
    text = msg("Cette candidature n’existe pas, ou ne vous est pas ouverte.")
    if application is None:
        raise NotFound("NOT_FOUND", text, resource=f"applications/{application_id}")
    if not application.may_be_seen_by(caller):
        raise Hidden("NOT_FOUND", text, resource=f"applications/{application_id}")
    return application


async def project_of(application: Application, unit: Unit) -> ProjectRef:
    """The copy of the application's project. Raise NotFound while the copies are being rebuilt."""
    project = await unit.projects.find(application.project)
    if project is None:
        raise NotFound(
            "PROJECT_UNKNOWN",
            msg("Le projet de cette candidature n’est pas encore connu ici : réessayez dans un moment."),
            resource=f"projects/{application.project}",
        )
    return project
