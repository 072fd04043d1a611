"""Computes and publishes the free days of bodies whose agents changed, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable

from services.engineering.domain.capacity import Capacity, Origin, compute
from services.engineering.use_cases.ports import Unit


async def refresh_capacity(bodies: Iterable[str], unit: Unit) -> None:
    """Figures that were declared are replaced. The agents must be saved before."""
    for body in sorted(set(bodies)):
        await _refresh(body, unit)


async def _refresh(body: str, unit: Unit) -> None:
    now = unit.clock.now()
    capacity = await unit.capacities.find_alone(body)
    agents = await unit.agents.counting_for(body)
    figures = compute(agents, body, now)
    if capacity is None:
        await unit.capacities.add(Capacity.first(body, figures, Origin.COMPUTED, now))
    else:
        capacity.publish(figures, Origin.COMPUTED, now)
        await unit.capacities.save(capacity)
