"""Replays the decisions of a project from the journal of the node."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from node.errors import NodeError
from node.operations.desk import desk
from services.projects.storage.decision_journal import StoredDecisions
from services.projects.use_cases.replay_decisions import Replayed, replay_decisions


async def replayed(project: str, data: Path | None) -> list[Replayed]:
    """Raise NodeError for what is no name of a project, NotFound where nothing was decided. It is written
    down afterwards that somebody looked.
    """
    project_id = id_of(project)
    async with desk(data) as at:
        async with at.engine("projects") as engine, engine.connect() as connection:
            found = await replay_decisions(project_id, StoredDecisions(connection))
        async with at.act("projects", f"subsidiarity replay projects/{project_id}"):
            """The row of the operation is all that this transaction writes."""
    return found


def id_of(project: str) -> str:
    """The id in "projects/{uuid}", or the uuid alone."""
    try:
        return str(UUID(project.removeprefix("projects/")))
    except ValueError:
        raise NodeError(
            "NAME_MALFORMED",
            f"« {project} » n’est pas le nom d’un projet : « archipel projects list » les montre.",
        ) from None
