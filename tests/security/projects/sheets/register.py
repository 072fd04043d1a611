"""RegisterService, TerritoriesService and CoverageService: the register is public, and the body itself, or
those above it, write its lines. They are those of Loos here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from google.type.date_pb2 import Date

from archipel.projects.v1 import coverage_pb2, register_pb2, territories_pb2
from archipel.projects.v1.territories_pb2 import Holding
from tests.integration.projects.project.world import CALL, LOOS, POLE, body
from tests.security.answers import EVERYBODY, OK, Answer, Who, forbidden, not_found
from tests.security.matrix import NOWHERE, Row, Sheet
from tests.security.projects.sheets.projects import ELECTED
from tests.security.projects.sheets.who_sees import ALL, Then, inside, past
from tests.security.projects.staged_records import COMPETENCE, LINE_STATES

PUBLIC = dict.fromkeys(LINE_STATES, ALL)


def _edited(*states: str) -> Then:
    """By the holder, its agglomeration or its pole, where the line is there."""

    def then(who: Who, state: str) -> Answer:
        if who.home not in (LOOS, CALL, POLE):
            return forbidden("NOT_THE_HOLDER", body=who.home, holder=LOOS)
        return OK if state in states else not_found("HOLDING_NOT_FOUND")

    return past(ELECTED, PUBLIC, then)


def _with_end(line: Holding, who: Who) -> register_pb2.EndHoldingRequest:
    over = Holding()
    over.CopyFrom(line)
    over.to.CopyFrom(Date(year=2025, month=11, day=30))
    return register_pb2.EndHoldingRequest(body=body(who.home), holding=over)


def _told(state: str, page: register_pb2.ListHoldingChangesResponse, line: Holding) -> str | None:
    """The history is public, removed lines too."""
    there = getattr(line, "from") in [getattr(change.holding, "from") for change in page.changes]
    return None if there == (state != "absent") else f"the history {'shows' if there else 'lacks'} it"


def _read(request: Callable[[], Any], over: str = NOWHERE) -> Row[Any]:
    return Row(over, lambda *_: request(), inside(EVERYBODY, lambda _: OK), reads=True)


REGISTER_SHEET: Sheet = {
    "RecordHolding": Row(
        "line",
        lambda line, who: register_pb2.RecordHoldingRequest(body=body(who.home), holding=line),
        _edited(*LINE_STATES),
    ),
    "EndHolding": Row("line", _with_end, _edited("present", "ended")),
    "RemoveHolding": Row(
        "line",
        lambda line, who: register_pb2.RemoveHoldingRequest(
            body=body(who.home), holding=line, why="Doublon."
        ),
        _edited("present", "ended"),
    ),
    "WhoHolds": _read(lambda: register_pb2.WhoHoldsRequest(commune=body(LOOS), competence=COMPETENCE)),
    "ListHoldingChanges": Row(
        "line",
        lambda *_: register_pb2.ListHoldingChangesRequest(
            body=body(LOOS), competence=COMPETENCE, page_size=200
        ),
        inside(EVERYBODY, lambda _: OK),
        reads=True,
        anew=True,
        shows=lambda page, line, _, state: _told(state, page, line),
    ),
}

TERRITORIES_SHEET: Sheet = {
    "GetTerritory": _read(lambda: territories_pb2.GetTerritoryRequest(name=body(LOOS))),
    "ListTerritories": _read(lambda: territories_pb2.ListTerritoriesRequest(member_of=body(CALL))),
    "ListCompetences": _read(territories_pb2.ListCompetencesRequest),
    "ListHoldings": _read(lambda: territories_pb2.ListHoldingsRequest(body=body(CALL))),
}

COVERAGE_SHEET: Sheet = {"GetCoverage": _read(lambda: coverage_pb2.GetCoverageRequest(body=body(CALL)))}
