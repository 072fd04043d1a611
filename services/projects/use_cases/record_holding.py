"""Add a line to the competence register, or correct the one with the same key."""

from dataclasses import dataclass

from chassis.domain import Caller, raise_faults
from services.projects.domain.register_change import (
    EDITED,
    HoldingAct,
    HoldingChange,
    line_faults,
    line_key,
    must_edit,
)
from services.projects.domain.subsidiarity.facts import Holding
from services.projects.use_cases.territory_ports import RegisterUnit


@dataclass(frozen=True)
class RecordHolding:
    """`body` changes the register: the holder, or a body above it."""

    body: str
    line: Holding


async def record_holding(command: RecordHolding, caller: Caller, unit: RegisterUnit) -> Holding:
    """Raise Forbidden, or InvalidInput with everything that is wrong with the line. The same line again is
    no event.
    """
    reference, line = await unit.reference(), command.line
    must_edit(caller, command.body, line.body, reference.directory)
    raise_faults(line_faults(line, reference.directory, reference.competences))
    before = await unit.register.find(line_key(line))
    if before != line:
        change = HoldingChange(HoldingAct.RECORDED, line, before, unit.clock.now(), caller.id, command.body)
        await unit.register.put(line)
        await keep(change, unit)
    return line


async def keep(change: HoldingChange, unit: RegisterUnit) -> None:
    """Write a change into the history of the register and into that of the line's body."""
    territory = await unit.territories.get(change.holding.body)
    territory.change_register(change)
    await unit.territories.save(territory)
    await unit.register.note([change], EDITED)
