"""Read one version of a grid; grids are public."""

from __future__ import annotations

from chassis.domain import Caller
from services.labels.domain.framework import Framework, FrameworkRef
from services.labels.use_cases.ports import Unit


async def get_framework(ref: FrameworkRef, _caller: Caller, unit: Unit) -> Framework:
    return unit.frameworks.get(ref)
