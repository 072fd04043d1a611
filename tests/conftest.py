"""What every suite may use; see each fixture file for what it gives."""

pytest_plugins = ["tests.fixtures.servers", "tests.fixtures.identity", "tests.fixtures.browser"]
