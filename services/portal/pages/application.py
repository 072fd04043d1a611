"""Une candidature: what the jury marks, what committees say, the decision and the award."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from archipel.labels.v1.applications_pb2 import Application, ApplicationState, InterestStatement, MarkSheet
from archipel.labels.v1.frameworks_pb2 import Criterion, Framework
from archipel.labels.v1.labels_pb2 import GetApplicationRequest, GetFrameworkRequest
from services.portal.clients.reference import read_names
from services.portal.views.forms import Form
from services.portal.web.routing import get
from services.portal.web.visit import Visit

RUNNING = (ApplicationState.APPLICATION_STATE_SUBMITTED, ApplicationState.APPLICATION_STATE_IN_INSTRUCTION)


async def show(visit: Visit) -> Response:
    application = await application_of(visit)
    return await page(visit, application, await framework_of(visit, application))


async def page(
    visit: Visit,
    application: Application,
    framework: Framework,
    form: Form | None = None,
    act: str = "",
    *,
    status: int = 200,
) -> Response:
    """The page; `form` and `act` are an act that was refused, shown again with what was typed."""
    running = application.state in RUNNING
    mine = own_statement(visit, application)
    juror = running and visit.acts_as(application.campaign_body, "juror")
    chair = running and visit.acts_as(application.campaign_body, "elected")
    jurors = [sheet.juror for sheet in application.sheets]
    return visit.render(
        "application.html",
        status=status,
        application=application,
        id=application.name.partition("/")[2],
        project=application.project.partition("/")[2],
        framework=framework,
        criteria=criteria_of(application, framework),
        declares=juror and mine is None,
        marks=juror and mine is not None and not mine.conflict,
        conflicted=mine is not None and mine.conflict,
        chairs=chair and application.applicant.rpartition("/")[2] not in visit.viewer,
        committees=framework.committees[:-1],
        deciding=framework.committees[-1] if framework.committees else None,
        withdraws=running and visit.acts_as(application.applicant, "elected"),
        names=await read_names(visit.calls, jurors),
        refused=form or Form(),
        form_of=forms_of_acts(act, form, own_sheet(visit, application)),
        act=act,
        topics=[application.name],
    )


def forms_of_acts(act: str, refused: Form | None, sheet: MarkSheet | None) -> Callable[[str], Form]:
    """The form of one act, by its key: as typed when it was refused, else as last sent, or empty."""

    def form_of(key: str) -> Form:
        if refused and key == act:
            return refused
        return _marks_form(sheet) if key == "mark" else Form()

    return form_of


def criteria_of(application: Application, framework: Framework) -> list[Criterion]:
    """The criteria that apply to this project, frozen when it applied."""
    applicable = set(application.applicable_criteria)
    return [each for family in framework.families for each in family.criteria if each.id in applicable]


def own_statement(visit: Visit, application: Application) -> InterestStatement | None:
    person = f"people/{visit.session.person}" if visit.session else ""
    return next((each for each in application.statements if each.juror == person), None)


def own_sheet(visit: Visit, application: Application) -> MarkSheet | None:
    person = f"people/{visit.session.person}" if visit.session else ""
    return next((each for each in application.sheets if each.juror == person), None)


def _marks_form(sheet: MarkSheet | None) -> Form:
    form = Form()
    for mark in sheet.marks if sheet else ():
        form.put(f"value.{mark.criterion}", str(mark.value) if mark.HasField("value") else "")
        form.put(f"reason.{mark.criterion}", mark.reason)
    return form


async def application_of(visit: Visit) -> Application:
    """The application that the address names."""
    return await visit.calls.ask(
        visit.calls.services.labels.GetApplication,
        GetApplicationRequest(name=f"applications/{visit.request.path_params['id']}"),
    )


async def framework_of(visit: Visit, application: Application) -> Framework:
    return await visit.calls.ask(
        visit.calls.services.labels.GetFramework, GetFrameworkRequest(name=application.framework)
    )


routes = [get("/labels/candidatures/{id}", show)]
