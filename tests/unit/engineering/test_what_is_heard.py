"""What engineering does when it hears of projects and bodies."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chassis.domain import (
    InvalidInput,
)
from services.engineering.domain.days import Skill
from services.engineering.domain.events import RequestOpened
from services.engineering.domain.request import automatic_id
from services.engineering.domain.states import RequestState
from services.engineering.use_cases.hear_of_project import hear_of_project
from services.engineering.use_cases.hear_of_territory import hear_of_territory
from services.engineering.use_cases.hear_of_withdrawal import hear_of_withdrawal
from services.engineering.use_cases.ports import Booked
from services.engineering.use_cases.reserve_days import reserve_days
from services.engineering.use_cases.withdraw_request import end_requests
from tests.unit.engineering.builders import (
    CALL,
    LOOS,
    POLE,
    POOL_MANAGER,
    PROJECT,
    a_registered_agent,
    an_open_request,
    project,
    reserving,
    unit,
)
from tests.unit.engineering.fakes import FakeUnit


async def reserved(days: str = "4") -> tuple[FakeUnit, Booked]:
    kept = unit()
    somebody = await a_registered_agent(kept)
    asked = await an_open_request(kept)
    return kept, await reserve_days(reserving(asked, somebody, days), POOL_MANAGER, kept)


async def test_a_submitted_project_opens_one_request_for_each_skill_that_its_owner_lacks() -> None:
    kept = unit()
    await hear_of_project(project([(Skill.HOUSING, "34.6"), (Skill.FACILITATION, "5")]), kept)
    housing = kept.requests.kept[automatic_id(PROJECT, Skill.HOUSING)]
    assert (housing.body, housing.days, housing.automatic) == (LOOS, Decimal("34.75"), True)
    assert housing.seen_by == {LOOS, CALL, POLE}
    assert len(kept.requests.kept) == 2


async def test_hearing_of_a_project_again_opens_nothing_twice() -> None:
    kept = unit()
    await hear_of_project(project(), kept)
    await hear_of_project(project(), kept)
    assert [event for _, event in kept.requests.events] == [RequestOpened()]


async def test_another_owner_asks_for_what_it_lacks_itself_and_the_former_one_no_more() -> None:
    kept = unit()
    await hear_of_project(project([(Skill.HOUSING, "34.6"), (Skill.FACILITATION, "5")]), kept)
    moved = replace(project([(Skill.HOUSING, "10")]), owner=CALL)
    await hear_of_project(moved, kept)
    await hear_of_project(moved, kept)
    asked = {(each.body, each.skill): each.state for each in kept.requests.kept.values()}
    assert asked == {
        (LOOS, Skill.HOUSING): RequestState.WITHDRAWN,
        (LOOS, Skill.FACILITATION): RequestState.WITHDRAWN,
        (CALL, Skill.HOUSING): RequestState.OPEN,
    }


async def test_days_that_were_lent_stay_with_the_project_whoever_owns_it() -> None:
    kept = unit()
    await hear_of_project(project([(Skill.HOUSING, "34.6")]), kept)
    somebody = await a_registered_agent(kept)
    asked = kept.requests.kept[automatic_id(PROJECT, Skill.HOUSING)]
    booked = await reserve_days(reserving(asked, somebody, "4"), POOL_MANAGER, kept)
    await hear_of_project(replace(project([(Skill.HOUSING, "10")]), owner=CALL), kept)
    (still,) = kept.requests.kept.values()
    assert (still.body, still.state) == (LOOS, RequestState.PARTLY_COVERED)
    assert kept.agents.kept[booked.agent.id].loads


async def test_while_nobody_is_proposed_as_owner_requests_wait_as_they_are() -> None:
    kept = unit()
    await hear_of_project(project(), kept)
    await hear_of_project(project(owner=""), kept)
    assert {each.state for each in kept.requests.kept.values()} == {RequestState.OPEN}


async def test_what_the_owner_took_back_is_not_asked_for_again() -> None:
    kept = unit()
    await hear_of_project(project(), kept)
    (asked,) = kept.requests.kept.values()
    await end_requests([await kept.requests.get_alone(asked.id)], kept)
    await hear_of_project(project(), kept)
    assert [each.state for each in kept.requests.kept.values()] == [RequestState.WITHDRAWN]


async def test_a_project_that_no_body_owns_asks_for_nothing() -> None:
    kept = unit()
    await hear_of_project(project(owner=""), kept)
    assert kept.requests.kept == {}
    assert kept.projects.kept[PROJECT].owner == ""


async def test_an_owner_that_was_never_imported_is_an_error_and_no_invisible_request() -> None:
    with pytest.raises(InvalidInput):
        await hear_of_project(project(owner="99999"), unit())


async def test_a_withdrawn_project_ends_its_requests_and_frees_the_agents() -> None:
    kept, booked = await reserved()
    await hear_of_project(project([(Skill.DATA, "3")]), kept)
    gone = replace(project(), withdrawn=True)
    await hear_of_withdrawal(gone, kept)
    assert {each.state for each in kept.requests.kept.values()} == {RequestState.WITHDRAWN}
    assert not kept.agents.kept[booked.agent.id].loads
    before = len(kept.requests.events)
    await hear_of_withdrawal(gone, kept)
    assert len(kept.requests.events) == before
    assert kept.projects.kept[PROJECT].withdrawn


async def test_the_copy_of_a_body_follows_what_is_heard() -> None:
    kept = unit()
    loos = replace(kept.territories.kept[LOOS], population=7000)
    await hear_of_territory(loos, kept)
    assert await kept.territories.find(LOOS) == loos
