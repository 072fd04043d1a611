"""La page d’un projet: its state, the decision and why, what one may do, what happened."""

from __future__ import annotations

from starlette.responses import Response

from archipel.projects.v1.projects_pb2 import (
    GetProjectRequest,
    ListProjectHistoryRequest,
    Project,
)
from services.portal.clients.reference import read_names
from services.portal.views.forms import Form
from services.portal.views.project_acts import acts_on, steps
from services.portal.web.routing import get
from services.portal.web.visit import Visit

HISTORY = 50


async def show(visit: Visit) -> Response:
    return await page(visit, await project_of(visit))


async def page(
    visit: Visit, project: Project, form: Form | None = None, act: str = "", *, status: int = 200
) -> Response:
    """The page; `form` and `act` are an act that was refused, shown again with what was typed."""
    calls = visit.calls
    history = await calls.ask(
        calls.services.projects.ListProjectHistory,
        ListProjectHistoryRequest(name=project.name, page_size=HISTORY),
    )
    entries = list(reversed(history.entries))
    vocabulary = await visit.portal.vocabulary.read(calls)
    competence = vocabulary.get(project.facts.competence)
    acting = visit.session.acting_body if visit.session else ""
    return visit.render(
        "project.html",
        status=status,
        project=project,
        id=project.name.partition("/")[2],
        competence=competence.title if competence else project.facts.competence,
        steps=steps(project),
        acts=acts_on(project, acting, visit.holds),
        linked=await visit.portal.reading.linked(project.name.partition("/")[2], visit.viewer),
        history=entries,
        names=await read_names(calls, [entry.actor for entry in entries]),
        form=form or Form(),
        act=act,
        topics=[project.name],
    )


async def project_of(visit: Visit) -> Project:
    """The project that the address names."""
    return await visit.calls.ask(
        visit.calls.services.projects.GetProject,
        GetProjectRequest(name=f"projects/{visit.request.path_params['id']}"),
    )


routes = [get("/projets/{id}", show)]
