"""A dry run writes nothing, says what the real run then does, and is the same for any number of workers."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from chassis.domain import InvalidInput, SystemClock, paris_day, uuid7
from chassis.testing.waiting import eventually
from services.projects.domain.charter_life import CharterVersion
from services.projects.domain.consent import Deliberation
from services.projects.domain.dry_run import Change
from services.projects.domain.dry_run_tally import Tally
from services.projects.domain.simulation import SILENCE, Simulation, SimulationState
from services.projects.domain.standing import standing
from services.projects.domain.what_if import WhatIf
from services.projects.simulate import SimulationSettings, simulate
from services.projects.storage.charter_file import charter_from_text
from services.projects.storage.dry_runs import DryRunFailed, dry_run
from services.projects.storage.projects import projects
from services.projects.storage.simulations import simulation_changes, simulations
from services.projects.storage.unit import Unit
from tests.integration.projects.simulation.conftest import CHARTER, DRAFT, POLE, PROJECTS, Place

TODAY = paris_day(SystemClock().now())
TRIED = WhatIf(TODAY, charter=DRAFT, body=POLE)
NOW = datetime.now(UTC)


@dataclass
class Heard:
    projects: int = 0
    replayed: list[int] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    async def begun(self, projects: int) -> None:
        self.projects = projects

    async def progressed(self, replayed: int, changes: Sequence[Change]) -> None:
        self.replayed.append(replayed)
        self.changes += changes


async def ran(place: Place, workers: int = 2, what_if: WhatIf = TRIED) -> tuple[Tally, dict[str, Change]]:
    heard = Heard()
    tally = await dry_run(place.source, what_if, heard, workers=workers)
    assert heard.projects == tally.replayed == heard.replayed[-1] == PROJECTS
    assert heard.replayed == sorted(heard.replayed)
    assert len(heard.changes) == len({change.project for change in heard.changes})
    return tally, {change.project: change for change in heard.changes}


async def test_one_worker_two_and_three_find_the_same(place: Place) -> None:
    alone = await ran(place, 1)
    assert await ran(place, 2) == alone
    assert await ran(place, 3) == alone
    assert alone[0].owner_changes
    assert alone[1]


async def test_a_dry_run_leaves_every_table_as_it_was(place: Place) -> None:
    before = await place.contents()
    await ran(place)
    assert await place.contents() == before


async def waiting(place: Place, what_if: WhatIf, charter: str = "") -> str:
    """The row of a simulation that no process has taken up."""
    simulation = Simulation(str(uuid7()), what_if, charter, NOW, datetime.now(UTC))

    async def add(unit: Unit) -> None:
        await unit.simulations.add(simulation)

    await place.in_a_unit(add)
    return simulation.id


def settings(place: Place) -> SimulationSettings:
    return SimulationSettings(database_url=place.url, charter=CHARTER, node="test")  # type: ignore[arg-type]  # pydantic reads the text


async def found(place: Place, simulation_id: str) -> Simulation:
    async def get(unit: Unit) -> Simulation:
        return await unit.simulations.get(simulation_id)

    simulation = await place.in_a_unit(get)
    assert isinstance(simulation, Simulation)
    return simulation


async def test_a_simulation_writes_to_its_own_rows_and_nowhere_else(place: Place) -> None:
    simulation_id = await waiting(place, TRIED)
    before = await place.contents(simulations, simulation_changes)
    await simulate(settings(place), simulation_id)
    assert await place.contents(simulations, simulation_changes) == before
    done = await found(place, simulation_id)
    assert done.state is SimulationState.DONE
    tally, changes = await ran(place)
    assert done.tally == tally
    rows = (await place.contents())["simulation_changes"]
    mine = [row for row in rows if row[0] == simulation_id]
    assert {row[1] for row in mine} == set(changes)


async def test_a_simulation_that_was_taken_up_is_not_replayed_again(place: Place) -> None:
    simulation_id = await waiting(place, TRIED)
    await simulate(settings(place), simulation_id)
    before = await place.contents()
    await simulate(settings(place), simulation_id)
    await simulate(settings(place), str(uuid7()))
    assert await place.contents() == before


async def test_a_draft_that_changed_meanwhile_does_not_count_as_simulated(place: Place) -> None:
    charter = (await place.drafted()).name.removeprefix("charters/")
    simulation_id = await waiting(place, replace(TRIED, charter=DRAFT + "\n# other words\n"), charter)
    await simulate(settings(place), simulation_id)
    assert (await found(place, simulation_id)).state is SimulationState.DONE

    async def get(unit: Unit) -> CharterVersion:
        return await unit.charters.get(charter)

    assert (await place.in_a_unit(get)).simulation == ""


async def test_the_real_run_does_what_the_dry_run_said(place: Place) -> None:
    _, changes = await ran(place)
    adopted = charter_from_text(DRAFT)

    async def redecide(unit: Unit) -> None:
        version = CharterVersion.draft(str(uuid7()), POLE, adopted, unit.clock.now())
        version.mark_simulated("s", _hash(DRAFT), unit.clock.now())
        version.put_to_vote(unit.clock.now())
        version.adopt(Deliberation(TODAY, "2026-11-001"), TODAY, None, unit.clock.now())
        await unit.charters.add(version)
        reference = await unit.reference()
        assert reference.ground(TODAY).charter.version == adopted.version
        moved = 0
        for row in await unit.projects.tx.connection.execute(select(projects)):
            project = unit.projects.from_row(row)
            assert project.decision is not None
            before = standing(project.decision.owner, project.decision.roles)
            decision = reference.decide(project.written.facts, TODAY)
            after = standing(decision.owner, decision.roles)
            change = changes.get(project.id)
            assert (change is None) == (before == after)
            if change is not None:
                moved += 1
                assert (change.owner_before, change.owner_after) == (before.owner, after.owner)
                assert set(change.roles_gained) == {f"{p}: {r}" for p, r in after.roles - before.roles}
                assert set(change.roles_lost) == {f"{p}: {r}" for p, r in before.roles - after.roles}
        assert moved == len(changes) > 0
        raise Undone

    with pytest.raises(Undone):
        await place.in_a_unit(redecide)


class Undone(Exception):
    """Rolls the adoption back: other tests go on under the shipped charter."""


def _hash(text: str) -> str:
    from services.projects.domain.charter_life import text_hash

    return text_hash(text)


async def test_a_worker_that_is_killed_fails_the_run(place: Place) -> None:
    running = asyncio.ensure_future(dry_run(place.source, TRIED, Heard(), workers=2))

    async def worker() -> multiprocessing.process.BaseProcess | None:
        return next(iter(multiprocessing.active_children()), None)

    (await eventually(worker)).kill()
    with pytest.raises(DryRunFailed):
        await running
    assert multiprocessing.active_children() == []


async def test_what_cannot_be_tried_is_refused_before_anything_starts(place: Place) -> None:
    with pytest.raises(InvalidInput):
        await dry_run(place.source, WhatIf(TODAY, charter="id: x"), Heard())


async def test_a_run_that_fails_says_why_and_keeps_no_changes(place: Place) -> None:
    simulation_id = await waiting(place, WhatIf(TODAY, charter="id: x"))
    await simulate(settings(place), simulation_id)
    failed = await found(place, simulation_id)
    assert failed.state is SimulationState.FAILED
    assert failed.fault
    assert not [row for row in (await place.contents())["simulation_changes"] if row[0] == simulation_id]


async def test_a_run_that_was_killed_has_failed_after_a_minute_of_silence(place: Place) -> None:
    simulation_id = await waiting(place, TRIED)
    killed = await found(place, simulation_id)
    assert killed.as_of(killed.heartbeat + SILENCE).state is SimulationState.RUNNING
    late = killed.as_of(killed.heartbeat + SILENCE + timedelta(seconds=1))
    assert late.state is SimulationState.FAILED
    assert late.fault

    async def running(unit: Unit, now: datetime) -> Simulation | None:
        return await unit.simulations.running(now)

    assert await place.in_a_unit(lambda unit: running(unit, killed.heartbeat)) is not None
    assert await place.in_a_unit(lambda unit: running(unit, killed.heartbeat + timedelta(seconds=61))) is None
    async with place.engine.begin() as connection:
        await connection.execute(
            update(simulations).where(simulations.c.id == simulation_id).values(state="failed")
        )


async def test_a_second_simulation_waits_for_the_first_one(place: Place) -> None:
    from archipel.projects.v1 import simulations_pb2

    simulation_id = await waiting(place, TRIED)
    request = simulations_pb2.StartSimulationRequest(body=f"territories/{POLE}")
    assert (await place.refused("pole", "StartSimulation", request)).reason == "SIMULATION_RUNNING"
    await simulate(settings(place), simulation_id)
