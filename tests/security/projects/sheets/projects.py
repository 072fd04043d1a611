"""ProjectsService: who may do what with a project of Loos to which Grenay was invited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message

from archipel.projects.v1 import consent_pb2
from archipel.projects.v1 import projects_pb2 as pb
from tests.integration.projects.project.world import GRENAY, LOOS, body, vote
from tests.security.answers import EVERYBODY, OK, Answer, Who, forbidden, refused, role_missing
from tests.security.matrix import NOWHERE, Row, Sheet
from tests.security.projects.sheets.who_sees import (
    ACROSS,
    CHAIN,
    PROJECT_SEEN_BY,
    Then,
    inside,
    past,
    sees,
)

DRAFTERS = ("elected", "project_manager")
ELECTED = ("elected",)

STATE_FORBIDS = refused("STATE_FORBIDS")


def for_the_lead(roles: tuple[str, ...], *states: str) -> Then:
    """The lead's own act, in some states."""

    def then(who: Who, state: str) -> Answer:
        if not who.holds(LOOS, *roles):
            return role_missing(LOOS, *roles)
        return OK if state in states else STATE_FORBIDS

    return past(roles, PROJECT_SEEN_BY, then)


def for_the_body(may: dict[str, dict[str, Answer]], otherwise: Answer) -> Then:
    """An act of a body that the request names: state → who, by code, is answered what. In those states any
    other body is answered `otherwise`, and in all others the state forbids it.
    """

    def then(who: Who, state: str) -> Answer:
        if state not in may:
            return STATE_FORBIDS
        return may[state].get(who.home, otherwise)

    return past(ELECTED, PROJECT_SEEN_BY, then)


def named(request: type[Message], **said: Any) -> Callable[[pb.Project, Who], Message]:
    """A request about a project, of the version that was read."""
    return lambda project, _: request(name=project.name, etag=project.etag, **said)


def acting(request: type[Message], **said: Any) -> Callable[[pb.Project, Who], Message]:
    """The same, for the body of whoever asks."""
    return lambda project, who: request(name=project.name, etag=project.etag, body=body(who.home), **said)


def _create(_: None, who: Who) -> pb.CreateProjectRequest:
    return pb.CreateProjectRequest(project=pb.Project(title="Un square", lead=body(who.home)))


def _update(project: pb.Project, _: Who) -> pb.UpdateProjectRequest:
    changed = pb.Project(name=project.name, etag=project.etag, title="Autrement")
    return pb.UpdateProjectRequest(project=changed, update_mask=FieldMask(paths=["title"]))


def _listed(page: pb.ListProjectsResponse, project: pb.Project, who: Who, state: str) -> str | None:
    there = project.name in {each.name for each in page.projects}
    wanted = sees(who, PROJECT_SEEN_BY[state])
    return None if there == wanted else f"the list {'shows' if there else 'lacks'} it"


def _same(found: pb.Project, project: pb.Project, *_: object) -> str | None:
    return None if found.name == project.name else f"answered {found.name}"


def _told(page: pb.ListProjectHistoryResponse, *_: object) -> str | None:
    return None if page.entries else "no history"


READ = past(EVERYBODY, PROJECT_SEEN_BY, lambda *_: OK)

INVITED = for_the_body({"awaiting_partners": {GRENAY: OK}}, forbidden("NOT_INVITED"))

PROJECTS_SHEET: Sheet = {
    "CreateProject": Row(NOWHERE, _create, inside(DRAFTERS, lambda _: OK)),
    "UpdateProject": Row(
        "project", _update, for_the_lead(DRAFTERS, "draft", "awaiting_partners", "conciliation")
    ),
    "SubmitProject": Row("project", named(pb.SubmitProjectRequest), for_the_lead(ELECTED, "draft")),
    "ConfirmParticipation": Row("project", acting(pb.ConfirmParticipationRequest), INVITED),
    "DeclineParticipation": Row("project", acting(pb.DeclineParticipationRequest), INVITED),
    "AcceptOwnership": Row(
        "project",
        acting(pb.AcceptOwnershipRequest, deliberation=vote()),
        for_the_body(
            {"proposed": {LOOS: OK}, "opinions_running": {LOOS: refused("ALREADY_ACCEPTED")}},
            forbidden("NOT_THE_PROPOSED_OWNER", owner=LOOS),
        ),
    ),
    "ContestDecision": Row(
        "project",
        acting(pb.ContestDecisionRequest, ground=consent_pb2.CONTEST_GROUND_COST, text="C’est trop cher."),
        for_the_body(
            {
                "proposed": dict.fromkeys(CHAIN, OK),
                "without_owner": dict.fromkeys(ACROSS, OK),
                "opinions_running": dict.fromkeys(CHAIN, OK),
                "contested": dict.fromkeys(CHAIN, OK),
            },
            forbidden("BODY_NOT_CONCERNED"),
        ),
    ),
    "WithdrawProject": Row(
        "project",
        named(pb.WithdrawProjectRequest),
        for_the_lead(
            ELECTED,
            "draft",
            "awaiting_partners",
            "proposed",
            "without_owner",
            "opinions_running",
            "contested",
            "conciliation",
        ),
    ),
    "GetProject": Row(
        "project", lambda project, _: pb.GetProjectRequest(name=project.name), READ, reads=True, shows=_same
    ),
    "ListProjects": Row(
        "project",
        lambda *_: pb.ListProjectsRequest(page_size=200),
        inside(EVERYBODY, lambda _: OK),
        reads=True,
        anew=True,
        shows=_listed,
    ),
    "ListProjectHistory": Row(
        "project",
        lambda project, _: pb.ListProjectHistoryRequest(name=project.name),
        READ,
        reads=True,
        shows=_told,
    ),
}
