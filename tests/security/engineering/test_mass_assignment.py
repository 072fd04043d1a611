"""What only the service sets of an agent is set by no request, whatever it carries or its mask names."""

from __future__ import annotations

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from grpc import StatusCode

from archipel.engineering.v1 import engineering_pb2 as pb
from chassis.testing.running import refusal
from chassis.testing.waiting import eventually
from services.engineering.access import ACCESS
from tests.security.assignment import forged
from tests.security.cast import ANONYMOUS, CALL
from tests.security.engineering.staged import POOL, agent_of, own
from tests.security.reflection import reflected, request_class
from tests.security.stage import PlaceStage

FIELDS = {field.name for field in pb.Agent.DESCRIPTOR.fields}
CHANGED = frozenset({"quota", "skills", "lending"})
"""What an update changes."""
WRITTEN = CHANGED | {"person", "employer", "full_time_days"}
"""What is said once."""
KEPT = sorted(FIELDS - WRITTEN)
UPDATE = "/archipel.engineering.v1.EngineeringService/UpdateAgent"


def standing(agent: pb.Agent) -> dict[str, object]:
    """Everything but what an update moves by itself."""
    return {name: getattr(agent, name) for name in FIELDS - {"etag", "update_time"}}


async def test_only_an_agent_is_sent_as_a_whole_resource(stage: PlaceStage) -> None:
    methods = await reflected(stage.client(ANONYMOUS))
    carrying = {
        method.name
        for path, method in methods.items()
        if path in ACCESS
        and any(
            field.message_type and "home_node" in field.message_type.fields_by_name
            for field in request_class(method).DESCRIPTOR.fields
        )
    }
    assert carrying == {"RegisterAgent", "UpdateAgent"}


async def test_an_agent_is_registered_without_what_only_the_service_sets(stage: PlaceStage) -> None:
    sent = forged(agent_of(CALL, "somebody_new"), *KEPT)
    made = await stage.place.do(POOL, "RegisterAgent", pb.RegisterAgentRequest(agent=sent))
    assert (made.etag, made.home_node, made.epoch, list(made.absences)) == ('"1-1"', "test", 1, [])
    assert made.name.startswith("agents/")
    assert made.create_time != sent.create_time
    assert await stage.place.do(POOL, "GetAgent", pb.GetAgentRequest(name=made.name)) == made


@pytest.mark.parametrize("name", sorted(FIELDS - CHANGED))
async def test_a_mask_that_names_what_does_not_change_is_refused_and_noted(
    stage: PlaceStage, name: str
) -> None:
    agent = await stage.shared("agent", "own")
    before = await stage.place.do(POOL, "GetAgent", pb.GetAgentRequest(name=agent.name))
    sent = forged(before, name)
    sent.name, sent.etag, sent.quota = before.name, before.etag, "50"
    request = pb.UpdateAgentRequest(agent=sent, update_mask=FieldMask(paths=[name, "quota"]))
    noted = await stage.witness.noted(UPDATE)
    refused = await refusal(stage.place.do(POOL, "UpdateAgent", request))
    assert (refused.code, refused.fields) == (
        StatusCode.INVALID_ARGUMENT,
        {"update_mask": "MASK_UNKNOWN"},
    )
    assert await stage.place.do(POOL, "GetAgent", pb.GetAgentRequest(name=agent.name)) == before

    async def is_noted() -> bool:
        return ("MASK_UNKNOWN", POOL.id, "") in await stage.witness.noted(UPDATE) - noted

    await eventually(is_noted)


async def test_an_update_changes_what_its_mask_names_and_nothing_else(stage: PlaceStage) -> None:
    agent = await own(stage.place)
    sent = forged(agent, *sorted(FIELDS - {"name", "etag", "skills", "lending", "quota", "full_time_days"}))
    sent.quota = "50"
    request = pb.UpdateAgentRequest(agent=sent, update_mask=FieldMask(paths=["quota"]))
    made = await stage.place.do(POOL, "UpdateAgent", request)
    agent.quota = "50"
    assert standing(made) == standing(agent)
