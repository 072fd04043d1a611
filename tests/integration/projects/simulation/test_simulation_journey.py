"""A draft charter is simulated over the wire: what it would change is listed, and nothing else changes."""

from __future__ import annotations

import grpc
import pytest

from archipel.projects.v1 import charters_pb2, simulations_pb2, territories_pb2
from services.projects.domain.subsidiarity.facts import Level
from tests.integration.projects.simulation.conftest import CALL, DRAFT, LOOS, POLE, PROJECTS, Place

S = simulations_pb2


def body(code: str) -> str:
    return f"territories/{code}"


async def simulated(place: Place, charter: str = "", person: str = "pole", **texts: str) -> S.Simulation:
    code = {"pole": POLE, "clerk": POLE, "call": CALL, "mayor": LOOS}[person]
    request = S.StartSimulationRequest(charter=charter, body=body(code), **texts)
    started: S.Simulation = await place.do(person, "StartSimulation", request)
    assert started.state == S.SIMULATION_STATE_RUNNING
    return await place.finished(person, started.name)


async def test_a_draft_is_simulated_and_may_then_be_put_to_the_vote(place: Place) -> None:
    draft = await place.drafted()
    vote = charters_pb2.PutCharterToVoteRequest(name=draft.name, body=body(POLE))
    assert (await place.refused("pole", "PutCharterToVote", vote)).reason == "NOT_SIMULATED"

    done = await simulated(place, draft.name, "clerk")
    assert (done.state, done.fault) == (S.SIMULATION_STATE_DONE, "")
    assert (done.projects, done.replayed, done.charter) == (PROJECTS, PROJECTS, draft.name)
    assert done.owner_changes > 0
    assert done.role_changes >= done.owner_changes
    assert done.HasField("end_time")
    assert not done.broken

    charter = await place.do("pole", "GetCharter", charters_pb2.GetCharterRequest(name=draft.name))
    assert (charter.state, charter.simulation) == (charters_pb2.CHARTER_STATE_SIMULATED, done.name)
    put = await place.do("pole", "PutCharterToVote", vote)
    assert put.state == charters_pb2.CHARTER_STATE_PUT_TO_VOTE


async def test_what_moves_adds_up_at_each_level(place: Place) -> None:
    done = await simulated(place, (await place.drafted()).name)
    assert sum(move.projects_before for move in done.levels) == PROJECTS
    assert sum(move.projects_after for move in done.levels) == PROJECTS
    assert sum(move.cost_before.units for move in done.levels) == sum(
        move.cost_after.units for move in done.levels
    )
    communes = next(m for m in done.levels if m.level == territories_pb2.LEVEL_COMMUNE)
    assert communes.projects_after > communes.projects_before  # evidence counts no more
    owned = sum(move.projects_after for move in done.bodies)
    assert owned <= PROJECTS
    assert all(move.body.startswith("territories/") for move in done.bodies)
    assert done.levels[0].level == territories_pb2.LEVEL_COMMUNE
    assert Level.COMMUNE.rank == 1


async def test_each_one_sees_the_changes_of_projects_that_one_may_see(place: Place) -> None:
    draft = await place.drafted()
    done = await simulated(place, draft.name)
    whole = await place.changes("pole", done.name)
    assert len(whole) == len({change.project for change in whole})
    assert [change.project for change in whole] == sorted(change.project for change in whole)
    assert sum(change.owner_before != change.owner_after for change in whole) <= done.owner_changes
    assert all(change.title and change.because for change in whole)
    assert any(f"{CALL}: co_funder" in change.roles_gained for change in whole)

    # Put to the vote, the draft is public, and so are totals; a list still shows nobody what is not his.
    vote = charters_pb2.PutCharterToVoteRequest(name=draft.name, body=body(POLE))
    await place.do("pole", "PutCharterToVote", vote)
    seen_by_all = await place.changes("", done.name)
    assert len(seen_by_all) < len(whole)
    assert (await place.finished("", done.name)).owner_changes == done.owner_changes


async def test_while_it_is_a_draft_only_its_own_body_sees_what_it_would_change(place: Place) -> None:
    done = await simulated(place, (await place.drafted()).name)
    get = S.GetSimulationRequest(name=done.name)
    changes = S.ListSimulationChangesRequest(name=done.name)
    for person in ("call", "mayor", ""):
        assert (await place.refused(person, "GetSimulation", get)).code is grpc.StatusCode.NOT_FOUND
        refused = await place.refused(person, "ListSimulationChanges", changes)
        assert refused.code is grpc.StatusCode.NOT_FOUND
    assert (await place.do("observer", "GetSimulation", get)).name == done.name


async def test_an_updated_draft_has_to_be_simulated_again(place: Place) -> None:
    draft = await place.drafted()
    await simulated(place, draft.name)
    changed = DRAFT.replace("Charte de subsidiarité active", "Charte nouvelle", 1)
    update = charters_pb2.UpdateCharterRequest(name=draft.name, body=body(POLE), text=changed)
    assert (await place.do("pole", "UpdateCharter", update)).state == charters_pb2.CHARTER_STATE_DRAFT


async def test_a_register_alone_is_simulated_and_says_what_it_moves(place: Place) -> None:
    lines = "body,competence,mode,from,to,text,deliberation,financial_tools\n" + "".join(
        f"{CALL},{code},mandatory,,,,,no\n" for code in ("1035", "6520", "7555")
    )
    done = await simulated(place, "", "call", register=lines)
    assert done.state == S.SIMULATION_STATE_DONE
    changes = await place.changes("call", done.name)
    assert changes
    assert any(change.owner_after == CALL for change in changes)


async def test_free_days_alone_are_simulated(place: Place) -> None:
    poor = f'"{LOOS}": {{person_days: {{engineering: 0}}}}\n"{CALL}": {{person_days: {{engineering: 0}}}}\n'
    done = await simulated(place, "", "mayor", capacities=poor)
    assert done.state == S.SIMULATION_STATE_DONE
    assert done.owner_changes == 0  # nobody above has days either: the owner stays


async def test_what_cannot_be_tried_is_told_at_once_with_every_fault(place: Place) -> None:
    request = S.StartSimulationRequest(
        body=body(POLE),
        register="body,competence,mode,from,to,text,deliberation,financial_tools\n75056,1035,always,,,,,no\n",
        capacities="nobody: {person_days: {cooking: 3}}",
    )
    refused = await place.refused("pole", "StartSimulation", request)
    assert refused.code is grpc.StatusCode.INVALID_ARGUMENT
    assert set(refused.fields) == {
        "register.csv:2:mode",
        "register.csv:2:body",
        "capacity.nobody",
        "capacity.nobody.person_days.cooking",
    }


@pytest.mark.parametrize(
    ("person", "code", "reason"),
    [
        ("observer", POLE, "ROLE_MISSING"),
        ("call", POLE, "ROLE_MISSING"),
        ("", POLE, "TOKEN_MISSING"),
    ],
)
async def test_only_who_drafts_for_a_body_simulates_for_it(
    place: Place, person: str, code: str, reason: str
) -> None:
    request = S.StartSimulationRequest(body=body(code))
    assert (await place.refused(person, "StartSimulation", request)).reason == reason


async def test_another_bodys_draft_cannot_be_simulated(place: Place) -> None:
    draft = await place.drafted()
    request = S.StartSimulationRequest(charter=draft.name, body=body(CALL))
    assert (await place.refused("call", "StartSimulation", request)).code is grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize("name", ["", "simulations/1", "projects/0190a1de-0000-7000-8000-000000000000"])
async def test_a_name_that_is_none_is_refused(place: Place, name: str) -> None:
    request = S.GetSimulationRequest(name=name)
    refused = await place.refused("pole", "GetSimulation", request)
    assert refused.code is grpc.StatusCode.INVALID_ARGUMENT


async def test_an_unknown_simulation_is_not_found(place: Place) -> None:
    request = S.GetSimulationRequest(name="simulations/0190a1de-0000-7000-8000-000000000000")
    assert (await place.refused("pole", "GetSimulation", request)).code is grpc.StatusCode.NOT_FOUND
