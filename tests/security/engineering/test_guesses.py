"""Names and bodies of others guessed, and texts that hurt written, in every field of every request."""

from __future__ import annotations

import pytest

from services.engineering.access import SERVICE
from tests.security.cast import HENIN, POLE
from tests.security.engineering.sheet import PEOPLE, SHEET
from tests.security.engineering.staged import of_henin
from tests.security.guesses import Hidden, Suite, acts_for_others, what_guesses_tell, what_texts_do
from tests.security.stage import PlaceStage

CHANGING = [rpc for rpc, row in SHEET.items() if not row.reads]
ACTING = {"body", "agent.employer"}
"""Where a command says for which body it acts."""
WITHOUT_A_BODY: frozenset[str] = frozenset(
    {"UpdateAgent", "RecordAbsence", "WithdrawDayRequest", "ReserveDays"}
)
"""The thing itself says for whom one acts."""

OUTPUT_ONLY = frozenset({"archipel.engineering.v1.Agent.home_node"})
"""No caller says it: test_mass_assignment.py tries."""
IGNORED = frozenset(
    {
        "RegisterAgent.agent.name",
        "RegisterAgent.agent.etag",
        *(f"UpdateAgent.agent.{name}" for name in ("person", "employer", "full_time_days", "lending.body")),
    }
)
"""Given by the service, or named by no mask here."""


@pytest.fixture(scope="module")
def suite(stage: PlaceStage) -> Suite:
    return Suite(stage, SERVICE, SHEET, PEOPLE, OUTPUT_ONLY, IGNORED)


@pytest.fixture(scope="module")
async def hidden(stage: PlaceStage) -> Hidden:
    thing = await of_henin(stage.place)
    names = {
        "agents": thing.agent.name,
        "requests": thing.request.name,
        "reservations": thing.reservation.name,
        "projects": thing.request.project,
    }
    return Hidden(names, frozenset({HENIN, POLE}))


@pytest.mark.parametrize("rpc", SHEET)
async def test_a_guessed_name_changes_nothing_and_tells_nothing(
    suite: Suite, hidden: Hidden, rpc: str
) -> None:
    assert await what_guesses_tell(suite.asked(rpc), hidden) == []


async def test_every_kind_of_name_that_is_hidden_was_guessed(suite: Suite, hidden: Hidden) -> None:
    met = {kind for rpc in SHEET for _, kind in await suite.asked(rpc).inputs()}
    assert hidden.names.keys() <= met


@pytest.mark.parametrize("rpc", CHANGING)
async def test_nobody_acts_for_a_body_where_they_hold_no_role(suite: Suite, rpc: str) -> None:
    one = suite.asked(rpc)
    assert bool(await one.acting(ACTING)) == (rpc not in WITHOUT_A_BODY)
    assert await acts_for_others(one, ACTING) == []


@pytest.mark.parametrize("rpc", SHEET)
async def test_a_text_is_kept_exactly_or_refused_by_the_name_of_its_field(suite: Suite, rpc: str) -> None:
    assert await what_texts_do(suite.asked(rpc)) == []
