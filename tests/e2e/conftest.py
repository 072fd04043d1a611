"""`cast` (session): the personas of the demo, calling the services of the running node."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.e2e.cast import Cast
from tests.fixtures.whole_node import WholeNode


@pytest.fixture(scope="session")
async def cast(whole_node: WholeNode) -> AsyncIterator[Cast]:
    people = Cast(whole_node)
    yield people
    await people.close()
