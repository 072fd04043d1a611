"""What bad input gets: a reason, the field, and nothing half-done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import grpc
import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.type.date_pb2 import Date

from archipel.projects.v1 import consent_pb2
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as pb
from archipel.projects.v1 import subsidiarity_pb2 as sub
from archipel.projects.v1.projects_pb2_grpc import ProjectsServiceStub
from archipel.projects.v1.subsidiarity_pb2_grpc import SubsidiarityServiceStub
from chassis.testing.running import Client, refusal
from tests.integration.projects.project.world import (
    CALL,
    GRENAY,
    LOOS,
    POLE,
    World,
    body,
    castors,
    euros,
    today,
    vote,
)

UNKNOWN = "projects/0190a000-0000-7000-8000-000000000000"
Spoil = Callable[[pb.Project], object]


def days(skill: int, amount: str) -> list[facts.PersonDays]:
    return [facts.PersonDays(skill=facts.Skill.ValueType(skill), days=amount)]


SPOILS: dict[str, tuple[Spoil, dict[str, str]]] = {
    "an empty title": (lambda p: p.ClearField("title"), {"title": "REQUIRED"}),
    "a title of spaces": (lambda p: setattr(p, "title", " \u00a0 "), {"title": "REQUIRED"}),
    "a title of 10 000 characters": (lambda p: setattr(p, "title", "x" * 10_000), {"title": "TOO_LONG"}),
    "a title with a line break": (lambda p: setattr(p, "title", "a\nb"), {"title": "CONTROL_CHARACTER"}),
    "a summary that is too long": (lambda p: setattr(p, "summary", "x" * 5_001), {"summary": "TOO_LONG"}),
    "an unknown commune": (
        lambda p: p.facts.works_area.append(body("99999")),
        {"facts.works_area[1]": "UNKNOWN_COMMUNE"},
    ),
    "an agglomeration as works area": (
        lambda p: p.facts.works_area.append(body(CALL)),
        {"facts.works_area[1]": "UNKNOWN_COMMUNE"},
    ),
    "a name that is none": (
        lambda p: p.facts.works_area.append("Grenay"),
        {"facts.works_area[1]": "NAME_MALFORMED"},
    ),
    "works on a neighbour's ground": (
        lambda p: p.facts.works_area.append(body(GRENAY)),
        {"facts.works_area[1]": "OUTSIDE_PERIMETER"},
    ),
    "the same commune twice": (
        lambda p: p.facts.works_area.append(body(LOOS)),
        {"facts.works_area[1]": "DUPLICATE_ENTRY"},
    ),
    "an unknown impact area": (
        lambda p: p.facts.impact_area.append(body("99999")),
        {"facts.impact_area[0]": "UNKNOWN_COMMUNE"},
    ),
    "an unknown competence": (
        lambda p: setattr(p.facts, "competence", "9999"),
        {"facts.competence": "UNKNOWN_COMPETENCE"},
    ),
    "an unknown origin": (
        lambda p: setattr(p.facts, "origin", body(POLE)),
        {"facts.origin": "UNKNOWN_COMMUNE"},
    ),
    "a negative cost": (lambda p: p.facts.cost.CopyFrom(euros(-1)), {"facts.cost": "NEGATIVE"}),
    "an absurd cost": (
        lambda p: p.facts.cost.CopyFrom(euros(10_000_000_000)),
        {"facts.cost": "TOO_LARGE"},
    ),
    "the largest cost there is": (
        lambda p: p.facts.cost.CopyFrom(euros(2**63 - 1, 990_000_000)),
        {"facts.cost": "TOO_LARGE"},
    ),
    "a tenth of a cent": (
        lambda p: p.facts.cost.CopyFrom(euros(1, 1_000_000)),
        {"facts.cost": "AMOUNT_TOO_PRECISE"},
    ),
    "signs that differ": (
        lambda p: p.facts.cost.CopyFrom(euros(1, -10_000_000)),
        {"facts.cost": "AMOUNT_MALFORMED"},
    ),
    "dollars": (
        lambda p: p.facts.cost.CopyFrom(euros(1, currency="USD")),
        {"facts.cost": "CURRENCY_UNKNOWN"},
    ),
    "negative days": (
        lambda p: p.facts.person_days[0].MergeFrom(facts.PersonDays(days="-1")),
        {"facts.person_days[0].days": "NOT_POSITIVE"},
    ),
    "absurd days": (
        lambda p: p.facts.person_days[0].MergeFrom(facts.PersonDays(days="1e30")),
        {"facts.person_days[0].days": "TOO_LARGE"},
    ),
    "days that are no number": (
        lambda p: p.facts.person_days[0].MergeFrom(facts.PersonDays(days="quarante")),
        {"facts.person_days[0].days": "NUMBER_MALFORMED"},
    ),
    "an unknown skill": (
        lambda p: p.facts.person_days.extend(days(99, "1")),
        {"facts.person_days[1].skill": "UNKNOWN_VALUE"},
    ),
    "no skill": (
        lambda p: p.facts.person_days.extend(days(0, "1")),
        {"facts.person_days[1].skill": "REQUIRED"},
    ),
    "the same skill twice": (
        lambda p: p.facts.person_days.extend(days(facts.SKILL_ENGINEERING, "1")),
        {"facts.person_days[1].skill": "DUPLICATE_ENTRY"},
    ),
    "an unknown nature": (
        lambda p: setattr(p.facts, "nature", 99),
        {"facts.nature": "UNKNOWN_VALUE"},
    ),
    "evidence without a document": (
        lambda p: p.facts.evidence.append(facts.Evidence(criterion=facts.SCALE_CRITERION_BASIN_MARKET)),
        {"facts.evidence[0].document": "DOCUMENT_MISSING"},
    ),
    "a gain above one": (
        lambda p: p.facts.evidence.append(
            facts.Evidence(criterion=facts.SCALE_CRITERION_MUTUALISATION_GAIN, document="Étude", gain="20")
        ),
        {"facts.evidence[0].gain": "OUT_OF_RANGE"},
    ),
    "a party of no kind": (
        lambda p: p.facts.partners.append(facts.Party(title="Quelqu’un")),
        {"facts.partners[0].kind": "REQUIRED"},
    ),
    "a duplicate that is no project": (
        lambda p: setattr(p.facts, "duplicate_of", "projects/1"),
        {"facts.duplicate_of": "NAME_MALFORMED"},
    ),
    "a date before 1900": (
        lambda p: p.planned_start.CopyFrom(Date(year=1899, month=12, day=31)),
        {"planned_start": "DATE_OUT_OF_RANGE"},
    ),
    "a date that does not exist": (
        lambda p: p.planned_start.CopyFrom(Date(year=2027, month=2, day=30)),
        {"planned_start": "DATE_INVALID"},
    ),
    "a date in the year 2150": (
        lambda p: p.planned_start.CopyFrom(Date(year=2150, month=1, day=1)),
        {"planned_start": "DATE_OUT_OF_RANGE"},
    ),
    "an unknown invited commune": (
        lambda p: p.participants.append(pb.Participant(body=body("99999"))),
        {"participants[0]": "UNKNOWN_COMMUNE"},
    ),
    "the lead among the invited": (
        lambda p: p.participants.append(pb.Participant(body=body(LOOS))),
        {"participants[0]": "LEAD_INVITED"},
    ),
    "many things at once": (
        lambda p: p.MergeFrom(
            pb.Project(
                title="x" * 201,
                facts=facts.ProjectFacts(competence="9999", cost=euros(-2_000_000), works_area=["Lens"]),
            )
        ),
        {
            "title": "TOO_LONG",
            "facts.competence": "UNKNOWN_COMPETENCE",
            "facts.cost": "NEGATIVE",
            "facts.works_area[1]": "NAME_MALFORMED",
        },
    ),
}


@pytest.mark.parametrize(("spoil", "faults"), SPOILS.values(), ids=SPOILS)
async def test_a_draft_that_cannot_be_says_why_and_where(
    world: World, spoil: Spoil, faults: dict[str, str]
) -> None:
    project = castors()
    spoil(project)
    before = await world.journal_rows()
    refused = await world.refused("mayor", "CreateProject", pb.CreateProjectRequest(project=project))
    assert refused.code == grpc.StatusCode.INVALID_ARGUMENT
    assert refused.fields == {f"project.{field}": reason for field, reason in faults.items()}
    assert refused.reason in faults.values()
    assert refused.message
    assert await world.journal_rows() == before


@pytest.mark.parametrize("lead", ["", "Loos", "territories/", "projects/62528", "territories/99999/1"])
async def test_a_lead_that_cannot_be_read_is_told(world: World, lead: str) -> None:
    refused = await world.refused(
        "mayor", "CreateProject", pb.CreateProjectRequest(project=castors(lead=lead))
    )
    assert refused.fields == {"project.lead": "NAME_MALFORMED"}


async def test_the_same_rules_hold_for_an_update_and_nothing_changes(world: World) -> None:
    draft = await world.created()
    for paths in (["title"], []):
        request = pb.UpdateProjectRequest(
            project=pb.Project(name=draft.name, title="x" * 201), update_mask=FieldMask(paths=paths)
        )
        refused = await world.refused("mayor", "UpdateProject", request)
        assert refused.fields == {"project.title": "TOO_LONG"}
    request.update_mask.CopyFrom(FieldMask(paths=["state", "lead"]))
    refused = await world.refused("mayor", "UpdateProject", request)
    assert refused.fields == {"update_mask": "UNKNOWN_FIELD"}
    assert await world.do("mayor", "GetProject", pb.GetProjectRequest(name=draft.name)) == draft


async def test_an_incomplete_draft_is_saved_and_not_submitted(world: World) -> None:
    request = pb.CreateProjectRequest(project=pb.Project(title="Une idée", lead=body(LOOS)))
    draft = await world.do("mayor", "CreateProject", request)
    refused = await world.refused("mayor", "SubmitProject", pb.SubmitProjectRequest(name=draft.name))
    assert refused.code == grpc.StatusCode.INVALID_ARGUMENT
    assert refused.fields == {
        "project.facts.competence": "REQUIRED",
        "project.facts.works_area": "REQUIRED",
    }
    assert await world.do("mayor", "GetProject", pb.GetProjectRequest(name=draft.name)) == draft


@pytest.mark.parametrize(
    ("deliberation", "faults"),
    [
        (consent_pb2.Deliberation(), {"deliberation.date": "REQUIRED", "deliberation.reference": "REQUIRED"}),
        (vote(today() + timedelta(days=2)), {"deliberation.date": "DATE_IN_FUTURE"}),
        (vote(reference="x" * 101), {"deliberation.reference": "TOO_LONG"}),
        (
            consent_pb2.Deliberation(date=Date(year=1850, month=1, day=1), reference="42"),
            {"deliberation.date": "DATE_OUT_OF_RANGE"},
        ),
    ],
    ids=["nothing", "in the future", "a long reference", "last century's"],
)
async def test_a_deliberation_that_cannot_be_accepts_nothing(
    world: World, deliberation: consent_pb2.Deliberation, faults: dict[str, str]
) -> None:
    project = await world.submitted()
    request = pb.AcceptOwnershipRequest(name=project.name, body=body(LOOS), deliberation=deliberation)
    assert (await world.refused("mayor", "AcceptOwnership", request)).fields == faults
    seen = await world.do("mayor", "GetProject", pb.GetProjectRequest(name=project.name))
    assert seen.state == pb.PROJECT_STATE_PROPOSED


async def test_a_contest_without_ground_or_text_is_told_both(world: World) -> None:
    project = await world.submitted()
    request = pb.ContestDecisionRequest(name=project.name, body=body(CALL))
    refused = await world.refused("president", "ContestDecision", request)
    assert refused.fields == {"ground": "REQUIRED", "text": "REQUIRED"}


async def test_a_question_to_the_charter_is_checked_like_a_draft(world: World) -> None:
    client = world.client("mayor")
    question = sub.EvaluateSubsidiarityRequest(
        facts=facts.ProjectFacts(competence="9999", cost=euros(-1)), on=Date(year=2026, month=13, day=1)
    )
    refused = await refusal(
        client.call(SubsidiarityServiceStub(client.channel).EvaluateSubsidiarity, question)
    )
    assert refused.fields == {
        "on": "DATE_INVALID",
        "facts.competence": "UNKNOWN_COMPETENCE",
        "facts.cost": "NEGATIVE",
        "facts.works_area": "REQUIRED",
    }


async def test_a_stale_etag_is_refused_and_the_other_change_stays(world: World) -> None:
    draft = await world.created()
    update = pb.UpdateProjectRequest(project=pb.Project(name=draft.name, etag=draft.etag, title="Neuf"))
    updated = await world.do("manager", "UpdateProject", update)
    stale = pb.SubmitProjectRequest(name=draft.name, etag=draft.etag)
    refused = await world.refused("mayor", "SubmitProject", stale)
    assert (refused.code, refused.reason) == (grpc.StatusCode.ABORTED, "ETAG_STALE")
    assert refused.metadata["current"] == updated.etag
    assert await world.do("mayor", "GetProject", pb.GetProjectRequest(name=draft.name)) == updated


async def test_the_same_request_twice_has_one_effect_and_one_answer(world: World) -> None:
    create = pb.CreateProjectRequest(request_id=str(uuid4()), project=castors())
    draft = await world.do("mayor", "CreateProject", create)
    assert await world.do("mayor", "CreateProject", create) == draft
    submit = pb.SubmitProjectRequest(request_id=str(uuid4()), name=draft.name, etag=draft.etag)
    first = await world.do("mayor", "SubmitProject", submit)
    assert await world.do("mayor", "SubmitProject", submit) == first
    assert len(await world.events_of(draft)) == 2


async def test_the_same_request_id_with_another_body_is_refused(world: World) -> None:
    key = str(uuid4())
    draft = await world.do(
        "mayor", "CreateProject", pb.CreateProjectRequest(request_id=key, project=castors())
    )
    for request, rpc in (
        (pb.CreateProjectRequest(request_id=key, project=castors(title="Autre")), "CreateProject"),
        (pb.SubmitProjectRequest(request_id=key, name=draft.name), "SubmitProject"),
    ):
        refused = await world.refused("mayor", rpc, request)
        assert (refused.code, refused.reason) == (grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")
    assert len(await world.events_of(draft)) == 1


async def test_a_request_id_that_is_no_uuid_is_refused(world: World) -> None:
    request = pb.CreateProjectRequest(request_id="un", project=castors())
    refused = await world.refused("mayor", "CreateProject", request)
    assert refused.fields == {"request_id": "REQUEST_ID_MALFORMED"}


@pytest.mark.parametrize("name", ["", "projects/", "projects/1", "territories/62528", "projects/../1"])
async def test_a_name_that_is_none_is_refused(world: World, name: str) -> None:
    refused = await world.refused("mayor", "GetProject", pb.GetProjectRequest(name=name))
    assert refused.fields == {"name": "NAME_MALFORMED"}


async def test_an_unknown_project_is_not_found(world: World) -> None:
    refused = await world.refused("mayor", "GetProject", pb.GetProjectRequest(name=UNKNOWN))
    assert (refused.code, refused.reason) == (grpc.StatusCode.NOT_FOUND, "NOT_FOUND")


@pytest.mark.parametrize("token", ["x", "WyJ4Il0=", "é", "AAAA" * 100])
async def test_a_broken_page_token_is_refused(world: World, token: str) -> None:
    project = await world.created()
    for rpc, request in (
        ("ListProjects", pb.ListProjectsRequest(page_token=token)),
        ("ListProjectHistory", pb.ListProjectHistoryRequest(name=project.name, page_token=token)),
    ):
        refused = await world.refused("mayor", rpc, request)
        assert (refused.code, refused.fields) == (
            grpc.StatusCode.INVALID_ARGUMENT,
            {"page_token": "PAGE_TOKEN_BROKEN"},
        )


async def test_a_page_token_goes_only_with_its_own_question(world: World) -> None:
    for _ in range(2):
        await world.created()
    page = await world.do("mayor", "ListProjects", pb.ListProjectsRequest(page_size=1))
    other = pb.ListProjectsRequest(page_size=1, page_token=page.next_page_token, body=body(CALL))
    assert (await world.refused("mayor", "ListProjects", other)).fields == {"page_token": "PAGE_TOKEN_BROKEN"}
    negative = pb.ListProjectsRequest(page_size=-1)
    assert (await world.refused("mayor", "ListProjects", negative)).fields == {
        "page_size": "PAGE_SIZE_NEGATIVE"
    }


async def test_a_message_over_the_limit_is_refused(world: World) -> None:
    request = pb.CreateProjectRequest(project=castors(summary="x" * 300_000))
    refused = await world.refused("mayor", "CreateProject", request)
    assert (refused.code, refused.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE")


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": "autre"}, "TOKEN_INVALID"),
        ({"iss": "http://127.0.0.1:1"}, "TOKEN_INVALID"),
        ({"exp": 1}, "TOKEN_EXPIRED"),
        ({"nonce": "n"}, "TOKEN_INVALID"),
    ],
)
async def test_a_token_that_does_not_hold_is_refused(
    world: World, claims: dict[str, object], reason: str
) -> None:
    token = world.issuer.token("mayor", f"bodies/{LOOS}/elected", **claims)
    client = Client(world.address, token)
    request = pb.CreateProjectRequest(project=castors())
    refused = await refusal(client.call(ProjectsServiceStub(client.channel).CreateProject, request))
    await client.close()
    assert (refused.code, refused.reason) == (grpc.StatusCode.UNAUTHENTICATED, reason)


async def test_a_missing_or_forged_token_is_refused(world: World) -> None:
    good = world.issuer.token("mayor", f"bodies/{LOOS}/elected")
    head, _, signature = good.split(".")
    claims = world.issuer.token("mayor", f"bodies/{POLE}/elected").split(".")[1]
    for token, reason in (("", "TOKEN_MISSING"), (f"{head}.{claims}.{signature}", "TOKEN_INVALID")):
        client = Client(world.address, token)
        request = pb.CreateProjectRequest(project=castors())
        refused = await refusal(client.call(ProjectsServiceStub(client.channel).CreateProject, request))
        await client.close()
        assert (refused.code, refused.reason) == (grpc.StatusCode.UNAUTHENTICATED, reason)
