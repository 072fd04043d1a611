"""The migrations make what the tables in code say."""

from __future__ import annotations

import asyncio

from sqlalchemy import select, text

from chassis import migrations
from chassis.database import connect
from services.projects.storage.reference import reference_marks
from tests.fixtures.projects.database import MIGRATIONS, make_schema


async def test_the_migrations_make_the_tables_of_the_code(fresh_database: str) -> None:
    await make_schema(fresh_database)
    await asyncio.to_thread(migrations.check, MIGRATIONS, fresh_database)


async def test_every_change_of_reference_data_moves_its_mark(fresh_database: str) -> None:
    await make_schema(fresh_database)
    engine = connect(fresh_database, 2)
    async with engine.begin() as connection:
        before = await connection.scalar(select(reference_marks.c.mark))
        assert before is not None
        for count, statement in enumerate(
            (
                "INSERT INTO competences VALUES ('1035', 'Énergie')",
                "UPDATE competences SET title = 'Énergies'",
                "INSERT INTO capacities VALUES ('62528', '{}', '[]')",
                "DELETE FROM capacities",
                "DELETE FROM holdings",
                "DELETE FROM charters",
                "TRUNCATE territories",
            ),
            start=1,
        ):
            await connection.execute(text(statement))
            assert await connection.scalar(select(reference_marks.c.mark)) == before + count
    await engine.dispose()
