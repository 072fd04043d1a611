"""Simulations and what they found. They are no part of the history: nothing of them is in the journal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.domain import NotFound, msg
from services.projects.domain.dry_run import Cause, Change
from services.projects.domain.dry_run_tally import Tally
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.simulation import SILENCE, Simulation, SimulationState
from services.projects.domain.what_if import WhatIf
from services.projects.storage.metadata import metadata
from services.projects.storage.projects import projects
from services.projects.storage.tally_json import tally_from_json, tally_to_json
from services.projects.storage.what_if import ground_to_try

simulations = Table(
    "simulations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("charter", Text, nullable=False),
    Column("charter_text", Text, nullable=False),
    Column("register", Text, nullable=False),
    Column("capacities", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("state", Text, nullable=False),
    # Whether a process has taken it up: the same one is never replayed twice.
    Column("taken", Boolean, nullable=False),
    Column("projects", BigInteger, nullable=False),
    Column("replayed", BigInteger, nullable=False),
    Column("tally", JSONB(none_as_null=True)),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("heartbeat_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("fault", Text, nullable=False),
)

simulation_changes = Table(
    "simulation_changes",
    metadata,
    Column("simulation", Text, ForeignKey("simulations.id", ondelete="CASCADE"), nullable=False),
    Column("project", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("owner_before", Text, nullable=False),
    Column("owner_after", Text, nullable=False),
    Column("roles_lost", ARRAY(Text), nullable=False),
    Column("roles_gained", ARRAY(Text), nullable=False),
    Column("cause", Text, nullable=False),
    PrimaryKeyConstraint("simulation", "project"),
)


class SimulationStore:
    """The simulations within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def check(self, what_if: WhatIf, reference: ReferenceData) -> None:
        ground_to_try(what_if, reference)

    async def get(self, simulation_id: str, /) -> Simulation:
        """Raise NotFound for an unknown id."""
        found = await self._connection.execute(select(simulations).where(simulations.c.id == simulation_id))
        row = found.one_or_none()
        if row is None:
            name = f"simulations/{simulation_id}"
            text = msg("Rien de tel ici : {name}. Vérifiez l’adresse.", name=name)
            raise NotFound("NOT_FOUND", text, resource=name)
        return _simulation(row)

    async def add(self, simulation: Simulation, /) -> None:
        await self._connection.execute(insert(simulations).values({**_row(simulation), "taken": False}))

    async def forget_older(self, than: datetime) -> None:
        """Forget the simulations that began before, with what they found."""
        await self._connection.execute(delete(simulations).where(simulations.c.started_at < than))

    async def running(self, now: datetime) -> Simulation | None:
        found = await self._connection.execute(
            select(simulations)
            .where(
                simulations.c.state == SimulationState.RUNNING, simulations.c.heartbeat_at >= now - SILENCE
            )
            .limit(1)
        )
        row = found.one_or_none()
        return None if row is None else _simulation(row)

    async def changes(
        self, simulation_id: str, seen_by: frozenset[str], after: str, limit: int
    ) -> Sequence[Change]:
        table = simulation_changes
        found = await self._connection.execute(
            select(table)
            .join(projects, projects.c.id == table.c.project)
            .where(table.c.simulation == simulation_id, table.c.project > after, _visible(seen_by))
            .order_by(table.c.project)
            .limit(limit)
        )
        return [_change(row) for row in found]

    async def visible(self, wanted: Collection[str], seen_by: frozenset[str]) -> frozenset[str]:
        question = select(projects.c.id).where(projects.c.id.in_(list(wanted)), _visible(seen_by))
        return frozenset((await self._connection.scalars(question)).all())

    async def take(self, simulation_id: str, now: datetime) -> Simulation | None:
        """Take it up, once: None when it was taken up before, or does not wait any more."""
        taken = await self._connection.execute(
            update(simulations)
            .where(
                simulations.c.id == simulation_id,
                ~simulations.c.taken,
                simulations.c.state == SimulationState.RUNNING,
            )
            .values(taken=True, heartbeat_at=now)
            .returning(simulations)
        )
        row = taken.one_or_none()
        return None if row is None else _simulation(row)

    async def progressed(self, simulation_id: str, now: datetime, **figures: int) -> None:
        """A sign of life, with how many projects there are or were replayed until now."""
        await self._update(simulation_id, heartbeat_at=now, **figures)

    async def done(self, simulation_id: str, now: datetime, tally: Tally) -> None:
        await self._update(
            simulation_id,
            state=SimulationState.DONE,
            heartbeat_at=now,
            ended_at=now,
            tally=tally_to_json(tally),
            projects=tally.replayed,
            replayed=tally.replayed,
        )

    async def failed(self, simulation_id: str, now: datetime, fault: str) -> None:
        """Nothing of what it found stays."""
        await self._update(simulation_id, state=SimulationState.FAILED, ended_at=now, fault=fault)
        table = simulation_changes
        await self._connection.execute(delete(table).where(table.c.simulation == simulation_id))

    async def _update(self, simulation_id: str, **values: object) -> None:
        await self._connection.execute(
            update(simulations).where(simulations.c.id == simulation_id).values(**values)
        )


def change_records(simulation_id: str, changes: Sequence[Change]) -> list[tuple[object, ...]]:
    """Rows for COPY, in the order of the table's columns."""
    return [
        (
            simulation_id,
            change.project,
            change.title,
            change.owner_before,
            change.owner_after,
            list(change.roles_lost),
            list(change.roles_gained),
            change.cause.value,
        )
        for change in changes
    ]


def _visible(seen_by: frozenset[str]) -> Any:
    return or_(projects.c.public, projects.c.concerned.overlap(sorted(seen_by)))


def _row(simulation: Simulation) -> dict[str, Any]:
    what_if = simulation.what_if
    return {
        "id": simulation.id,
        "charter": simulation.charter,
        "charter_text": what_if.charter,
        "register": what_if.register,
        "capacities": what_if.capacities,
        "body": what_if.body,
        "on_day": what_if.on,
        "state": simulation.state,
        "projects": simulation.projects,
        "replayed": simulation.replayed,
        "tally": None if simulation.tally is None else tally_to_json(simulation.tally),
        "started_at": simulation.start_time,
        "heartbeat_at": simulation.heartbeat,
        "ended_at": simulation.end_time,
        "fault": simulation.fault,
    }


def _simulation(row: Row[Any]) -> Simulation:
    return Simulation(
        id=row.id,
        what_if=WhatIf(row.on_day, row.charter_text, row.register, row.capacities, row.body),
        charter=row.charter,
        start_time=row.started_at,
        heartbeat=row.heartbeat_at,
        state=SimulationState(row.state),
        projects=row.projects,
        replayed=row.replayed,
        tally=None if row.tally is None else tally_from_json(row.tally),
        end_time=row.ended_at,
        fault=row.fault,
    )


def _change(row: Row[Any]) -> Change:
    return Change(
        row.project,
        row.title,
        row.owner_before,
        row.owner_after,
        tuple(row.roles_lost),
        tuple(row.roles_gained),
        Cause(row.cause),
    )
