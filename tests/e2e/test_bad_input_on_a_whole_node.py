"""What bad input gets from a running node: a reason, the field, what to do, and nothing half-done.

Once for each kind, with real tokens; every case of every RPC stands in the services' own suites.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import grpc
import pytest
from google.type.date_pb2 import Date

from archipel.funding.v1 import funding_pb2
from archipel.projects.v1 import projects_pb2 as pb
from chassis.testing.running import CallRefused, refusal
from node.personas import PASSWORD
from node.sign_in import sign_in
from tests.e2e.cast import ANYBODY, GRENAY, LOOS, MAYOR, NEIGHBOUR, Cast, body
from tests.e2e.tales import castors, church_roof, drafted, euros, lines, plan_of, submitted

Spoil = Callable[[pb.Project], object]

SPOILS: dict[str, tuple[Spoil, dict[str, str]]] = {
    "an unknown commune": (
        lambda p: p.facts.works_area.append(body("99999")),
        {"project.facts.works_area[1]": "UNKNOWN_COMMUNE"},
    ),
    "works outside the perimeter without partners": (
        lambda p: p.facts.works_area.append(body(GRENAY)),
        {"project.facts.works_area[1]": "OUTSIDE_PERIMETER"},
    ),
    "a negative amount": (
        lambda p: p.facts.cost.CopyFrom(euros(-1)),
        {"project.facts.cost": "NEGATIVE"},
    ),
    "an absurd amount": (
        lambda p: p.facts.cost.CopyFrom(euros(2**62)),
        {"project.facts.cost": "TOO_LARGE"},
    ),
    "an empty title": (lambda p: p.ClearField("title"), {"project.title": "REQUIRED"}),
    "a title of 10 000 characters": (
        lambda p: setattr(p, "title", "x" * 10_000),
        {"project.title": "TOO_LONG"},
    ),
    "an unknown competence": (
        lambda p: setattr(p.facts, "competence", "9999"),
        {"project.facts.competence": "UNKNOWN_COMPETENCE"},
    ),
    "a date before 1900": (
        lambda p: p.planned_start.CopyFrom(Date(year=1899, month=12, day=31)),
        {"project.planned_start": "DATE_OUT_OF_RANGE"},
    ),
    "several faults at once": (
        lambda p: p.MergeFrom(pb.Project(title="x" * 201, lead="Loos", planned_start=Date(year=1850))),
        {
            "project.title": "TOO_LONG",
            "project.lead": "NAME_MALFORMED",
            "project.planned_start": "DATE_INVALID",
        },
    ),
}


async def drafts_of(cast: Cast) -> set[str]:
    question = pb.ListProjectsRequest(page_size=200, state=pb.PROJECT_STATE_DRAFT)
    listed = await cast.ask(MAYOR, "projects", "ListProjects", question)
    return {project.name for project in listed.projects}


@pytest.mark.parametrize(("spoil", "faults"), SPOILS.values(), ids=SPOILS)
async def test_a_project_that_cannot_be_is_refused_whole(
    cast: Cast, spoil: Spoil, faults: dict[str, str]
) -> None:
    project = castors()
    spoil(project)
    before = await drafts_of(cast)
    refused = await cast.refused(MAYOR, "projects", "CreateProject", pb.CreateProjectRequest(project=project))
    assert refused.code == grpc.StatusCode.INVALID_ARGUMENT
    assert refused.fields == faults
    assert refused.message
    assert await drafts_of(cast) == before


async def test_a_stale_etag_is_refused_by_every_service_that_changes_things(cast: Cast) -> None:
    draft = await drafted(cast, castors())
    update = pb.UpdateProjectRequest(project=pb.Project(name=draft.name, etag=draft.etag, title="Neuf"))
    await cast.ask(MAYOR, "projects", "UpdateProject", update)
    stale = pb.SubmitProjectRequest(name=draft.name, etag=draft.etag)
    refused = await cast.refused(MAYOR, "projects", "SubmitProject", stale)
    assert (refused.code, refused.reason) == (grpc.StatusCode.ABORTED, "ETAG_STALE")

    plan = await plan_of(cast, await submitted(cast, church_roof()))
    written = funding_pb2.SetLinesRequest(
        name=plan.name, etag=plan.etag, body=body(LOOS), lines=lines(20_000, 60_000, 20_000)
    )
    await cast.ask(MAYOR, "funding", "SetLines", written)
    written.request_id = ""
    refused = await cast.refused(MAYOR, "funding", "SetLines", written)
    assert (refused.code, refused.reason) == (grpc.StatusCode.ABORTED, "ETAG_STALE")


async def test_the_same_request_twice_has_one_effect_and_another_body_under_its_id_none(cast: Cast) -> None:
    create = pb.CreateProjectRequest(request_id=str(uuid4()), project=castors())
    first = await cast.ask(MAYOR, "projects", "CreateProject", create)
    before = await drafts_of(cast)
    assert await cast.ask(MAYOR, "projects", "CreateProject", create) == first
    create.project.title = "Autre chose"
    refused = await cast.refused(MAYOR, "projects", "CreateProject", create)
    assert (refused.code, refused.reason) == (grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")
    assert await drafts_of(cast) == before


async def test_a_body_does_not_act_for_another(cast: Cast) -> None:
    request = pb.CreateProjectRequest(project=castors())
    refused = await cast.refused(NEIGHBOUR, "projects", "CreateProject", request)
    assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "ROLE_MISSING")
    assert refused.metadata["body"] == LOOS


async def refused_with(cast: Cast, token: str) -> CallRefused:
    request = pb.CreateProjectRequest(project=castors())
    return await refusal(cast.ask_with(token, "projects", "CreateProject", request))


async def test_a_missing_or_forged_token_and_one_for_somebody_else_are_refused(cast: Cast) -> None:
    refused = await refused_with(cast, "")
    assert (refused.code, refused.reason) == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_MISSING")
    head, _, signature = (await cast.token(NEIGHBOUR)).split(".")
    claims = (await cast.token(MAYOR)).split(".")[1]
    tokens = await sign_in(cast.node.settings.issuer, MAYOR, PASSWORD)
    for token in (f"{head}.{claims}.{signature}", tokens.id_token, tokens.refresh_token):
        refused = await refused_with(cast, token)
        assert (refused.code, refused.reason) == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID")


async def test_a_message_over_the_limit_says_so(cast: Cast) -> None:
    request = pb.CreateProjectRequest(project=castors(summary="x" * 300_000))
    refused = await cast.refused(MAYOR, "projects", "CreateProject", request)
    assert (refused.code, refused.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE")


@pytest.mark.parametrize("token", ["x", "WyJ4Il0=", "AAAA" * 100])
async def test_a_broken_page_token_is_refused(cast: Cast, token: str) -> None:
    for service, rpc, request in (
        ("projects", "ListProjects", pb.ListProjectsRequest(page_token=token)),
        ("funding", "ListPlans", funding_pb2.ListPlansRequest(page_token=token)),
    ):
        refused = await cast.refused(ANYBODY, service, rpc, request)
        assert refused.fields == {"page_token": "PAGE_TOKEN_BROKEN"}
