"""GetCoverage over the wire, on the register of the service."""

from __future__ import annotations

import grpc
from google.type.date_pb2 import Date

from archipel.projects.v1 import coverage_pb2, register_pb2
from tests.integration.projects.simulation.conftest import CALL, Place


async def test_anybody_reads_who_is_able_everywhere(place: Place) -> None:
    found = await place.do("", "GetCoverage", coverage_pb2.GetCoverageRequest())
    assert (found.communes, found.competences) == (150, 118)
    assert found.one + found.shared == 150 * 118
    assert found.nobody == found.undeclared == 0
    assert len(found.rows) == 118
    food = next(row for row in found.rows if row.competence == "7555")
    assert food.title
    assert {cell.kind for cell in food.cells} == {register_pb2.COVERAGE_KIND_SHARED}
    mine = next(cell for cell in food.cells if "territories/62528" in cell.communes)
    assert list(mine.able) == ["commune", f"territories/{CALL}"]


async def test_one_body_asks_for_its_own_communes_on_a_day(place: Place) -> None:
    request = coverage_pb2.GetCoverageRequest(body=f"territories/{CALL}", on=Date(year=2019, month=3, day=1))
    found = await place.do("mayor", "GetCoverage", request)
    assert found.communes == 36
    assert (found.on.year, found.on.month, found.on.day) == (2019, 3, 1)


async def test_an_unknown_body_and_a_day_that_is_none_are_refused(place: Place) -> None:
    unknown = coverage_pb2.GetCoverageRequest(body="territories/75056")
    assert (await place.refused("", "GetCoverage", unknown)).code is grpc.StatusCode.NOT_FOUND
    wrong = coverage_pb2.GetCoverageRequest(body="75056", on=Date(year=2026, month=2, day=30))
    refused = await place.refused("", "GetCoverage", wrong)
    assert set(refused.fields) == {"body", "on"}
