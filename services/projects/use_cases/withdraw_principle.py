"""The body that proposed a guiding principle takes it back."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.principle import Principle
from services.projects.domain.wish_states import ROLES, Who
from services.projects.use_cases.learning_ports import LearningUnit


@dataclass(frozen=True)
class WithdrawPrinciple:
    principle_id: str
    etag: str
    body: str


async def withdraw_principle(command: WithdrawPrinciple, caller: Caller, unit: LearningUnit) -> Principle:
    """Raise NotFound, Forbidden, Stale, Refused by the state."""
    principle = await unit.principles.get(command.principle_id)
    caller.must_hold(command.body, *ROLES[Who.PROPOSER])
    principle.check_etag(command.etag)
    principle.withdraw(command.body, unit.clock.now())
    await unit.principles.save(principle)
    return principle
