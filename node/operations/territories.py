"""Takes over a territory's folder through the projects service's own import."""

from __future__ import annotations

from pathlib import Path

from node.operations.desk import desk
from services.projects.import_territories import import_folder
from services.projects.use_cases.import_territories import ImportReport


async def import_territory(folder: Path, data: Path | None) -> ImportReport:
    """Raise InvalidInput with all faults of the folder; then nothing has changed."""
    async with desk(data) as at:
        report = await import_folder(
            folder,
            database_url=at.node.postgres.url("projects"),
            node=at.node.settings.node,
            operator=at.operator,
        )
        async with at.act("projects", f"territories import {report.folder}"):
            """The row of the operation is all that this transaction writes."""
        return report
