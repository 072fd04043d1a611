"""Put the lines that the owner entered in the place of those that the plan has."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count

from chassis.domain import Fault, Refused, msg, raise_faults
from services.funding.domain.lines import Line, LineEntry, LineKind, LineState
from services.funding.domain.money import euros

FROM_OTHERS = {LineKind.SUBSIDY, LineKind.FONDS_DE_CONCOURS}
ASKED_STATES = {LineState.REQUESTED, LineState.GRANTED}


def merge_lines(owner: str, current: Sequence[Line], entries: Sequence[LineEntry]) -> tuple[Line, ...]:
    """The new lines, in the order entered. Raises InvalidInput for entries that do not fit the plan,
    Refused when a fonds de concours in progress or a payment would be lost.
    """
    before = {line.id: line for line in current}
    raise_faults(_faults(owner, before, entries))
    _nothing_engaged_is_lost(before, {entry.id: entry for entry in entries})
    numbers = count(1 + max((int(line_id) for line_id in before), default=0))
    return tuple(
        _merged(before.get(entry.id) or Line(str(next(numbers)), entry.kind, entry.amount), entry)
        for entry in entries
    )


def _merged(line: Line, entry: LineEntry) -> Line:
    if line.is_engaged:
        return line
    state = entry.state or line.state
    asked = line.requested if line.requested is not None else entry.amount
    return replace(
        line,
        kind=entry.kind,
        amount=entry.amount,
        state=state,
        source=entry.source,
        programme=entry.programme.strip(),
        funder=entry.funder,
        funder_title=entry.funder_title.strip(),
        eligible_base=entry.eligible_base,
        legal_basis=entry.legal_basis.strip(),
        requested=asked if state in ASKED_STATES else None,
    )


def _faults(owner: str, before: Mapping[str, Line], entries: Sequence[LineEntry]) -> list[Fault]:
    faults = []
    for i, entry in enumerate(entries):
        line = before.get(entry.id)
        if entry.id and line is None:
            text = msg(
                "Ce plan n’a pas de ligne {id} : laissez ce champ vide pour une nouvelle.", id=entry.id
            )
            faults.append(Fault(f"lines[{i}].id", "LINE_UNKNOWN", text))
        if entry.kind in FROM_OTHERS and entry.funder == owner:
            text = msg("Le maître d’ouvrage ne se finance pas lui-même : écrivez une part propre.")
            faults.append(Fault(f"lines[{i}].funder", "FUNDER_IS_OWNER", text))
        settled = line is not None and line.kind is LineKind.FONDS_DE_CONCOURS and line.state is entry.state
        if entry.kind is LineKind.FONDS_DE_CONCOURS and not (
            settled or entry.state in {None, LineState.PLANNED}
        ):
            text = msg("Un fonds de concours se demande puis s’accorde : laissez son état tel qu’il est.")
            faults.append(Fault(f"lines[{i}].state", "STATE_NOT_SETTABLE", text))
    return faults


def _nothing_engaged_is_lost(before: Mapping[str, Line], entries: Mapping[str, LineEntry]) -> None:
    for line in before.values():
        entry = entries.get(line.id)
        if line.is_engaged and (entry is None or _differs(line, entry)):
            raise Refused(
                "LINE_ENGAGED",
                msg(
                    "La ligne {line} est un fonds de concours déjà demandé, accordé ou refusé :"
                    " reprenez-la telle quelle, avec {amount}.",
                    line=line.id,
                    amount=euros(line.amount),
                ),
                line=line.id,
                amount=line.amount,
                state=line.state.value,
            )
        if line.payments and (entry is None or not _keeps_payments(line, entry)):
            raise Refused(
                "LINE_PAID",
                msg(
                    "La ligne {line} a déjà reçu {paid} : elle reste accordée, pour ce montant au moins.",
                    line=line.id,
                    paid=euros(line.paid),
                ),
                line=line.id,
                paid=line.paid,
            )


def _differs(line: Line, entry: LineEntry) -> bool:
    kept = (line.kind, line.amount, line.funder, line.programme, line.eligible_base, line.legal_basis)
    said = (
        entry.kind,
        entry.amount,
        entry.funder,
        entry.programme.strip(),
        entry.eligible_base,
        entry.legal_basis.strip(),
    )
    return kept != said or entry.state not in {None, line.state}


def _keeps_payments(line: Line, entry: LineEntry) -> bool:
    same = entry.kind is line.kind and entry.state in {None, LineState.GRANTED}
    return same and entry.amount >= line.paid
