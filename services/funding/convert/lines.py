"""The lines that a person entered, with everything that is wrong in them."""

from collections.abc import Sequence

from archipel.funding.v1 import funding_pb2, lines_pb2
from chassis.domain import Fault, msg
from chassis.wire import money_from_wire, name_from_wire
from services.funding.convert import enums
from services.funding.domain.line_faults import change_faults
from services.funding.domain.lines import LineEntry, LineKind, LinesChange


def change_from(
    request: funding_pb2.SetLinesRequest | funding_pb2.CheckPlanRequest, faults: list[Fault]
) -> LinesChange:
    """The change that a request asks for. Adds the faults of the wire and those of the domain, so that
    one answer names them all; a field that could not be read is not judged a second time.
    """
    unread: list[Fault] = []
    cost = money_from_wire(request.cost, "cost", unread) if request.HasField("cost") else None
    entries = [_entry_from(line, f"lines[{i}]", unread) for i, line in enumerate(request.lines)]
    field_said = request.HasField("lead_coordinator_field")
    change = LinesChange(entries, cost, request.lead_coordinator_field if field_said else None)
    faults += unread
    faults += _new(unread, change_faults(change))
    return change


def _new(unread: Sequence[Fault], judged: Sequence[Fault]) -> list[Fault]:
    """Judgements on what could be read. A line that could not be read whole is compared with no other,
    and the source of a line of unknown kind is not judged.
    """
    fields = {fault.field for fault in unread}
    lines = {field.partition(".")[0] for field in fields}
    sources = {f"{field.removesuffix('.kind')}.source" for field in fields if field.endswith(".kind")}
    return [fault for fault in judged if fault.field not in fields | lines | sources]


def _entry_from(line: lines_pb2.LineInput, at: str, faults: list[Fault]) -> LineEntry:
    kind = enums.KIND_FROM_WIRE.get(line.kind)
    if kind is None:
        text = msg("Dites ce qu’est cette ligne : part propre, subvention, fonds de concours, privé, nature.")
        faults.append(Fault(f"{at}.kind", "KIND_UNKNOWN", text))
    if line.source and line.source not in enums.SOURCE_FROM_WIRE:
        text = msg("Cette origine de subvention est inconnue.")
        faults.append(Fault(f"{at}.source", "SOURCE_UNKNOWN", text))
    if line.state and line.state not in enums.LINE_STATE_FROM_WIRE:
        faults.append(Fault(f"{at}.state", "STATE_UNKNOWN", msg("Cet état de ligne est inconnu.")))
    base = f"{at}.eligible_base"
    return LineEntry(
        kind=kind or LineKind.PRIVATE,
        amount=money_from_wire(line.amount, f"{at}.amount", faults),
        id=line.id,
        source=enums.SOURCE_FROM_WIRE.get(line.source),
        programme=line.programme,
        funder=name_from_wire(line.funder, "territories", f"{at}.funder", faults) if line.funder else "",
        funder_title=line.funder_title,
        state=enums.LINE_STATE_FROM_WIRE.get(line.state),
        eligible_base=(
            money_from_wire(line.eligible_base, base, faults) if line.HasField("eligible_base") else None
        ),
        legal_basis=line.legal_basis,
    )
