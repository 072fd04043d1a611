"""- `cast` (session): the personas of the demo, calling the services of the running node.
- `screens` (session): the same people at their browsers; measured delays are printed at the end.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.e2e.cast import Cast
from tests.e2e.screen import Screens
from tests.fixtures.whole_node import WholeNode


@pytest.fixture(scope="session")
async def cast(whole_node: WholeNode) -> AsyncIterator[Cast]:
    people = Cast(whole_node)
    yield people
    await people.close()


@pytest.fixture(scope="session")
async def screens(whole_node: WholeNode, browser: Browser) -> AsyncIterator[Screens]:
    people = Screens(browser, whole_node)
    yield people
    await people.close()
