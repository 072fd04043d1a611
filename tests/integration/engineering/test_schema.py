from __future__ import annotations

from chassis.migrations import check, upgrade
from tests.integration.engineering.conftest import MIGRATIONS


def test_the_migrations_make_the_tables_that_the_code_names(fresh_database: str) -> None:
    upgrade(MIGRATIONS, fresh_database)
    check(MIGRATIONS, fresh_database)
