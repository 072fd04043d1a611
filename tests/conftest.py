"""What every suite may use; see each fixture file for what it gives."""

pytest_plugins = [
    "tests.fixtures.servers",
    "tests.fixtures.telemetry",
    "tests.fixtures.identity",
    "tests.fixtures.node",
    "tests.fixtures.browser",
    "tests.fixtures.whole_node",
]
