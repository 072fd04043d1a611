"""Read one delegation."""

from chassis.domain import Caller
from services.projects.domain.delegation import Delegation
from services.projects.use_cases.delegation_ports import DelegationUnit


async def get_delegation(delegation_id: str, caller: Caller, unit: DelegationUnit) -> Delegation:
    """Raise NotFound for an unknown id, and for what the caller may not know of."""
    delegation = await unit.delegations.get(delegation_id)
    delegation.must_be_visible_to(caller)
    return delegation
