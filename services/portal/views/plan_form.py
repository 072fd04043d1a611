"""The lines of a financing plan as people type them, and back. Field names are the wire's paths."""

from __future__ import annotations

from collections.abc import Mapping

from archipel.funding.v1.funding_pb2 import FinancingPlan
from archipel.funding.v1.lines_pb2 import Line, LineInput, LineKind, LineState, SubsidySource
from archipel.projects.v1.territories_pb2 import Level
from chassis.domain import msg
from services.portal.storage.directory import Body, Directory
from services.portal.views.forms import Form, plain_amount
from services.portal.views.territory_words import find_body, plain, shown_body

FIELDS = ("id", "kind", "source", "programme", "funder", "amount", "state", "eligible_base", "legal_basis")
MOST_ROWS = 60

SOURCE_OF_WORD = {
    "etat": SubsidySource.SUBSIDY_SOURCE_STATE,
    "prefecture": SubsidySource.SUBSIDY_SOURCE_STATE,
    "detr": SubsidySource.SUBSIDY_SOURCE_STATE,
    "dsil": SubsidySource.SUBSIDY_SOURCE_STATE,
    "region": SubsidySource.SUBSIDY_SOURCE_REGION,
    "departement": SubsidySource.SUBSIDY_SOURCE_DEPARTMENT,
    "europe": SubsidySource.SUBSIDY_SOURCE_EUROPE,
    "feder": SubsidySource.SUBSIDY_SOURCE_EUROPE,
}
"""First word of a funder or a programme → where a subsidy so named comes from."""

SOURCE_OF_LEVEL: Mapping[int, SubsidySource.ValueType] = {
    Level.LEVEL_REGION: SubsidySource.SUBSIDY_SOURCE_REGION,
    Level.LEVEL_DEPARTMENT: SubsidySource.SUBSIDY_SOURCE_DEPARTMENT,
}


def at(row: int, name: str) -> str:
    return f"lines[{row}].{name}"


def rows(form: Form) -> int:
    """How many rows the form holds."""
    return sum(1 for row in range(MOST_ROWS) if form.has(at(row, "kind")))


def compact(form: Form) -> int:
    """Take empty rows out, so that the rows' numbers are those of the lines sent; how many are left."""
    kept = 0
    for row in range(rows(form)):
        if not (form.text(at(row, "kind")) or form.text(at(row, "amount")) or form.text(at(row, "id"))):
            continue
        for name in FIELDS:
            form.put(at(kept, name), form.text(at(row, name)))
        kept += 1
    for row in range(kept, rows(form)):
        for name in FIELDS:
            form.drop(at(row, name))
    return kept


def lines_from_form(form: Form, directory: Directory) -> list[LineInput]:
    """The lines typed; a row whose amount was emptied is taken out of the plan."""
    for row in range(rows(form)):
        if form.has(at(row, "id")) and not form.text(at(row, "amount")) and form.text(at(row, "id")):
            form.put(at(row, "id"), "")
            form.put(at(row, "kind"), "")
    return [_line(form, row, directory) for row in range(compact(form))]


def _line(form: Form, row: int, directory: Directory) -> LineInput:
    line = LineInput(
        id=form.text(at(row, "id")),
        kind=LineKind.ValueType(
            form.option(at(row, "kind"), LineKind.values(), msg("Choisissez la sorte de cette ligne."))
        ),
        source=SubsidySource.ValueType(form.option(at(row, "source"), SubsidySource.values())),
        programme=form.text(at(row, "programme")),
        state=LineState.ValueType(form.option(at(row, "state"), LineState.values())),
        legal_basis=form.text(at(row, "legal_basis")),
    )
    if line.kind != LineKind.LINE_KIND_SUBSIDY:
        line.source = SubsidySource.SUBSIDY_SOURCE_UNSPECIFIED
    if line.kind not in (LineKind.LINE_KIND_SUBSIDY, LineKind.LINE_KIND_PRIVATE):
        line.state = LineState.LINE_STATE_UNSPECIFIED
    funder = form.text(at(row, "funder"))
    body = find_body(directory, funder) if funder else None
    if line.kind == LineKind.LINE_KIND_SUBSIDY and not line.source:
        line.source = _source_named(body, funder, line.programme)
        form.put(at(row, "source"), str(line.source or ""))
    if body:
        line.funder = body.name
    else:
        line.funder_title = funder
    if not form.text(at(row, "amount")):
        form.wrong(at(row, "amount"), msg("Indiquez le montant de cette ligne."))
    amount = form.money(at(row, "amount"))
    if amount:
        line.amount.CopyFrom(amount)
    base = form.money(at(row, "eligible_base"))
    if base:
        line.eligible_base.CopyFrom(base)
    return line


def _source_named(body: Body | None, *names: str) -> SubsidySource.ValueType:
    """Where a subsidy comes from when its funder or programme says it; else nobody knows."""
    if body and body.level in SOURCE_OF_LEVEL:
        return SOURCE_OF_LEVEL[body.level]
    first_words = (plain(name).partition(" ")[0] for name in names)
    found = (SOURCE_OF_WORD[word] for word in first_words if word in SOURCE_OF_WORD)
    return next(found, SubsidySource.SUBSIDY_SOURCE_UNSPECIFIED)


def form_from_plan(plan: FinancingPlan, directory: Directory) -> Form:
    form = Form()
    form.put("cost", plain_amount(plan.cost))
    form.put("lead_coordinator_field", "1" if plan.lead_coordinator_field else "")
    for row, line in enumerate(plan.lines):
        _put(form, row, line, directory)
    return form


def _put(form: Form, row: int, line: Line, directory: Directory) -> None:
    body = directory.get(line.funder) if line.funder else None
    for name, value in {
        "id": line.id,
        "kind": str(line.kind),
        "source": str(line.source or ""),
        "programme": line.programme,
        "funder": shown_body(body) if body else line.funder_title,
        "amount": plain_amount(line.amount),
        "state": str(line.state),
        "eligible_base": plain_amount(line.eligible_base) if line.HasField("eligible_base") else "",
        "legal_basis": line.legal_basis,
    }.items():
        form.put(at(row, name), value)
