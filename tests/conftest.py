"""What every suite may use; see each fixture file for what it gives."""

import asyncio
import os
import warnings

import pytest

# Tests start processes while gRPC's threads run; its handlers around a fork crash the child.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")

pytest_plugins = [
    "tests.fixtures.servers",
    "tests.fixtures.telemetry",
    "tests.fixtures.identity",
    "tests.fixtures.node",
    "tests.fixtures.browser",
    "tests.fixtures.whole_node",
    "tests.fixtures.keycloak",
]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Outside of coroutines there is no event loop, as after any command that ran one of its own: what needs
    it there fails at once, and not only in some order of the tests.
    """
    asyncio.set_event_loop(None)


LEFT_OPEN = r"Exception ignored in. <(function \w*(Connection|Transport)\.__del__|socket\.socket)"


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """A connection that a service was asked to drop at the very end of the run may be found open once the
    event loop is gone. It is told, and fails nothing any more; one that is found between tests still does.
    """
    warnings.filterwarnings("default", LEFT_OPEN, pytest.PytestUnraisableExceptionWarning)
