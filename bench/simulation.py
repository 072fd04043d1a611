"""A draft charter replayed over a million invented projects, on two cores, beside the floor of reading them.

    python -m bench.simulation [--projects N]

The floor reads the same projects through the same cursors and parses each, without deciding anything.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import UUID

import asyncpg

from archipel.projects.v1 import projects_pb2
from chassis import migrations
from chassis.database import connect, raw_dsn
from chassis.domain import SystemClock, paris_day
from chassis.journal.writer import Act, Transaction
from chassis.wire import money_to_wire
from node.migrate import migrations as folder_of
from node.operations.invented import drafts
from node.postgres import SUPERUSER, Postgres
from node.settings import ROOT
from services.projects.convert.projects import project_to_proto
from services.projects.domain.dry_run import Change
from services.projects.domain.project import Project
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.subsidiarity.facts import Capacity, LentAgent, Level, Skill
from services.projects.domain.territory import Territory
from services.projects.domain.what_if import WhatIf
from services.projects.import_territories import import_folder
from services.projects.storage.charter_file import read_charter
from services.projects.storage.dry_run_part import Part, Source, chunks, reading
from services.projects.storage.dry_runs import LAST, dry_run
from services.projects.storage.reference import ReferenceCache
from services.projects.storage.territories import TerritoryStore
from services.projects.storage.unit import Unit

CHARTER = ROOT / "charters" / "artois-1.yaml"
PROJECTS = 1_000_000
MODELS = 3_000
"""Projects that are really decided; the others are these with another cost, other days and another id."""
AIM_SECONDS = 60
WORKERS = 2
TRIED = (
    ("suspended: project.experiment", 'suspended: "true"'),
    ("co_funded: project.equipment", 'co_funded: "true"'),
)
"""Evidence of scale never counts, and whatever a commune owns is co-funded: nearly half of all change."""
BATCH = 10_000
HEAD = ("id", "version", "head_hash", "home_node", "epoch")

Row = dict[str, object]


@dataclass(frozen=True)
class SimulationFigures:
    """Seconds for all projects, and how many of them a draft charter would change."""

    projects: int
    changed: int
    replay: float
    floor: float


@dataclass
class Told:
    """Shows how far a run is."""

    total: int = 0
    changes: int = 0

    async def begun(self, projects: int) -> None:
        self.total = projects

    async def progressed(self, replayed: int, changes: Sequence[Change]) -> None:
        self.changes += len(changes)
        sys.stderr.write(f"\r{replayed:>9,} / {self.total:,} replayed, {self.changes:,} would change ")
        sys.stderr.flush()


def measure_simulation(projects: int = PROJECTS) -> SimulationFigures:
    """Fill a scratch database, then measure floor and replay in it, one after the other."""
    with tempfile.TemporaryDirectory(prefix="archipel-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = Postgres(folder / "postgres", settings={"fsync": "off", "autovacuum": "off"})
        with (folder / "log").open("wb") as log:
            server.start(log)
        try:
            server.sql('CREATE DATABASE "bench"')
            url = server.url("bench", user=SUPERUSER)
            migrations.upgrade(folder_of("projects"), url)
            asyncio.run(fill(url, projects))
            server.sql("VACUUM (ANALYZE) projects", database="bench")
            return measure(url, projects)
        finally:
            server.stop()


def measure(url: str, projects: int) -> SimulationFigures:
    source, told = Source(url, CHARTER), Told()
    floor = floor_seconds(source)
    began = time.perf_counter()
    tally = asyncio.run(dry_run(source, draft_charter(), told, workers=WORKERS))
    replay = time.perf_counter() - began
    sys.stderr.write("\n")
    if tally.replayed != projects:
        raise RuntimeError(f"{tally.replayed} of {projects} projects were replayed")
    return SimulationFigures(projects, told.changes, replay, floor)


def draft_charter() -> WhatIf:
    """The shipped charter with another rule, as officials would try it."""
    text = CHARTER.read_text(encoding="utf-8")
    for old, new in TRIED:
        if text.count(old) != 1:
            raise RuntimeError(f"{old!r} stands {text.count(old)} times in the charter")
        text = text.replace(old, new)
    return WhatIf(paris_day(SystemClock().now()), charter=text)


def floor_seconds(source: Source) -> float:
    """Two processes read halves of the table by cursor and parse each project."""
    context = multiprocessing.get_context("spawn")
    began = time.perf_counter()
    with context.Pool(WORKERS) as pool:
        pool.starmap(read_only, [(source, "", "8"), (source, "8", LAST)])
    return time.perf_counter() - began


def read_only(source: Source, first: str, last: str) -> int:
    async def read() -> int:
        count = 0
        async with reading(source) as connection:
            part = Part(source, "", first, last, WhatIf(paris_day(SystemClock().now())))
            async for rows in chunks(connection, part):
                for row in rows:
                    projects_pb2.Project.FromString(row["resource"])
                    count += 1
        return count

    return asyncio.run(read())


async def fill(url: str, count: int) -> None:
    """The shipped territory, and projects with a decision, straight into the table."""
    await import_folder(ROOT / "territories" / "artois", database_url=url, node="bench")
    engine = connect(url, 2)
    async with engine.begin() as connection:
        tx = Transaction(connection, Act("bench"), "bench", "projects", SystemClock())
        unit = Unit(tx, ReferenceCache(read_charter(CHARTER)))
        bodies = await TerritoryStore(tx).every()
        for number, code in enumerate(sorted(bodies)):
            figures = free_days(bodies[code], number)
            if figures is not None:
                await unit.capacities.put(code, figures)
        reference = await unit.reference()
        communes = [body for body in bodies.values() if body.facts.level is Level.COMMUNE]
        models = [
            (dict(unit.projects.to_row(project)), project_to_proto(project))
            for project in decided(min(MODELS, count), communes, reference)
        ]
    await engine.dispose()
    driver = await asyncpg.connect(raw_dsn(url))
    columns = (*HEAD, *models[0][0])
    for batch in batches(models, count):
        await driver.copy_records_to_table("projects", records=batch, columns=columns)
    await driver.close()


def free_days(body: Territory, number: int) -> Capacity | None:
    """Every third commune and the agglomerations gave figures; the pole has an agent lent by one of them."""
    if body.facts.level is Level.COMMUNE and number % 3 == 0:
        return Capacity({Skill.ENGINEERING: Decimal(number % 20)})
    if body.facts.level is Level.AGGLOMERATION:
        return Capacity({Skill.ENGINEERING: Decimal(30)})
    if body.facts.level is Level.POLE:
        return Capacity(
            {}, lent_agents=(LentAgent("a1", "62498", frozenset({Skill.ENGINEERING}), Decimal(20)),)
        )
    return None


def decided(count: int, communes: Sequence[Territory], reference: ReferenceData) -> list[Project]:
    """Projects that went through the domain's own verbs."""
    now, found = datetime.now(UTC), []
    for number, draft in enumerate(drafts(count, 1, communes)):
        project = Project.draft(f"model-{number}", draft, reference, now)
        project.submit(reference, now)
        for body in draft.participants:
            project.confirm(body, now)
        project.propose(reference, now)
        found.append(project)
    return found


def batches(
    models: Sequence[tuple[Row, projects_pb2.Project]], count: int
) -> Iterator[list[tuple[object, ...]]]:
    luck = Random(2)
    rows: list[tuple[object, ...]] = []
    for number in range(count):
        kept, message = models[number % len(models)]
        identifier = str(UUID(int=luck.getrandbits(128)))
        message.name = f"projects/{identifier}"
        resource = varied(message, luck).SerializeToString(deterministic=True)
        rows.append((identifier, 1, b"", "bench", 1, *{**kept, "resource": resource}.values()))
        if len(rows) == BATCH:
            yield rows
            rows = []
    yield rows


def varied(message: projects_pb2.Project, luck: Random) -> projects_pb2.Project:
    """Another cost within a third of the model's, and other days."""
    cost = Decimal(message.facts.cost.units) * Decimal(luck.randint(70, 130)) / 100
    message.facts.cost.CopyFrom(money_to_wire(cost.quantize(Decimal("0.01"))))
    for needed in message.facts.person_days:
        needed.days = str(luck.randint(1, 60))
    return message


def main() -> None:
    arguments = argparse.ArgumentParser(prog="bench.simulation")
    arguments.add_argument("--projects", type=int, default=PROJECTS)
    found = measure_simulation(arguments.parse_args().projects)
    sys.stdout.write(
        f"{found.projects:,} projects replayed in {found.replay:.1f} s "
        f"({found.projects / found.replay:,.0f}/s), {found.changed:,} would change; "
        f"reading alone {found.floor:.1f} s, ratio {found.replay / found.floor:.2f}\n"
    )


if __name__ == "__main__":
    main()
