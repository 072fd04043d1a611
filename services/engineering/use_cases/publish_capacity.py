"""Publishes anew the free days of a body that keeps its agents here, from today on."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Caller, Refused, msg
from services.engineering.domain.capacity import Capacity
from services.engineering.domain.states import ROLES, Who
from services.engineering.use_cases.ports import Unit
from services.engineering.use_cases.refresh_capacity import refresh_capacity


@dataclass(frozen=True)
class PublishCapacity:
    body: str


async def publish_capacity(command: PublishCapacity, caller: Caller, unit: Unit) -> Capacity:
    """Raise Forbidden without the pool_manager role, Refused when the body has no agent here."""
    caller.must_hold(command.body, *ROLES[Who.LENDER])
    if not await unit.agents.counting_for(command.body):
        raise Refused(
            "NO_AGENT",
            msg(
                "Aucun agent n’est enregistré pour cette collectivité : déclarez ses jours libres à la main."
            ),
            body=command.body,
        )
    await refresh_capacity([command.body], unit)
    return await unit.capacities.get(command.body)
