"""Write a draft of a charter anew; what was simulated of the former text no longer counts."""

from dataclasses import dataclass

from chassis.domain import Caller, raise_faults
from services.projects.domain.charter_states import ROLES, CharterVerb, step
from services.projects.use_cases.charter_ports import CharterUnit, ReadCharter
from services.projects.use_cases.known_charter import body_charter, draft_faults, read_text


@dataclass(frozen=True)
class UpdateCharter:
    charter_id: str
    etag: str
    body: str
    text: str


async def update_charter(command: UpdateCharter, caller: Caller, unit: CharterUnit) -> ReadCharter:
    """Raise NotFound, Forbidden, Stale, Refused by the state, InvalidInput with every fault of the text."""
    roles = ROLES[CharterVerb.UPDATE]
    version = await body_charter(command.charter_id, command.etag, command.body, caller, unit, roles)
    step(version.state, CharterVerb.UPDATE)
    charter = read_text(command.text, unit)
    raise_faults(draft_faults(charter, command.body, await unit.reference(), unit))
    version.update(charter, unit.clock.now())
    await unit.charters.save(version)
    return ReadCharter(version, charter)
