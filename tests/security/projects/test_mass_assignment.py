"""What only the service sets of a project is set by no request, whatever it carries or its mask names."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message
from grpc import StatusCode

from archipel.projects.v1 import projects_pb2 as pb
from chassis.testing.waiting import eventually
from tests.integration.projects.project.world import CALL, LOOS, body
from tests.security.fields import DEEPEST
from tests.security.projects.cast import ANONYMOUS, MAYOR
from tests.security.projects.kinds import CHANGED, WRITTEN
from tests.security.projects.stage import ProjectStage
from tests.security.projects.staged_projects import drafted
from tests.security.reflection import reflected, request_class

FIELDS = {field.name: field for field in pb.Project.DESCRIPTOR.fields}
KEPT = sorted(FIELDS.keys() - WRITTEN)
"""Set by the service alone."""
OF_THE_MOMENT = ("name", "create_time", "update_time")
"""Of each project its own."""
UPDATE = "/archipel.projects.v1.ProjectsService/UpdateProject"

CARRIES_A_PROJECT = {"CreateProject", "UpdateProject"}


def filled(message: Message, depth: int = 0) -> Message:
    """Every field of a message with something in it, as deep as it goes."""
    for field in message.DESCRIPTOR.fields:
        fill(message, field, depth)
    return message


def fill(message: Any, field: Any, depth: int = 0) -> None:
    if field.message_type is not None:
        if depth < DEEPEST:
            held = getattr(message, field.name)
            filled(held.add() if field.is_repeated else held, depth + 1)
        return
    value = forged(field)
    if field.is_repeated:
        getattr(message, field.name).append(value)
    else:
        setattr(message, field.name, value)


def forged(field: FieldDescriptor) -> Any:
    """Something that would hurt: accepted, owned by the agglomeration, held elsewhere, in another epoch."""
    if field.enum_type is not None:
        accepted = field.enum_type.values_by_name.get("PROJECT_STATE_ACCEPTED")
        return accepted.number if accepted else field.enum_type.values[-1].number
    if field.type == FieldDescriptor.TYPE_STRING:
        return {"etag": '"7-7"', "home_node": "nord"}.get(field.name, body(CALL))
    return True if field.type == FieldDescriptor.TYPE_BOOL else 7


def forge(project: pb.Project, *fields: str) -> pb.Project:
    for name in fields:
        project.ClearField(name)  # type: ignore[arg-type]
        fill(project, FIELDS[name])
    return project


def what_stands(project: pb.Project, *left_out: str) -> dict[str, Any]:
    """The fields that only the service sets, but for those of the moment."""
    return {name: getattr(project, name) for name in KEPT if name not in (*OF_THE_MOMENT, *left_out)}


async def test_no_other_request_carries_a_field_that_only_the_service_sets(stage: ProjectStage) -> None:
    """A request with a whole resource in it must be known to the tests below."""
    carrying = set()
    for method in (await reflected(stage.client(ANONYMOUS))).values():
        held = [field.message_type for field in request_class(method).DESCRIPTOR.fields if field.message_type]
        if any("home_node" in message.fields_by_name or "etag" in message.fields_by_name for message in held):
            carrying.add(method.name)
    assert carrying == CARRIES_A_PROJECT


async def test_a_project_is_created_as_a_draft_whatever_else_the_request_says(stage: ProjectStage) -> None:
    honest = pb.Project(title="Un square", lead=body(LOOS))
    plain = await stage.world.do("mayor", "CreateProject", pb.CreateProjectRequest(project=honest))
    request = pb.CreateProjectRequest(project=forge(honest, *KEPT))
    made = await stage.world.do("mayor", "CreateProject", request)
    assert what_stands(made) == what_stands(plain)
    assert (made.state, made.etag, made.epoch, made.home_node) == (
        pb.PROJECT_STATE_DRAFT, '"1-1"', 1, "test",
    )  # fmt: skip
    for name in OF_THE_MOMENT:
        assert getattr(made, name) != getattr(request.project, name)
    assert await stage.world.do("mayor", "GetProject", pb.GetProjectRequest(name=made.name)) == made


async def test_an_invited_commune_is_not_answered_for(stage: ProjectStage) -> None:
    """Of a participant the lead writes the body alone."""
    project = await drafted(stage.world)
    forged_answer = pb.Participant(body=project.participants[0].body, answer=pb.ANSWER_CONFIRMED)
    forged_answer.answer_time.GetCurrentTime()
    for mask in (["participants"], ["*"]):
        changed = pb.Project()
        changed.CopyFrom(project)
        changed.participants[0].CopyFrom(forged_answer)
        changed.etag = ""
        request = pb.UpdateProjectRequest(project=changed, update_mask=FieldMask(paths=mask))
        made = await stage.world.do("mayor", "UpdateProject", request)
        assert list(made.participants) == list(project.participants)
        assert [each.answer for each in made.participants] == [pb.ANSWER_NOT_ASKED]


@pytest.mark.parametrize("name", sorted(FIELDS.keys() - CHANGED))
async def test_a_mask_that_names_what_does_not_change_is_refused(stage: ProjectStage, name: str) -> None:
    project = await stage.shared("project", "draft")
    changed = pb.Project()
    changed.CopyFrom(project)
    forge(changed, name)
    # The name says which project is meant, and the etag which version: both stay.
    changed.name, changed.etag = project.name, project.etag
    noted = (await stage.witness.noted(UPDATE))["UNKNOWN_FIELD", MAYOR.id, ""]
    before = await stage.witness.picture()
    request = pb.UpdateProjectRequest(project=changed, update_mask=FieldMask(paths=[name, "title"]))
    refused = await stage.world.refused("mayor", "UpdateProject", request)
    assert (refused.code, refused.fields) == (StatusCode.INVALID_ARGUMENT, {"update_mask": "UNKNOWN_FIELD"})
    assert await stage.witness.picture() == before

    async def is_noted() -> bool:
        return (await stage.witness.noted(UPDATE))["UNKNOWN_FIELD", MAYOR.id, ""] == noted + 1

    assert await eventually(is_noted)


@pytest.mark.parametrize(
    "path",
    [
        "decision.owner",
        "participants.answer",
        "participants[0].answer",
        "facts.unread",
        "facts.__class__",
        "written",
        "unread",
        "consent.acceptance",
        "project.title",
        "TITLE",
        "title.x",
        " title",
        "facts.",
        "facts.cost.units",
        "title\0",
        "\u202etitle",
        "x" * 10_000,
        "",
    ],
)
async def test_a_mask_that_goes_where_there_is_no_field_is_refused(stage: ProjectStage, path: str) -> None:
    project = await stage.shared("project", "draft")
    before = await stage.witness.picture()
    changed = pb.Project(name=project.name, etag=project.etag, title="Autrement")
    request = pb.UpdateProjectRequest(project=changed, update_mask=FieldMask(paths=[path]))
    refused = await stage.world.refused("mayor", "UpdateProject", request)
    assert (refused.code, refused.fields) == (StatusCode.INVALID_ARGUMENT, {"update_mask": "UNKNOWN_FIELD"})
    assert await stage.witness.picture() == before


@pytest.mark.parametrize("mask", [["*"], []], ids=["everything", "what is set"])
async def test_an_update_of_everything_changes_what_the_lead_writes_alone(
    stage: ProjectStage, mask: list[str]
) -> None:
    project = await drafted(stage.world)
    changed = forge(pb.Project(facts=project.facts, title="Autrement"), *(FIELDS.keys() - CHANGED))
    changed.name, changed.etag = project.name, project.etag
    request = pb.UpdateProjectRequest(project=changed, update_mask=FieldMask(paths=mask))
    made = await stage.world.do("mayor", "UpdateProject", request)
    assert made.title == "Autrement"
    assert what_stands(made, "etag") == what_stands(project, "etag")
    assert (made.name, made.create_time, made.lead, made.part_of, made.synthetic) == (
        project.name, project.create_time, body(LOOS), "", False,
    )  # fmt: skip
    assert made.etag == '"1-2"'
