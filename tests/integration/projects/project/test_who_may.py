"""Who sees what, and who acts for whom, as stories. Every RPC × caller × state stands in tests/security."""

from __future__ import annotations

import grpc

from archipel.projects.v1 import projects_pb2 as pb
from tests.integration.projects.project.world import (
    CALL,
    GRENAY,
    LENS,
    LOOS,
    World,
    body,
    castors,
    vote,
)


async def test_nobody_but_its_lead_knows_of_a_draft(world: World) -> None:
    draft = await world.created(GRENAY)
    assert (await world.do("manager", "GetProject", pb.GetProjectRequest(name=draft.name))) == draft
    for person in ("", "grenay", "lens", "president", "observer", "nobody_in_particular"):
        for rpc, request in (
            ("GetProject", pb.GetProjectRequest(name=draft.name)),
            ("ListProjectHistory", pb.ListProjectHistoryRequest(name=draft.name)),
        ):
            refused = await world.refused(person, rpc, request)
            assert (refused.code, refused.reason) == (grpc.StatusCode.NOT_FOUND, "NOT_FOUND")
        assert draft.name not in await listed(world, person)
    for person in ("grenay", "president"):
        withdraw = pb.WithdrawProjectRequest(name=draft.name)
        assert (await world.refused(person, "WithdrawProject", withdraw)).code == grpc.StatusCode.NOT_FOUND


async def listed(world: World, person: str) -> set[str]:
    """Names of all projects that somebody's list holds."""
    names: set[str] = set()
    token = ""
    while True:
        request = pb.ListProjectsRequest(page_size=200, page_token=token)
        page = await world.do(person, "ListProjects", request)
        names |= {project.name for project in page.projects}
        token = page.next_page_token
        if not token:
            return names


async def test_what_is_submitted_is_seen_along_the_chain_and_what_is_accepted_by_everybody(
    world: World,
) -> None:
    proposed, accepted = await world.submitted(), await world.accepted()
    restricted = await world.accepted(restricted=True)
    for person in ("mayor", "president", "observer"):
        assert {proposed.name, accepted.name, restricted.name} <= await listed(world, person)
    for person in ("", "lens", "nobody_in_particular"):
        seen = await listed(world, person)
        assert accepted.name in seen
        assert seen.isdisjoint({proposed.name, restricted.name})


async def test_a_body_acts_only_for_itself(world: World) -> None:
    project = await world.submitted()
    for person, code in (("president", LOOS), ("mayor", CALL), ("manager", LOOS)):
        accept = pb.AcceptOwnershipRequest(name=project.name, body=body(code), deliberation=vote())
        refused = await world.refused(person, "AcceptOwnership", accept)
        assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "ROLE_MISSING")
        assert "elected" in refused.metadata["roles"]
    accept = pb.AcceptOwnershipRequest(name=project.name, body=body(CALL), deliberation=vote())
    refused = await world.refused("president", "AcceptOwnership", accept)
    assert refused.reason == "NOT_THE_PROPOSED_OWNER"


async def test_the_refusal_names_the_missing_role_and_body(world: World) -> None:
    request = pb.CreateProjectRequest(project=castors(lead=body(LENS)))
    refused = await world.refused("mayor", "CreateProject", request)
    assert refused.metadata == {"body": LENS, "roles": "elected,project_manager"}
    assert LENS in refused.message
