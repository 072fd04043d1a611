"""What a person may do with a project now: the wire's state machine, seen from one body (DESIGN §7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archipel.projects.v1.projects_pb2 import Answer, Project, ProjectState
from archipel.projects.v1.subsidiarity_pb2 import OwnerKind

Holds = Callable[..., bool]
"""(body, *roles) → whether the person holds one of the roles there."""

OPEN = (
    ProjectState.PROJECT_STATE_DRAFT,
    ProjectState.PROJECT_STATE_AWAITING_PARTNERS,
    ProjectState.PROJECT_STATE_PROPOSED,
    ProjectState.PROJECT_STATE_WITHOUT_OWNER,
    ProjectState.PROJECT_STATE_CONTESTED,
)
DECIDED = (
    ProjectState.PROJECT_STATE_PROPOSED,
    ProjectState.PROJECT_STATE_WITHOUT_OWNER,
    ProjectState.PROJECT_STATE_CONTESTED,
)


@dataclass(frozen=True)
class Acts:
    """The acts to offer. `answers_for`, `accepts_for`, `contests_for` are codes of bodies, or empty.

    The services decide; this only spares people buttons that would be refused.
    """

    edit: bool = False
    submit: bool = False
    withdraw: bool = False
    answers_for: str = ""
    accepts_for: str = ""
    contests_for: str = ""

    @property
    def any(self) -> bool:
        return self.edit or self.withdraw or bool(self.answers_for or self.accepts_for or self.contests_for)


def code(name: str) -> str:
    return name.rpartition("/")[2]


def acts_on(project: Project, acting: str, holds: Holds) -> Acts:
    """What somebody who acts for `acting` may do."""
    if not acting:
        return Acts()
    lead = code(project.lead)
    elected = holds(acting, "elected")
    leads = acting == lead and holds(acting, "elected", "project_manager")
    state = project.state
    return Acts(
        edit=leads
        and state in (ProjectState.PROJECT_STATE_DRAFT, ProjectState.PROJECT_STATE_AWAITING_PARTNERS),
        submit=acting == lead and elected and state == ProjectState.PROJECT_STATE_DRAFT,
        withdraw=acting == lead and elected and state in OPEN,
        answers_for=acting if elected and _awaited(project, acting) else "",
        accepts_for=acting
        if elected and state == ProjectState.PROJECT_STATE_PROPOSED and acting == accepting_body(project)
        else "",
        contests_for=acting
        if elected and state in DECIDED and acting in map(code, project.concerned_bodies)
        else "",
    )


def accepting_body(project: Project) -> str:
    """Who accepts: the proposed owner; for inhabitants or a third party the lead records the agreement."""
    owner = project.decision.owner
    if owner.kind == OwnerKind.OWNER_KIND_BODY:
        return code(owner.body)
    if owner.kind in (OwnerKind.OWNER_KIND_INHABITANTS, OwnerKind.OWNER_KIND_THIRD_PARTY):
        return code(project.lead)
    return ""


def _awaited(project: Project, body: str) -> bool:
    return project.state == ProjectState.PROJECT_STATE_AWAITING_PARTNERS and any(
        code(each.body) == body and each.answer == Answer.ANSWER_AWAITED for each in project.participants
    )


@dataclass(frozen=True)
class Step:
    """One step of the way of a project. `mark`: done, now, stopped or empty."""

    key: str
    mark: str


def steps(project: Project) -> list[Step]:
    """Draft → (partners) → decision → accepted, and where the project stands."""
    keys = ["draft", *(["partners"] if project.participants else []), "decision", "accepted"]
    at = {
        ProjectState.PROJECT_STATE_DRAFT: "draft",
        ProjectState.PROJECT_STATE_AWAITING_PARTNERS: "partners",
        ProjectState.PROJECT_STATE_ACCEPTED: "accepted",
    }.get(project.state, "decision")
    stopped = project.state in (
        ProjectState.PROJECT_STATE_CONTESTED,
        ProjectState.PROJECT_STATE_WITHOUT_OWNER,
        ProjectState.PROJECT_STATE_WITHDRAWN,
    )
    here = keys.index(at)
    accepted = project.state == ProjectState.PROJECT_STATE_ACCEPTED

    def mark(index: int) -> str:
        if index < here or accepted:
            return "done"
        if index == here:
            return "stopped" if stopped else "now"
        return ""

    return [Step(key, mark(index)) for index, key in enumerate(keys)]
