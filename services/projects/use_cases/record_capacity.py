"""Reaction to engineering: keep a copy of the free days that a body published."""

from dataclasses import dataclass

from services.projects.domain.subsidiarity.facts import Capacity
from services.projects.use_cases.project_ports import ProjectUnit


@dataclass(frozen=True)
class RecordCapacity:
    """What `body` can do in the coming twelve months."""

    body: str
    capacity: Capacity


async def record_capacity(command: RecordCapacity, unit: ProjectUnit) -> None:
    """Replace what was known of the body; decisions taken before stay as they are."""
    await unit.capacities.put(command.body, command.capacity)
