"""What one person may ask so many times a minute, tried at the limit."""

from __future__ import annotations

import grpc
from google.protobuf.message import Message

from chassis.testing.running import CallRefused, refusal
from tests.security.answers import Who
from tests.security.place import Place


async def is_limited(place: Place, rpc: str, request: Message, often: int, who: Who, other: Who) -> None:
    """The first so many calls are answered (here: that there is no such thing), the next one is not, and
    neither is the same call again; somebody else still is, and what was tried stands in the journal.
    """
    for _ in range(often):
        assert (await _refused(place, who, rpc, request)).reason != "RATE_LIMITED"
    for _ in range(2):
        over = await _refused(place, who, rpc, request)
        assert (over.code, over.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "RATE_LIMITED")
        assert over.metadata["per_minute"] == str(often)
        assert 1 <= int(over.metadata["retry_after_seconds"]) <= 60
    assert (await _refused(place, other, rpc, request)).reason != "RATE_LIMITED"
    noted = await place.witness.noted(f"/{place.grpc}/{rpc}")
    assert {kind for kind in noted if kind[0] == "RATE_LIMITED"} == {("RATE_LIMITED", who.id, "")}


async def _refused(place: Place, who: Who, rpc: str, request: Message) -> CallRefused:
    again = type(request).FromString(request.SerializeToString())
    return await refusal(place.do(who, rpc, again))
