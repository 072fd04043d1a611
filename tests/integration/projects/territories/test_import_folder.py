"""Importing the shipped territory and others into a real database, from the command line's side."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from archipel.journal.v1.journal_pb2 import Envelope
from archipel.projects.v1.events_pb2 import TerritoryImported
from chassis.database import connect
from chassis.domain import InvalidInput
from chassis.tables import journal
from services.projects.import_territories import import_folder
from services.projects.storage.reference import reference_marks
from services.projects.storage.register import competences, holdings
from services.projects.storage.territories import territories
from tests.fixtures.projects.database import make_schema
from tests.fixtures.projects.small_territory import changed, small_folder

ARTOIS = Path(__file__).parents[4] / "territories" / "artois"


@pytest.fixture
async def engine(fresh_database: str) -> AsyncIterator[AsyncEngine]:
    await make_schema(fresh_database)
    engine = connect(fresh_database, 2)
    yield engine
    await engine.dispose()


def written(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


async def counts(engine: AsyncEngine) -> dict[str, int]:
    """Rows of each table, and how often the reference data was written."""
    async with engine.connect() as connection:
        return {
            "written": await connection.scalar(select(reference_marks.c.mark)) or 0,
        } | {
            table.name: await connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (territories, competences, holdings, journal)
        }


async def test_the_shipped_territory_is_imported_whole_and_journalled(
    engine: AsyncEngine, fresh_database: str
) -> None:
    report = await import_folder(ARTOIS, database_url=fresh_database, node="artois")

    assert (report.bodies, report.competences, len(report.changed)) == (158, 118, 158)
    rows = await counts(engine)
    assert rows.pop("written") > 1
    assert rows == {"territories": 158, "competences": 118, "holdings": 95, "journal": 158}
    async with engine.connect() as connection:
        total = await connection.scalar(
            select(func.sum(territories.c.population)).where(territories.c.level == "commune")
        )
    assert total == 644_460


async def test_the_event_of_a_body_carries_the_whole_body_as_it_stands_after_it(
    engine: AsyncEngine, fresh_database: str
) -> None:
    await import_folder(ARTOIS, database_url=fresh_database, node="artois")

    async with engine.connect() as connection:
        row = (await connection.execute(select(journal).where(journal.c.aggregate_id == "62528"))).one()
    envelope = Envelope.FromString(row.envelope)
    body = TerritoryImported.FromString(envelope.data).territory
    assert (envelope.type, envelope.actor) == ("archipel.projects.v1.TerritoryImported", "operator:local")
    assert list(envelope.audience) == []
    assert (body.name, body.title, body.population) == ("territories/62528", "Loos-en-Gohelle", 6850)
    assert (body.home_node, body.epoch, body.etag) == ("artois", 1, '"1-1"')
    assert list(body.members_of) == ["246200364"]


async def test_a_second_import_changes_nothing(engine: AsyncEngine, fresh_database: str) -> None:
    await import_folder(ARTOIS, database_url=fresh_database, node="artois")
    before = await counts(engine)

    report = await import_folder(ARTOIS, database_url=fresh_database, node="artois")

    assert report.changed == ()
    assert await counts(engine) == before


async def test_a_changed_body_gets_its_second_event(
    engine: AsyncEngine, fresh_database: str, tmp_path: Path
) -> None:
    await import_folder(written(tmp_path / "one", small_folder()), database_url=fresh_database, node="artois")
    newer = changed("bodies.csv", old=",Grenay,", new=",Grenay-en-Artois,")
    await import_folder(written(tmp_path / "two", newer), database_url=fresh_database, node="artois")

    async with engine.connect() as connection:
        events = Counter((await connection.execute(select(journal.c.aggregate_id))).scalars())
        title = await connection.scalar(select(territories.c.title).where(territories.c.id == "62386"))
    assert events["62386"] == 2
    assert events.total() == 11
    assert title == "Grenay-en-Artois"


async def test_the_register_is_replaced_whole(
    engine: AsyncEngine, fresh_database: str, tmp_path: Path
) -> None:
    await import_folder(written(tmp_path / "one", small_folder()), database_url=fresh_database, node="artois")
    newer = changed("register.csv", old="246200299,1035", new="246200299,6520")
    await import_folder(written(tmp_path / "two", newer), database_url=fresh_database, node="artois")

    async with engine.connect() as connection:
        lines = (
            await connection.execute(select(holdings.c.competence).where(holdings.c.body == "246200299"))
        ).scalars()
        assert list(lines) == ["6520"]


async def test_a_faulty_folder_leaves_everything_as_it_was(
    engine: AsyncEngine, fresh_database: str, tmp_path: Path
) -> None:
    await import_folder(written(tmp_path / "one", small_folder()), database_url=fresh_database, node="artois")
    before = await counts(engine)
    faulty = changed("bodies.csv", old="62386,commune", new="62386,ville")

    with pytest.raises(InvalidInput):
        await import_folder(written(tmp_path / "two", faulty), database_url=fresh_database, node="artois")

    assert await counts(engine) == before


async def test_a_folder_that_is_not_there_is_told(fresh_database: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        await import_folder(tmp_path / "nowhere", database_url=fresh_database, node="artois")

    assert refused.value.reason == "FOLDER_MISSING"


async def test_a_file_that_is_a_folder_is_told(fresh_database: str, tmp_path: Path) -> None:
    (tmp_path / "bodies.csv").mkdir()

    with pytest.raises(InvalidInput) as refused:
        await import_folder(tmp_path, database_url=fresh_database, node="artois")

    assert refused.value.reason == "FILE_UNREADABLE"


def run_the_command(database_url: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    settings = {
        "ARCHIPEL_DATABASE_URL": database_url,
        "ARCHIPEL_NATS_URL": "nats://127.0.0.1:4222",
        "ARCHIPEL_ISSUER": "http://127.0.0.1",
    }
    return subprocess.run(
        [sys.executable, "-m", "services.projects.import_territories", str(folder)],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def test_the_command_tells_what_changed(
    engine: AsyncEngine, fresh_database: str, tmp_path: Path
) -> None:
    done = run_the_command(fresh_database, written(tmp_path / "one", small_folder()))

    assert (done.returncode, done.stderr) == (0, "")
    assert "10 collectivités changées" in done.stdout


async def test_the_command_tells_every_fault_with_its_line(fresh_database: str, tmp_path: Path) -> None:
    faulty = changed("bodies.csv", old=",216205286,", new=",216205287,")

    done = run_the_command(fresh_database, written(tmp_path / "one", faulty))

    assert done.returncode == 1
    assert [line.split(" : ")[0] for line in done.stderr.splitlines()] == [
        "bodies.csv:11:siren",
        "bodies.csv:11:siret",
    ]
