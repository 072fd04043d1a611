"""Replays one simulation of the service's database over all its projects; see `storage/dry_runs.py`.

    python -m services.projects.simulate ID

A composition root of its own: the service starts it for each simulation, so that a replay never stands in
the way of anybody's request. It writes to the rows of that simulation, and marks the draft as simulated.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.aggregates import WriteConflict
from chassis.commands import TRIES
from chassis.database import connect
from chassis.domain import DomainError, SystemClock
from chassis.journal.writer import Act, Transaction
from services.projects.domain.charter_life import text_hash
from services.projects.domain.dry_run import Change
from services.projects.domain.dry_run_tally import Tally
from services.projects.domain.simulation import Simulation
from services.projects.storage.charter_file import read_charter
from services.projects.storage.dry_run_part import Source, driver
from services.projects.storage.dry_runs import DryRunFailed, dry_run
from services.projects.storage.reference import ReferenceCache
from services.projects.storage.simulations import SimulationStore, change_records, simulation_changes
from services.projects.storage.unit import Unit


class SimulationSettings(BaseSettings):
    """The settings of the service that a replay needs."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="ARCHIPEL_", frozen=True, extra="ignore"
    )

    database_url: SecretStr
    """SQLAlchemy URL of the service's own database."""
    charter: Path = Field(default=Path("charters/artois-1.yaml"))
    """File of the charter in force before any was voted."""
    node: str = "artois"
    """Name of this node."""


@dataclass(frozen=True)
class Row:
    """Writes what a replay tells into the rows of its simulation."""

    engine: AsyncEngine
    simulation_id: str

    async def begun(self, projects: int) -> None:
        async with self.engine.begin() as connection:
            await SimulationStore(connection).progressed(self.simulation_id, now(), projects=projects)

    async def progressed(self, replayed: int, changes: Sequence[Change]) -> None:
        async with self.engine.begin() as connection:
            await SimulationStore(connection).progressed(self.simulation_id, now(), replayed=replayed)
            if changes:
                raw = driver(await connection.get_raw_connection())
                columns = [column.name for column in simulation_changes.columns]
                records = change_records(self.simulation_id, changes)
                await raw.copy_records_to_table("simulation_changes", records=records, columns=columns)


@dataclass(frozen=True)
class Replay:
    """One simulation, from its waiting row to its result."""

    engine: AsyncEngine
    source: Source
    node: str

    async def run(self, simulation_id: str) -> None:
        """Nothing happens when somebody took it up before."""
        async with self.engine.begin() as connection:
            simulation = await SimulationStore(connection).take(simulation_id, now())
        if simulation is None:
            return
        try:
            tally = await dry_run(self.source, simulation.what_if, Row(self.engine, simulation_id))
        except (DomainError, DryRunFailed) as error:
            await self._failed(simulation_id, str(error))
        except BaseException as error:
            await self._failed(simulation_id, type(error).__name__)
            raise
        else:
            await self._done(simulation, tally)

    async def _failed(self, simulation_id: str, fault: str) -> None:
        async with self.engine.begin() as connection:
            await SimulationStore(connection).failed(simulation_id, now(), fault)

    async def _done(self, simulation: Simulation, tally: Tally) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                return await self._finish(simulation, tally)
            except WriteConflict:  # somebody changed the charter in this very moment
                if attempt == TRIES:
                    raise
        return None

    async def _finish(self, simulation: Simulation, tally: Tally) -> None:
        """The result, and that the draft was simulated, stand together or not at all."""
        async with self.engine.begin() as connection:
            await SimulationStore(connection).done(simulation.id, now(), tally)
            if not simulation.charter:
                return
            act = Act("service:projects", simulation.body)
            tx = Transaction(connection, act, self.node, "projects", SystemClock())
            charters = Unit(tx, ReferenceCache(read_charter(self.source.charter))).charters
            version = await charters.get(simulation.charter)
            if version.mark_simulated(simulation.id, text_hash(simulation.what_if.charter), now()):
                await charters.save(version)


def now() -> datetime:
    return datetime.now(UTC)


async def simulate(settings: SimulationSettings, simulation_id: str) -> None:
    """Replay one simulation, by its id."""
    url = settings.database_url.get_secret_value()
    engine = connect(url, 2)
    try:
        await Replay(engine, Source(url, settings.charter), settings.node).run(simulation_id)
    finally:
        await engine.dispose()


def main(arguments: list[str]) -> int:
    """Answer the exit code; how the replay went stands in its row."""
    if len(arguments) != 1:
        sys.stderr.write("Usage : python -m services.projects.simulate ID\n")
        return 2
    settings = SimulationSettings()  # type: ignore[call-arg]  # the environment gives the address
    asyncio.run(simulate(settings, arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
