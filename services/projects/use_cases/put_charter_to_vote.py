"""Put a charter before the council: it was simulated, and its text no longer changes."""

from dataclasses import dataclass

from chassis.domain import Caller, raise_faults
from services.projects.domain.charter_states import ROLES, CharterVerb
from services.projects.use_cases.charter_ports import CharterUnit, ReadCharter
from services.projects.use_cases.known_charter import body_charter, draft_faults, read_text


@dataclass(frozen=True)
class PutCharterToVote:
    charter_id: str
    etag: str
    body: str


async def put_charter_to_vote(command: PutCharterToVote, caller: Caller, unit: CharterUnit) -> ReadCharter:
    """Raise NotFound, Forbidden, Stale, Refused by the state, InvalidInput when another charter was adopted
    meanwhile that it does not go with.
    """
    roles = ROLES[CharterVerb.PUT_TO_VOTE]
    version = await body_charter(command.charter_id, command.etag, command.body, caller, unit, roles)
    version.put_to_vote(unit.clock.now())
    charter = read_text(version.text, unit)
    raise_faults(draft_faults(charter, version.body, await unit.reference(), unit))
    await unit.charters.save(version)
    return ReadCharter(version, charter)
