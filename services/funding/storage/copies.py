"""Copies of projects and bodies, filled by a reader of the projects service's events."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert

from chassis.journal.writer import Transaction
from services.funding.domain.bodies import Bodies, Body, Level
from services.funding.domain.financing import Nature
from services.funding.domain.project_ref import ProjectRef, ProjectStage
from services.funding.storage import tables


class ProjectCopies:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def find(self, project_id: str) -> ProjectRef | None:
        table = tables.project_refs
        found = await self._tx.connection.execute(select(table).where(table.c.id == project_id))
        row = found.one_or_none()
        if row is None:
            return None
        return ProjectRef(
            id=row.id,
            title=row.title,
            owner=row.owner,
            cost=row.cost,
            nature=Nature(row.nature),
            equipment=row.equipment,
            stage=ProjectStage(row.stage),
            audience=frozenset(row.audience),
            synthetic=row.synthetic,
            coordinated=row.coordinated,
        )

    async def put(self, ref: ProjectRef) -> None:
        row = {
            "id": ref.id,
            "title": ref.title,
            "owner": ref.owner,
            "cost": ref.cost,
            "nature": ref.nature.value,
            "equipment": ref.equipment,
            "stage": ref.stage.value,
            "audience": sorted(ref.audience),
            "synthetic": ref.synthetic,
            "coordinated": ref.coordinated,
        }
        await _put(self._tx, tables.project_refs, row)


class BodyCopies:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def find(self, codes: Iterable[str]) -> Bodies:
        table = tables.bodies
        found = await self._tx.connection.execute(select(table).where(table.c.code.in_(sorted(codes))))
        return {
            row.code: Body(row.code, Level(row.level), row.title, frozenset(row.members_of)) for row in found
        }

    async def put(self, body: Body) -> None:
        row = {
            "code": body.code,
            "level": body.level.value,
            "title": body.title,
            "members_of": sorted(body.members_of),
        }
        await _put(self._tx, tables.bodies, row)


async def _put(tx: Transaction, table: Table, row: dict[str, Any]) -> None:
    """Write the row in the place of the one with the same key."""
    key = [column.name for column in table.primary_key]
    await tx.connection.execute(
        insert(table).values(**row).on_conflict_do_update(index_elements=key, set_=row)
    )
