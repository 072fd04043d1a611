"""Copies of projects and bodies, whose home is another service."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.engineering.domain.days import Skill
from services.engineering.domain.references import MissingDays, ProjectRef, TerritoryRef
from services.engineering.storage.tables import project_refs, territory_refs


class ProjectRefs:
    """Projects that left their draft."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, project: str) -> ProjectRef | None:
        question = select(project_refs).where(project_refs.c.id == project)
        row = (await self._connection.execute(question)).one_or_none()
        if row is None:
            return None
        return ProjectRef(
            id=row.id,
            title=row.title,
            owner=row.owner,
            bodies=frozenset(row.bodies),
            supporters=frozenset(row.supporters),
            missing=tuple(MissingDays(Skill(skill), Decimal(days)) for skill, days in row.missing),
            withdrawn=row.withdrawn,
        )

    async def put(self, project: ProjectRef) -> None:
        columns = {
            "title": project.title,
            "owner": project.owner,
            "bodies": sorted(project.bodies),
            "supporters": sorted(project.supporters),
            "missing": [[each.skill.value, str(each.days)] for each in project.missing],
            "withdrawn": project.withdrawn,
        }
        added = insert(project_refs).values(id=project.id, **columns)
        await self._connection.execute(added.on_conflict_do_update(index_elements=["id"], set_=columns))


class TerritoryRefs:
    """Bodies that were imported."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, code: str) -> TerritoryRef | None:
        question = select(territory_refs).where(territory_refs.c.code == code)
        row = (await self._connection.execute(question)).one_or_none()
        if row is None:
            return None
        return TerritoryRef(row.code, row.title, frozenset(row.members_of), row.population)

    async def put(self, territory: TerritoryRef) -> None:
        columns = {
            "title": territory.title,
            "members_of": sorted(territory.members_of),
            "population": territory.population,
        }
        added = insert(territory_refs).values(code=territory.code, **columns)
        await self._connection.execute(added.on_conflict_do_update(index_elements=["code"], set_=columns))
