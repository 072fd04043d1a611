"""Keep the copy of a project in step with what projects told of it."""

from __future__ import annotations

from services.labels.domain.project_ref import ProjectRef
from services.labels.use_cases.ports import Unit

NOT_YET_TOLD = frozenset({"draft", "awaiting_partners"})


async def follow_project(ref: ProjectRef, unit: Unit) -> None:
    """A draft is its lead's own business and leaves no copy, until it is submitted."""
    if ref.state in NOT_YET_TOLD and await unit.projects.find(ref.id) is None:
        return
    await unit.projects.put(ref)
