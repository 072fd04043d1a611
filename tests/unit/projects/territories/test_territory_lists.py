"""Showing and listing bodies, competences and the register."""

from datetime import date

import pytest

from chassis.domain import Caller, NotFound
from services.projects.domain.subsidiarity.facts import Level
from services.projects.use_cases.get_territory import get_territory
from services.projects.use_cases.import_territories import ImportTerritories, import_territories
from services.projects.use_cases.list_competences import ListCompetences, list_competences
from services.projects.use_cases.list_holdings import ListHoldings, list_holdings
from services.projects.use_cases.list_territories import ListTerritories, list_territories
from tests.fixtures.projects.small_territory import small_folder
from tests.fixtures.projects.territories_memory import FakeTerritoryUnit

ANYBODY = Caller()
CALL = "246200364"


@pytest.fixture
async def unit() -> FakeTerritoryUnit:
    unit = FakeTerritoryUnit()
    await import_territories(ImportTerritories(small_folder()), Caller("operator:archipel"), unit)
    return unit


async def test_anybody_may_see_a_body(unit: FakeTerritoryUnit) -> None:
    assert (await get_territory("62528", ANYBODY, unit)).facts.title == "Loos-en-Gohelle"


async def test_an_unknown_body_is_not_found(unit: FakeTerritoryUnit) -> None:
    with pytest.raises(NotFound):
        await get_territory("75056", ANYBODY, unit)


async def test_bodies_are_listed_page_by_page_without_loss(unit: FakeTerritoryUnit) -> None:
    seen: list[str] = []
    after = ""
    while True:
        page = await list_territories(ListTerritories(size=3, after=after), ANYBODY, unit)
        seen += [territory.id for territory in page.items]
        if page.after is None:
            break
        (after,) = page.after

    assert seen == sorted(await unit.territories.every())


async def test_a_page_that_holds_the_rest_exactly_is_the_last(unit: FakeTerritoryUnit) -> None:
    page = await list_territories(ListTerritories(size=10), ANYBODY, unit)

    assert (len(page.items), page.after) == (10, None)


async def test_bodies_are_listed_by_level_and_by_body(unit: FakeTerritoryUnit) -> None:
    question = ListTerritories(size=50, level=Level.COMMUNE, member_of=CALL)

    page = await list_territories(question, ANYBODY, unit)

    assert [territory.id for territory in page.items] == ["62386", "62510", "62528"]


async def test_the_members_of_an_unknown_body_are_not_found(unit: FakeTerritoryUnit) -> None:
    with pytest.raises(NotFound):
        await list_territories(ListTerritories(size=50, member_of="75056"), ANYBODY, unit)


async def test_competences_are_listed_by_code(unit: FakeTerritoryUnit) -> None:
    first = await list_competences(ListCompetences(size=2), ANYBODY, unit)
    rest = await list_competences(ListCompetences(size=2, after="6000"), ANYBODY, unit)

    assert ([c.code for c in first.items], first.after) == (["1035", "6000"], ("6000",))
    assert ([c.code for c in rest.items], rest.after) == (["6520"], None)


async def test_the_register_is_that_of_today_in_paris(unit: FakeTerritoryUnit) -> None:
    unit.clock.instant = unit.clock.instant.replace(year=2025, month=12, day=31, hour=23)

    page = await list_holdings(ListHoldings(size=50, body=CALL), ANYBODY, unit)

    assert [line.from_ for line in page.items] == [date(2026, 1, 1)]


async def test_the_register_is_that_of_the_day_asked_about(unit: FakeTerritoryUnit) -> None:
    question = ListHoldings(size=50, competence="6520", on=date(2025, 12, 31))

    page = await list_holdings(question, ANYBODY, unit)

    assert [line.text for line in page.items] == ["ancienne déclaration"]


async def test_the_register_goes_on_after_the_last_line_of_a_page(unit: FakeTerritoryUnit) -> None:
    first = await list_holdings(ListHoldings(size=2), ANYBODY, unit)
    assert first.after is not None
    rest = await list_holdings(ListHoldings(size=2, after=first.after), ANYBODY, unit)

    assert [line.body for line in (*first.items, *rest.items)] == ["246200299", CALL, "smt-artois"]
    assert rest.after is None


@pytest.mark.parametrize("question", [ListHoldings(50, body="75056"), ListHoldings(50, competence="9999")])
async def test_the_register_of_something_unknown_is_not_found(
    unit: FakeTerritoryUnit, question: ListHoldings
) -> None:
    with pytest.raises(NotFound):
        await list_holdings(question, ANYBODY, unit)
