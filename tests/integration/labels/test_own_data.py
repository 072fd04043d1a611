"""A juror reads their own interests and marks, and none of the other jurors'."""

from __future__ import annotations

from archipel.labels.v1 import labels_pb2 as pb
from tests.fixtures.own_data import own_data
from tests.integration.labels.world import CRITERIA, World, mark_request


async def test_a_juror_reads_what_they_declared_and_how_they_marked(world: World) -> None:
    made = await world.application()
    for juror, value in (("juror", 4), ("second_juror", 2)):
        await world.call(juror, "DeclareInterests", pb.DeclareInterestsRequest(name=made.name))
        await world.call(juror, "MarkCriteria", mark_request(made.name, value))

    (kept,) = [
        one for one in (await own_data(world.client("juror")))["applications"] if one["resource"] == made.name
    ]

    (interests,) = kept["facts"]["interests"]
    assert (interests["conflict"], interests["text"]) == (False, "")
    marks = kept["facts"]["marks"]
    assert [mark["criterion"] for mark in marks] == list(CRITERIA)
    assert {mark["value"] for mark in marks} == {4}
    assert len(kept["facts"]["marked_at"]) == 1
    assert "second_juror" not in str(kept)
    assert await own_data(world.client("mayor")) == {}
