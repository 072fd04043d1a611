"""Take a lent role back, or give it back, before its last day."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.delegation import Delegation
from services.projects.use_cases.delegation_ports import DelegationUnit


@dataclass(frozen=True)
class RevokeDelegation:
    """`body` is the code of the body for which one acts."""

    delegation_id: str
    etag: str
    body: str


async def revoke_delegation(command: RevokeDelegation, caller: Caller, unit: DelegationUnit) -> Delegation:
    """Raise NotFound, Forbidden, Stale, or Refused when it is over already."""
    delegation = await unit.delegations.get(command.delegation_id)
    delegation.must_be_visible_to(caller)
    delegation.check_etag(command.etag)
    delegation.revoke(caller, command.body, unit.clock.now())
    await unit.delegations.save(delegation)
    return delegation
