"""Proposer un projet: the draft, its preview ("si vous déposez ainsi…"), saving and submitting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4, uuid5

from google.protobuf.field_mask_pb2 import FieldMask
from starlette.responses import Response

from archipel.projects.v1.ownership_pb2 import Principle
from archipel.projects.v1.projects_pb2 import (
    CreateProjectRequest,
    GetProjectRequest,
    Project,
    ProjectState,
    SubmitProjectRequest,
    UpdateProjectRequest,
)
from archipel.projects.v1.subsidiarity_pb2 import Decision, EvaluateSubsidiarityRequest
from archipel.projects.v1.territories_pb2 import Level
from chassis.domain import Text, msg
from services.portal.clients.around import principles_of
from services.portal.clients.refusal import ServiceRefusal
from services.portal.views.consent_view import dues_of
from services.portal.views.decision_parties import tiers
from services.portal.views.decision_picture import pictures
from services.portal.views.forms import Form
from services.portal.views.project_acts import EDITABLE
from services.portal.views.project_form import Reference, form_from_project, project_from_form
from services.portal.views.territory_words import shown_body, shown_competence
from services.portal.web.routing import get, post
from services.portal.web.visit import Visit

STATES = {str(state) for state in EDITABLE}
"""As a form carries them."""

DRAFT_FIELDS = ["title", "summary", "participants", "facts", "planned_start", "restricted"]


@dataclass
class Draft:
    """One draft being edited; `name` and `etag` are empty for a new one."""

    form: Form
    name: str = ""
    etag: str = ""
    lead: str = ""
    part_of: str = ""
    """Name of the programme whose lot it is; set when the draft is begun."""
    state: int = ProjectState.PROJECT_STATE_DRAFT
    preview: Decision | None = None
    principles: Sequence[Principle] = ()
    """Beside the preview: what others learned in the same field."""
    warning: Text | str = ""
    request_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def in_conciliation(self) -> bool:
        """Then it is submitted already, and the conciliation decides anew."""
        return self.state == ProjectState.PROJECT_STATE_CONCILIATION

    @property
    def fields(self) -> list[str]:
        """What the form may change: who was invited has answered by the time of a conciliation."""
        return [name for name in DRAFT_FIELDS if not (self.in_conciliation and name == "participants")]

    @property
    def address(self) -> str:
        return f"/projets/{self.name.partition('/')[2]}/modifier" if self.name else "/projets/nouveau"


async def new(visit: Visit) -> Response:
    visit.must_be_signed_in()
    acting = visit.acting
    form = Form()
    if acting and acting.level == Level.LEVEL_COMMUNE:
        form.put("facts.works_area", shown_body(acting))
    draft = Draft(form, lead=acting.code if acting else "")
    programme = visit.request.query_params.get("programme", "")
    if programme:
        draft.part_of = f"projects/{programme}"
        await _like_its_programme(visit, draft)
    return await _page(visit, draft)


async def _like_its_programme(visit: Visit, draft: Draft) -> None:
    """A lot begins with the competence of its programme."""
    programme = await visit.calls.ask(
        visit.calls.services.projects.GetProject, GetProjectRequest(name=draft.part_of)
    )
    entry = (await _reference(visit)).competences.get(programme.facts.competence)
    if entry:
        draft.form.put("facts.competence", shown_competence(entry))


async def edit(visit: Visit) -> Response:
    visit.must_be_signed_in()
    name = _name(visit)
    project = await visit.calls.ask(visit.calls.services.projects.GetProject, GetProjectRequest(name=name))
    if project.state not in EDITABLE:
        return visit.go(f"/projets/{visit.request.path_params['id']}")
    form = form_from_project(project, await _reference(visit))
    draft = Draft(form, name, project.etag, project.lead.rpartition("/")[2], project.part_of, project.state)
    return await _page(visit, draft)


async def send(visit: Visit) -> Response:
    """All buttons of the form: more rows, preview, save, submit."""
    session = visit.must_be_signed_in()
    form = Form.typed(await visit.request.form())
    name = _name(visit) if "id" in visit.request.path_params else ""
    draft = Draft(
        form,
        name,
        form.text("etag"),
        form.text("lead") or session.acting_body,
        form.text("part_of"),
        int(form.text("state")) if form.text("state") in STATES else ProjectState.PROJECT_STATE_DRAFT,
        request_id=_request_id(form.text("request_id")),
    )
    action = form.text("action")
    if action == "more":
        return await _page(visit, draft)
    project = project_from_form(form, draft.lead, await _reference(visit))
    project.part_of = draft.part_of
    if form.faults:
        return await _page(visit, draft, status=400)
    if action == "preview":
        return await _preview(visit, draft, project)
    return await _save(visit, draft, project, submit=action == "submit")


async def _preview(visit: Visit, draft: Draft, project: Project) -> Response:
    try:
        draft.preview = await visit.calls.ask(
            visit.calls.services.subsidiarity.EvaluateSubsidiarity,
            EvaluateSubsidiarityRequest(facts=project.facts),
        )
    except ServiceRefusal as refusal:
        return await _refused(visit, draft, refusal)
    draft.principles = await principles_of(visit.calls, project.facts.competence)
    return await _page(visit, draft)


async def _save(visit: Visit, draft: Draft, project: Project, *, submit: bool) -> Response:
    calls, services = visit.calls, visit.calls.services
    try:
        if draft.name:
            project.name, project.etag = draft.name, draft.etag
            saved = await calls.ask(
                services.projects.UpdateProject,
                UpdateProjectRequest(
                    request_id=draft.request_id, project=project, update_mask=FieldMask(paths=draft.fields)
                ),
            )
        else:
            saved = await calls.ask(
                services.projects.CreateProject,
                CreateProjectRequest(request_id=draft.request_id, project=project),
            )
        # From here on the draft exists: whatever fails now is shown on its own page.
        draft.name, draft.etag = saved.name, saved.etag
        if submit:
            saved = await calls.ask(
                services.projects.SubmitProject,
                SubmitProjectRequest(
                    request_id=str(uuid5(UUID(draft.request_id), "submit")), name=saved.name, etag=saved.etag
                ),
            )
    except ServiceRefusal as refusal:
        return await _refused(visit, draft, refusal)
    awaiting = saved.state == ProjectState.PROJECT_STATE_AWAITING_PARTNERS
    kept = "amended" if draft.in_conciliation else "saved"
    notice = ("awaiting" if awaiting else "submitted") if submit else kept
    return visit.go(f"/projets/{saved.name.partition('/')[2]}", notice)


async def _refused(visit: Visit, draft: Draft, refusal: ServiceRefusal) -> Response:
    """Nothing typed is lost: the form comes back with what is wrong. After a refusal the next attempt is
    a new request; where nobody answered it is the same one, which may have had its effect.
    """
    if not refusal.down:
        draft.request_id = str(uuid4())
    if refusal.stale:
        current = await visit.calls.ask(
            visit.calls.services.projects.GetProject, GetProjectRequest(name=draft.name)
        )
        draft.etag = current.etag
        draft.warning = msg(
            "Quelqu’un a modifié ce brouillon entre-temps. Vos réponses sont gardées ci-dessous : "
            "comparez, puis enregistrez de nouveau pour remplacer l’autre version."
        )
        return await _page(visit, draft, status=409)
    if refusal.down:
        draft.warning = msg(
            "Le service ne répond pas pour l’instant. Vos réponses sont gardées ci-dessous : "
            "attendez une minute, puis recommencez."
        )
        return await _page(visit, draft, status=503)
    draft.form.take(refusal.fields, refusal.message)
    return await _page(visit, draft, status=400)


async def _page(visit: Visit, draft: Draft, *, status: int = 200) -> Response:
    reference = await _reference(visit)
    return visit.render(
        "project_draft.html",
        status=status,
        draft=draft,
        form=draft.form,
        shown=_shown(visit, draft.preview) if draft.preview else None,
        may_write=bool(draft.lead) and visit.holds(draft.lead, "elected", "project_manager"),
        communes=[shown_body(body) for body in reference.directory.communes],
        groups=[shown_body(body) for body in reference.directory.at_level(Level.LEVEL_AGGLOMERATION)],
        competences=[shown_competence(entry) for entry in reference.competences.values()],
    )


def _shown(visit: Visit, preview: Decision) -> dict[str, object]:
    directory = visit.portal.directory
    return {
        "tiers": tiers(preview, directory),
        "pictures": pictures(preview, directory, visit.language.text),
        "dues": dues_of(preview),
    }


async def _reference(visit: Visit) -> Reference:
    return Reference(visit.portal.directory, await visit.portal.vocabulary.read(visit.calls))


def _name(visit: Visit) -> str:
    return f"projects/{visit.request.path_params['id']}"


def _request_id(typed: str) -> str:
    """The id that the form carried, so that sending it twice has one effect; a new one when it is none."""
    try:
        return str(UUID(typed))
    except ValueError:
        return str(uuid4())


routes = [
    get("/projets/nouveau", new),
    post("/projets/nouveau", send),
    get("/projets/{id}/modifier", edit),
    post("/projets/{id}/modifier", send),
]
