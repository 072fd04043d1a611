"""Give a line of the competence register its last day, by deliberation."""

from dataclasses import dataclass, replace

from chassis.domain import Caller, NotFound, msg, raise_faults
from services.projects.domain.register_change import (
    HoldingAct,
    HoldingChange,
    ending_faults,
    line_key,
    must_edit,
)
from services.projects.domain.subsidiarity.facts import Holding
from services.projects.use_cases.record_holding import keep
from services.projects.use_cases.territory_ports import RegisterUnit


@dataclass(frozen=True)
class EndHolding:
    """`line` says which one, its `to` is the last day, its `deliberation` the vote that ended it."""

    body: str
    line: Holding


async def end_holding(command: EndHolding, caller: Caller, unit: RegisterUnit) -> Holding:
    """Raise Forbidden, InvalidInput, or NotFound for a line that is not there. The line keeps the
    deliberation that it began with; the vote that ended it stands in the history.
    """
    wanted = command.line
    must_edit(caller, command.body, wanted.body, (await unit.reference()).directory)
    raise_faults(ending_faults(wanted))
    before = await known_line(wanted, unit)
    line = replace(before, to=wanted.to)
    if before != line:
        why = str(msg("Délibération {reference}.", reference=wanted.deliberation))
        change = HoldingChange(HoldingAct.ENDED, line, before, unit.clock.now(), caller.id, command.body, why)
        await unit.register.put(line)
        await keep(change, unit)
    return line


async def known_line(line: Holding, unit: RegisterUnit) -> Holding:
    """The line of the register with the same key. Raise NotFound where there is none."""
    found = await unit.register.find(line_key(line))
    if found is None:
        text = msg(
            "Le registre n’a pas de ligne {competence} de {body} dans ce mode à partir de ce jour : "
            "relisez-le.",
            competence=line.competence,
            body=line.body,
        )
        raise NotFound("HOLDING_NOT_FOUND", text, body=line.body, competence=line.competence, mode=line.mode)
    return found
