"""La page d’un projet: its state, the decision and why, what one may do, what happened."""

from __future__ import annotations

from starlette.responses import Response

from archipel.projects.v1.projects_pb2 import (
    GetProjectRequest,
    ListProjectHistoryRequest,
    Project,
)
from services.portal.clients.around import around_project
from services.portal.clients.reference import read_names
from services.portal.storage.awaited import bare, must_accept_again, needs_two_thirds, open_contests
from services.portal.views.consent_view import dues_of, opinions_of
from services.portal.views.decision_parties import tiers
from services.portal.views.decision_picture import pictures
from services.portal.views.forms import Form
from services.portal.views.project_acts import acts_on, steps
from services.portal.views.transfer_view import new_offer, owners_to_be
from services.portal.web.routing import get
from services.portal.web.visit import Visit

HISTORY = 50


async def show(visit: Visit) -> Response:
    return await page(visit, await project_of(visit))


async def page(
    visit: Visit, project: Project, form: Form | None = None, act: str = "", *, status: int = 200
) -> Response:
    """The page; `form` and `act` are an act that was refused, shown again with what was typed."""
    calls, id_ = visit.calls, bare(project.name)
    history = await calls.ask(
        calls.services.projects.ListProjectHistory,
        ListProjectHistoryRequest(name=project.name, page_size=HISTORY),
    )
    entries = list(reversed(history.entries))
    vocabulary = await visit.portal.vocabulary.read(calls)
    competence = vocabulary.get(project.facts.competence)
    acting = visit.session.acting_body if visit.session else ""
    around = await around_project(calls, project)
    directory = visit.portal.directory
    return visit.render(
        "project.html",
        status=status,
        project=project,
        id=id_,
        competence=competence.title if competence else project.facts.competence,
        steps=steps(project),
        acts=acts_on(project, acting, visit.holds, around.wishes),
        around=around,
        tiers=tiers(project.decision, directory),
        pictures=pictures(project.decision, directory, visit.language.text),
        opinions=opinions_of(project),
        dues=dues_of(project.decision),
        open_contests=open_contests(project),
        two_thirds=needs_two_thirds(project),
        again=must_accept_again(project),
        owners_to_be=owners_to_be(project, directory),
        linked=await visit.portal.reading.linked(id_, visit.viewer),
        history=entries,
        names=await read_names(calls, [entry.actor for entry in entries]),
        forms=Forms(new_offer(project, around.wishes), form or Form(), act),
        act=act,
        topics=[project.name],
    )


class Forms:
    """The form of each act: as it was typed, where it was refused, else as it begins. Fields bear prefixes,
    so that no two on the page have the same id.
    """

    def __init__(self, offer: Form, refused: Form, act: str) -> None:
        self._offer = offer
        self._act = act
        self.refused = refused
        self.refused.prefix = prefix(act)

    def __call__(self, act: str) -> Form:
        if act == self._act:
            return self.refused
        begun = self._offer if act == "offer" else Form()
        begun.prefix = prefix(act)
        return begun


def prefix(act: str) -> str:
    """None for what everybody knows by its plain name: the acceptance."""
    return "" if act in ("", "accept") else f"{act}-"


async def project_of(visit: Visit) -> Project:
    """The project that the address names."""
    return await visit.calls.ask(
        visit.calls.services.projects.GetProject,
        GetProjectRequest(name=f"projects/{visit.request.path_params['id']}"),
    )


routes = [get("/projets/{id}", show)]
