"""Every RPC that the running projects service shows by reflection × every caller × every state."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from services.projects.access import (
    ACCESS,
    CHARTERS,
    CONSENT,
    COVERAGE,
    LEARNING,
    OWNERSHIP,
    PEOPLE,
    PROJECTS,
    REGISTER,
    SIMULATIONS,
    SUBSIDIARITY,
    TERRITORIES,
)
from tests.security.matrix import Sheet, Walk, table_faults
from tests.security.projects.cast import ANONYMOUS, CAST
from tests.security.projects.sheets.charters import CHARTERS_SHEET
from tests.security.projects.sheets.consent import CONSENT_SHEET
from tests.security.projects.sheets.learning import LEARNING_SHEET
from tests.security.projects.sheets.ownership import OWNERSHIP_SHEET
from tests.security.projects.sheets.people import PEOPLE_SHEET
from tests.security.projects.sheets.projects import PROJECTS_SHEET
from tests.security.projects.sheets.register import COVERAGE_SHEET, REGISTER_SHEET, TERRITORIES_SHEET
from tests.security.projects.sheets.trials import SIMULATIONS_SHEET, SUBSIDIARITY_SHEET
from tests.security.projects.stage import STATES, ProjectStage
from tests.security.reflection import reflected

SHEETS: Mapping[str, Sheet] = {
    PROJECTS: PROJECTS_SHEET,
    CONSENT: CONSENT_SHEET,
    OWNERSHIP: OWNERSHIP_SHEET,
    LEARNING: LEARNING_SHEET,
    SUBSIDIARITY: SUBSIDIARITY_SHEET,
    TERRITORIES: TERRITORIES_SHEET,
    CHARTERS: CHARTERS_SHEET,
    REGISTER: REGISTER_SHEET,
    SIMULATIONS: SIMULATIONS_SHEET,
    COVERAGE: COVERAGE_SHEET,
    PEOPLE: PEOPLE_SHEET,
}
"""One sheet a gRPC service."""

CELLS = [(service, rpc) for service, sheet in SHEETS.items() for rpc in sheet]


async def test_every_rpc_that_the_server_shows_stands_in_a_sheet_and_in_the_access_table(
    stage: ProjectStage,
) -> None:
    methods = await reflected(stage.client(ANONYMOUS))
    assert table_faults(SHEETS, methods) == []
    assert set(ACCESS) == set(methods)


def test_every_state_is_met_by_some_rpc_and_every_caller_is_another() -> None:
    over = {row.over for sheet in SHEETS.values() for row in sheet.values()}
    assert over == set(STATES)
    assert len({who.id for who in CAST}) == len(CAST)


@pytest.mark.parametrize(("service", "rpc"), CELLS, ids=[rpc for _, rpc in CELLS])
async def test_every_caller_in_every_state_is_answered_as_the_sheet_says(
    stage: ProjectStage, service: str, rpc: str
) -> None:
    methods = await reflected(stage.client(ANONYMOUS))
    walk = Walk(stage, methods[f"/{service}/{rpc}"], SHEETS[service][rpc], CAST)
    assert await walk.go() == []
