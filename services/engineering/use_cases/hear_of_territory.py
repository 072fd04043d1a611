"""Keeps the copy of a body: who it belongs to, how many inhabitants."""

from __future__ import annotations

from services.engineering.domain.references import TerritoryRef
from services.engineering.use_cases.ports import Unit


async def hear_of_territory(territory: TerritoryRef, unit: Unit) -> None:
    await unit.territories.put(territory)
