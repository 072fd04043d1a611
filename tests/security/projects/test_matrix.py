"""Every RPC that the running projects service shows by reflection × every caller × every state."""

from __future__ import annotations

import pytest

from chassis import privacy
from services.projects.access import ACCESS
from tests.security.matrix import Walk, table_faults
from tests.security.projects.cast import ANONYMOUS, CAST
from tests.security.projects.sheets import SHEETS
from tests.security.projects.stage import STATES, ProjectStage
from tests.security.reflection import reflected

CELLS = [(service, rpc) for service, sheet in SHEETS.items() for rpc in sheet]


async def test_every_rpc_that_the_server_shows_stands_in_a_sheet_and_in_the_access_table(
    stage: ProjectStage,
) -> None:
    methods = await reflected(stage.client(ANONYMOUS))
    assert table_faults(SHEETS, methods) == []
    assert {*ACCESS, *privacy.ACCESS} == set(methods)


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
