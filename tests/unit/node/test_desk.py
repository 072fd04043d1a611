"""An operator who comes while the node starts, or who waits too long, reads a sentence."""

import asyncio
import json
import os
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from node import layout
from node.errors import NodeError
from node.operations.audit import verified
from node.operations.generate import generate
from node.operations.parked import listed
from node.operations.rebuild import rebuild, until_read
from node.parts import Node
from node.settings import NodeSettings
from tests.fixtures.servers import short_folder

READY, WAITING, STOPPED = ({"state": state} for state in ("ready", "waiting", "stopped"))

Act = Callable[[Path], Coroutine[Any, Any, object]]
ACTS: dict[str, Act] = {
    "parked": listed,
    "audit": verified,
    "rebuild": lambda data: rebuild(data, "", ""),
    "generate": lambda data: generate(data, 1, 1),
}
DEAD = 2**22 + 1
"""A number that no process has: the kernel counts to 2²²."""

STATES: dict[str, dict[str, Any] | None] = {
    "nothing written yet": None,
    "the state of a run before": {"pid": DEAD, "parts": {"postgres": READY, "projects": READY}},
    "a service waits for its database": {"parts": {"postgres": READY, "projects": WAITING}},
    "a node that stops": {"parts": {"postgres": READY, "projects": STOPPED}},
    "a database that does not answer": {"parts": {"postgres": READY, "projects": READY}},
}


async def refused(act: Act, known: dict[str, Any] | None) -> NodeError:
    with ExitStack() as stack:
        place = layout.made(stack.enter_context(short_folder("desk")) / "data")
        held = layout.locked(place)
        assert held is not None
        stack.enter_context(held)
        if known is not None:
            place.state.write_text(json.dumps({"pid": os.getpid()} | known))
        with pytest.raises(NodeError) as raised:
            await act(place.data)
    return raised.value


@pytest.mark.parametrize("name", ACTS)
async def test_a_command_on_the_databases_of_a_node_that_starts_says_so(name: str) -> None:
    error = await refused(ACTS[name], STATES["nothing written yet"])
    assert error.code == "NODE_STARTING"
    assert "archipel status" in error.text


@pytest.mark.parametrize("name", STATES)
async def test_a_node_is_taken_for_ready_only_when_its_own_parts_say_so(name: str) -> None:
    assert (await refused(listed, STATES[name])).code == "NODE_STARTING"


async def test_a_rebuild_that_outlasts_its_time_limit_says_that_it_goes_on() -> None:
    with short_folder("desk") as folder:
        place = layout.made(folder / "data")
        node = Node(NodeSettings(data=place.data), place)
        async with asyncio.timeout(30):
            with pytest.raises(NodeError, match="portal/projects") as raised:
                await until_read(node, {("portal", "projects")}, patience=0)
    assert raised.value.code == "REBUILD_UNFINISHED"
    assert "continue" in raised.value.text
