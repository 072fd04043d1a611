"""Coverage between the wire and the domain."""

from __future__ import annotations

from archipel.projects.v1 import coverage_pb2
from chassis.domain import Fault, raise_faults
from chassis.wire import date_from_wire, date_to_wire
from services.projects.convert.enums import COVERAGE_KIND
from services.projects.convert.facts import body_name
from services.projects.convert.territories import body_from_wire
from services.projects.domain.subsidiarity.coverage import THE_COMMUNE, Cell, CoverageKind
from services.projects.use_cases.get_coverage import GetCoverage, TitledCoverage


def get_coverage_from_proto(request: coverage_pb2.GetCoverageRequest) -> GetCoverage:
    faults: list[Fault] = []
    on = date_from_wire(request.on, "on", faults)
    body = body_from_wire(request.body, "body", faults) if request.body else ""
    raise_faults(faults)
    return GetCoverage(on, body)


def coverage_to_proto(answer: TitledCoverage) -> coverage_pb2.Coverage:
    found = answer.found
    return coverage_pb2.Coverage(
        on=date_to_wire(found.on),
        communes=len(found.communes),
        competences=len(found.rows),
        one=found.count(CoverageKind.ONE),
        shared=found.count(CoverageKind.SHARED),
        nobody=found.count(CoverageKind.NOBODY),
        undeclared=found.count(CoverageKind.UNDECLARED),
        rows=[
            coverage_pb2.CoverageRow(
                competence=row.competence,
                title=answer.titles[row.competence],
                cells=map(_cell_to_proto, row.cells),
            )
            for row in found.rows
        ],
    )


def _cell_to_proto(cell: Cell) -> coverage_pb2.CoverageCell:
    return coverage_pb2.CoverageCell(
        kind=COVERAGE_KIND.to_wire(cell.kind),
        able=[code if code == THE_COMMUNE else body_name(code) for code in cell.able],
        communes=map(body_name, cell.communes),
    )
