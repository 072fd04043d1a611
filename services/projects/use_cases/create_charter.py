"""Write a draft of a charter from its YAML; only its own body sees it."""

from dataclasses import dataclass

from chassis.domain import Caller, raise_faults, uuid7
from services.projects.domain.charter_life import CharterVersion
from services.projects.domain.charter_states import DRAFTERS
from services.projects.use_cases.charter_ports import CharterUnit, ReadCharter
from services.projects.use_cases.known_charter import draft_faults, read_text


@dataclass(frozen=True)
class CreateCharter:
    """`body` will vote it; `text` is its YAML."""

    body: str
    text: str


async def create_charter(command: CreateCharter, caller: Caller, unit: CharterUnit) -> ReadCharter:
    """Raise Forbidden unless the caller drafts for the body, InvalidInput with every fault of the text."""
    caller.must_hold(command.body, *DRAFTERS)
    charter = read_text(command.text, unit)
    raise_faults(draft_faults(charter, command.body, await unit.reference(), unit))
    version = CharterVersion.draft(str(uuid7()), command.body, charter, unit.clock.now())
    await unit.charters.add(version)
    return ReadCharter(version, charter)
