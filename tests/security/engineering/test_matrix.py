"""Every RPC that the running engineering service shows by reflection × every caller × every state."""

from __future__ import annotations

import pytest

from chassis import privacy
from services.engineering.access import ACCESS, SERVICE
from tests.security.cast import ANONYMOUS
from tests.security.engineering.sheet import PEOPLE, SHEET
from tests.security.matrix import NOWHERE, Walk, table_faults
from tests.security.own_data import OWN_DATA
from tests.security.reflection import reflected
from tests.security.stage import PlaceStage

SHEETS = {SERVICE: SHEET, privacy.SERVICE: OWN_DATA}
CELLS = [(service, rpc) for service, sheet in SHEETS.items() for rpc in sheet]


async def test_every_rpc_that_the_server_shows_stands_in_a_sheet_and_in_the_access_table(
    stage: PlaceStage,
) -> None:
    methods = await reflected(stage.client(ANONYMOUS))
    assert table_faults(SHEETS, methods) == []
    assert {*ACCESS, *privacy.ACCESS} == set(methods)


def test_every_kind_of_thing_is_met_by_some_rpc_and_every_caller_is_another(stage: PlaceStage) -> None:
    assert {row.over for row in SHEET.values()} == {*stage.made_by, NOWHERE}
    assert len(set(PEOPLE)) == len(PEOPLE)


@pytest.mark.parametrize(("service", "rpc"), CELLS, ids=[rpc for _, rpc in CELLS])
async def test_every_caller_in_every_state_is_answered_as_the_sheet_says(
    stage: PlaceStage, service: str, rpc: str
) -> None:
    methods = await reflected(stage.client(ANONYMOUS))
    walk = Walk(stage, methods[f"/{service}/{rpc}"], SHEETS[service][rpc], PEOPLE)
    assert await walk.go() == []
