"""The newest revision of each service is read from its files as Alembic would say it."""

import pytest
from alembic.script import ScriptDirectory

from chassis.migrations import config
from node.migrate import head, migrations
from node.parts import SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_the_newest_revision_is_the_one_that_alembic_finds(service: str) -> None:
    scripts = ScriptDirectory.from_config(config(migrations(service), "postgresql+asyncpg://"))
    assert scripts.get_heads() == [head(service)]
