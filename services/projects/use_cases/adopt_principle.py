"""The body that proposed a guiding principle votes it; it binds nobody."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.consent import Deliberation
from services.projects.domain.principle import Principle
from services.projects.domain.wish_states import ROLES, Who
from services.projects.use_cases.learning_ports import LearningUnit


@dataclass(frozen=True)
class AdoptPrinciple:
    principle_id: str
    etag: str
    body: str
    deliberation: Deliberation


async def adopt_principle(command: AdoptPrinciple, caller: Caller, unit: LearningUnit) -> Principle:
    """Raise NotFound, Forbidden, Stale, Refused by the state, InvalidInput for the deliberation."""
    principle = await unit.principles.get(command.principle_id)
    caller.must_hold(command.body, *ROLES[Who.PROPOSER])
    principle.check_etag(command.etag)
    principle.adopt(command.body, command.deliberation, unit.clock.now())
    await unit.principles.save(principle)
    return principle
