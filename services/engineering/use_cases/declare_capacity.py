"""States by hand the free days of a body that keeps no agents here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from chassis.domain import Caller, Refused, msg
from services.engineering.domain.capacity import Capacity, Origin, declared
from services.engineering.domain.days import Skill
from services.engineering.use_cases.bodies import known
from services.engineering.use_cases.ports import Unit


@dataclass(frozen=True)
class DeclareCapacity:
    """`free` replaces all former figures; a skill left out has no free day."""

    body: str
    etag: str
    free: Mapping[Skill, Decimal]


async def declare_capacity(command: DeclareCapacity, caller: Caller, unit: Unit) -> Capacity:
    """Raise Forbidden, Stale; Refused when the figures of the body are computed from its agents."""
    caller.must_hold(command.body, "pool_manager", "elected")
    await known(command.body, "body", unit.territories)
    capacity = await unit.capacities.find_alone(command.body)
    if capacity is not None:
        capacity.check_etag(command.etag)
    if await unit.agents.counting_for(command.body):
        raise Refused(
            "CAPACITY_IS_COMPUTED",
            msg("Des agents sont enregistrés pour cette collectivité : ses jours libres se calculent seuls."),
            body=command.body,
        )
    now = unit.clock.now()
    figures = declared(command.free, now)
    if capacity is None:
        capacity = Capacity.first(command.body, figures, Origin.DECLARED, now)
        await unit.capacities.add(capacity)
    else:
        capacity.publish(figures, Origin.DECLARED, now)
        await unit.capacities.save(capacity)
    return capacity
