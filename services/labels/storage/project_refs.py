"""The copies of projects."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.journal.writer import Transaction
from services.labels.domain.project_ref import ProjectRef
from services.labels.storage.tables import project_refs


class ProjectRefStore:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def find(self, project_id: str) -> ProjectRef | None:
        found = await self._tx.connection.execute(select(project_refs).where(project_refs.c.id == project_id))
        row = found.one_or_none()
        if row is None:
            return None
        return ProjectRef(
            id=row.id,
            title=row.title,
            lead=row.lead,
            owner=row.owner,
            participants=frozenset(row.participants),
            state=row.state,
            restricted=row.restricted,
            synthetic=row.synthetic,
            facts=row.facts,
            concerned=frozenset(row.concerned),
            co_owners=frozenset(row.co_owners),
            co_funders=frozenset(row.co_funders),
        )

    async def put(self, ref: ProjectRef) -> None:
        values = {
            "id": ref.id,
            "title": ref.title,
            "lead": ref.lead,
            "owner": ref.owner,
            "participants": sorted(ref.participants),
            "state": ref.state,
            "restricted": ref.restricted,
            "synthetic": ref.synthetic,
            "facts": dict(ref.facts),
            "concerned": sorted(ref.concerned),
            "co_owners": sorted(ref.co_owners),
            "co_funders": sorted(ref.co_funders),
        }
        statement = insert(project_refs).values(values)
        await self._tx.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
