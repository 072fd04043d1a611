"""Take a line out of the competence register that never should have stood there; the history keeps it."""

from dataclasses import dataclass

from chassis.domain import Caller, raise_faults
from services.projects.domain.register_change import (
    LONGEST_TEXT,
    HoldingAct,
    HoldingChange,
    line_key,
    must_edit,
)
from services.projects.domain.subsidiarity.facts import Holding
from services.projects.domain.writing import text_faults
from services.projects.use_cases.end_holding import known_line
from services.projects.use_cases.record_holding import keep
from services.projects.use_cases.territory_ports import RegisterUnit


@dataclass(frozen=True)
class RemoveHolding:
    body: str
    line: Holding
    why: str


async def remove_holding(command: RemoveHolding, caller: Caller, unit: RegisterUnit) -> Holding:
    """Raise Forbidden, InvalidInput without a reason, or NotFound for a line that is not there. Answers the
    line as it stood.
    """
    must_edit(caller, command.body, command.line.body, (await unit.reference()).directory)
    raise_faults(text_faults("why", command.why, LONGEST_TEXT, required=True))
    line = await known_line(command.line, unit)
    change = HoldingChange(
        HoldingAct.REMOVED, line, line, unit.clock.now(), caller.id, command.body, command.why
    )
    await unit.register.remove(line_key(line))
    await keep(change, unit)
    return line
