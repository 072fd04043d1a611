"""Server-Sent Events: tells an open page that something it shows has changed; never what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta

from starlette.responses import Response, StreamingResponse

from services.portal.web.routing import get
from services.portal.web.visit import Visit

MOST_TOPICS = 20

LONGEST = timedelta(minutes=5)
"""As long as an access token: then the browser comes again by itself, and we look again who it is."""


async def stream(visit: Visit) -> Response:
    topics = visit.request.query_params.getlist("sujet")[:MOST_TOPICS]
    changes = visit.portal.hub.changes(_with_members(visit, topics), visit.viewer)

    clock = visit.portal.clock
    until = clock.now() + LONGEST

    async def events() -> AsyncIterator[str]:
        yield "retry: 1000\n\n"
        async with aclosing(changes):
            async for changed in changes:
                if clock.now() >= until:
                    return
                yield "event: changed\ndata: \n\n" if changed else ": quiet\n\n"

    return StreamingResponse(events(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _with_members(visit: Visit, topics: list[str]) -> set[str]:
    """A dashboard shows what its members do: "scope:246200364" is the agglomeration and its communes."""
    found: set[str] = set()
    for topic in topics:
        kind, _, code = topic.partition(":")
        found |= visit.portal.directory.scope(code) if kind == "scope" else {topic}
    return found


routes = [get("/direct", stream)]
