"""Take a charter back before it is adopted, or record that the council rejected it."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.charter_states import ROLES, CharterVerb
from services.projects.use_cases.charter_ports import CharterUnit, ReadCharter
from services.projects.use_cases.known_charter import body_charter, read_text


@dataclass(frozen=True)
class WithdrawCharter:
    charter_id: str
    etag: str
    body: str


async def withdraw_charter(command: WithdrawCharter, caller: Caller, unit: CharterUnit) -> ReadCharter:
    """Raise NotFound, Forbidden, Stale or Refused by the state."""
    roles = ROLES[CharterVerb.WITHDRAW]
    version = await body_charter(command.charter_id, command.etag, command.body, caller, unit, roles)
    version.withdraw(unit.clock.now())
    await unit.charters.save(version)
    return ReadCharter(version, read_text(version.text, unit))
