"""What every suite may use; see each fixture file for what it gives."""

import os

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
