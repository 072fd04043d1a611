"""What the stores of territories, register and people promise: the same for memory and PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.database import connect
from chassis.domain import Caller, NotFound
from services.projects.domain.person import Person
from services.projects.domain.register_change import EDITED, HoldingAct, HoldingChange, line_key
from services.projects.domain.subsidiarity.facts import Holding, Level, Mode
from services.projects.domain.territory import Competence, Territory, TerritoryFacts
from services.projects.domain.territory_import.folder import read_folder
from services.projects.use_cases.territory_ports import holding_keyset
from tests.fixtures.projects.database import make_schema
from tests.fixtures.projects.small_territory import small_folder
from tests.fixtures.projects.territories_memory import FakeTerritoryUnit
from tests.fixtures.projects.territory_unit import StoredTerritoryUnit, stored_unit

Unit = FakeTerritoryUnit | StoredTerritoryUnit
CALL = "246200364"
DAY = date(2026, 11, 22)


@pytest.fixture(params=["memory", "postgresql"])
async def unit(request: pytest.FixtureRequest) -> AsyncIterator[Unit]:
    if request.param == "memory":
        yield FakeTerritoryUnit()
        return
    url = request.getfixturevalue("fresh_database")
    await make_schema(url)
    engine = connect(url, 2)
    async with stored_unit(engine) as stored:
        yield stored
    await engine.dispose()


async def add_small_territory(unit: Unit) -> list[TerritoryFacts]:
    folder = read_folder(small_folder())
    for facts in folder.bodies:
        await unit.territories.add(Territory.imported(facts, folder.id))
    return list(folder.bodies)


def line(body: str, competence: str, start: date | None = None, end: date | None = None) -> Holding:
    return Holding(body, competence, Mode.OPTIONAL, start, end, "texte", "2026-01", True)


async def test_a_body_comes_back_with_all_its_facts(unit: Unit) -> None:
    bodies = await add_small_territory(unit)

    for facts in bodies:
        kept = await unit.territories.get(facts.code)
        assert (kept.facts, kept.folder, kept.version) == (facts, "petit", 1)
    assert set(await unit.territories.every()) == {facts.code for facts in bodies}


async def test_an_unknown_body_competence_or_person_is_not_found(unit: Unit) -> None:
    for missing in (
        unit.territories.get("75056"),
        unit.competences.get("9999"),
        unit.people.get("0190-nobody"),
    ):
        with pytest.raises(NotFound):
            await missing
    assert await unit.people.find("0190-nobody") is None


async def test_a_changed_body_is_kept_and_its_version_grows(unit: Unit) -> None:
    await add_small_territory(unit)
    loos = await unit.territories.get("62528")

    loos.bring_up_to_date(replace(loos.facts, population=7000, longitude=None, latitude=None))
    await unit.territories.save(loos)

    kept = await unit.territories.get("62528")
    assert (kept.facts.population, kept.facts.longitude, kept.version) == (7000, None, 2)


async def test_a_change_that_was_not_saved_is_not_kept(unit: Unit) -> None:
    await add_small_territory(unit)
    loos = await unit.territories.get("62528")

    loos.bring_up_to_date(replace(loos.facts, population=7000))

    assert (await unit.territories.get("62528")).facts.population == 6850


async def test_bodies_are_listed_by_level_body_and_keyset(unit: Unit) -> None:
    await add_small_territory(unit)

    async def codes(level: Level | None, member_of: str, after: str, limit: int) -> list[str]:
        return [found.id for found in await unit.territories.listed(level, member_of, after, limit)]

    assert await codes(Level.COMMUNE, "", "", 10) == ["62386", "62427", "62510", "62528"]
    assert await codes(None, CALL, "", 10) == ["62386", "62510", "62528"]
    assert await codes(Level.COMMUNE, CALL, "62386", 1) == ["62510"]
    assert await codes(Level.SYNDICATE, CALL, "", 10) == []


async def test_codes_are_listed_in_the_same_order_everywhere(unit: Unit) -> None:
    bodies = await add_small_territory(unit)

    listed = [found.id for found in await unit.territories.listed(None, "", "", 50)]

    assert listed == sorted(facts.code for facts in bodies)


async def test_the_vocabulary_is_replaced_but_for_codes_that_other_folders_name(unit: Unit) -> None:
    old, named, new = Competence("1000", "a"), Competence("2000", "b"), Competence("3000", "c")
    await unit.competences.replace("petit", [old, named])
    await unit.register.replace("autre", [line(CALL, "2000")])
    await unit.register.replace("petit", [line(CALL, "1000")])

    await unit.competences.replace("petit", [new])

    assert list(await unit.competences.every()) == [named, new]
    assert list(await unit.competences.listed("", 10)) == [named, new]
    assert list(await unit.competences.listed("2000", 10)) == [new]
    assert await unit.competences.get("3000") == new


async def test_a_competence_takes_its_new_title(unit: Unit) -> None:
    await unit.competences.replace("petit", [Competence("1000", "ancien")])
    await unit.competences.replace("petit", [Competence("1000", "nouveau")])

    assert (await unit.competences.get("1000")).title == "nouveau"


async def test_the_register_of_one_folder_is_replaced_and_others_stay(unit: Unit) -> None:
    await unit.register.replace("petit", [line(CALL, "1000"), line(CALL, "2000")])
    await unit.register.replace("autre", [line("62528", "1000")])

    await unit.register.replace("petit", [line(CALL, "3000", DAY)])

    assert await unit.register.of_folder("petit") == {line(CALL, "3000", DAY)}
    assert await unit.register.of_folder("autre") == {line("62528", "1000")}


async def test_an_emptied_register_holds_nothing(unit: Unit) -> None:
    await unit.register.replace("petit", [line(CALL, "1000")])
    await unit.register.replace("petit", [])

    assert await unit.register.of_folder("petit") == frozenset()


async def test_a_line_is_valid_from_its_first_to_its_last_day(unit: Unit) -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    await unit.register.replace(
        "petit", [line(CALL, "1000", first, last), line(CALL, "2000"), line(CALL, "3000", None, first)]
    )

    async def valid(day: date) -> list[str]:
        return [found.competence for found in await unit.register.listed("", "", day, (), 10)]

    assert await valid(date(2025, 12, 31)) == ["2000", "3000"]
    assert await valid(first) == ["1000", "2000", "3000"]
    assert await valid(last) == ["1000", "2000"]
    assert await valid(date(2027, 1, 1)) == ["2000"]


async def test_lines_are_listed_by_body_competence_and_keyset(unit: Unit) -> None:
    lines = [line(body, code) for body in ("62528", CALL) for code in ("1000", "2000")]
    await unit.register.replace("petit", lines)

    async def listed(body: str, competence: str, after: tuple[str, ...], limit: int) -> list[Holding]:
        return list(await unit.register.listed(body, competence, DAY, after, limit))

    everything = await listed("", "", (), 10)
    assert everything == sorted(lines, key=holding_keyset)
    assert await listed(CALL, "", (), 10) == [line(CALL, "1000"), line(CALL, "2000")]
    assert await listed("", "2000", (), 10) == [line(CALL, "2000"), line("62528", "2000")]
    assert await listed("", "", holding_keyset(everything[1]), 1) == [everything[2]]


async def test_a_line_is_found_written_anew_and_removed_by_its_key(unit: Unit) -> None:
    imported = line(CALL, "1000")
    await unit.register.replace("petit", [imported, line(CALL, "1000", DAY)])
    assert await unit.register.find(line_key(imported)) == imported
    assert await unit.register.find(line_key(line("62528", "1000"))) is None

    corrected = Holding(CALL, "1000", Mode.OPTIONAL, None, DAY, "autre texte", "", financial_tools=False)
    await unit.register.put(corrected)
    assert await unit.register.find(line_key(imported)) == corrected
    assert await unit.register.of_folder("petit") == {line(CALL, "1000", DAY)}
    assert await unit.register.of_folder(EDITED) == {corrected}

    await unit.register.remove(line_key(imported))
    assert await unit.register.find(line_key(imported)) is None
    assert await unit.register.of_folder("petit") == {line(CALL, "1000", DAY)}


async def test_the_history_of_the_register_is_kept_newest_first(unit: Unit) -> None:
    now = unit.clock.now()
    changes = [
        HoldingChange(HoldingAct.IMPORTED, line(CALL, "1000"), None, now, "operator:x"),
        HoldingChange(
            HoldingAct.ENDED, line(CALL, "1000", None, DAY), line(CALL, "1000"), now, "p-1", CALL, "vote"
        ),
        HoldingChange(HoldingAct.RECORDED, line("62528", "2000", DAY), None, now, "p-2", "62528"),
    ]
    await unit.register.note(changes[:1], "petit")
    await unit.register.note(changes[1:], EDITED)

    async def told(holder: str, competence: str, before: int | None = None) -> list[HoldingChange]:
        return [change for _, change in await unit.register.changes(holder, competence, before, 10)]

    assert await told("", "") == changes[::-1]
    assert await told(CALL, "") == [changes[1], changes[0]]
    assert await told("", "2000") == [changes[2]]
    (newest, _), *_ = await unit.register.changes("", "", None, 1)
    assert await told("", "", newest) == [changes[1], changes[0]]
    untouched = HoldingChange(HoldingAct.IMPORTED, line(CALL, "3000"), None, now, "operator:x")
    await unit.register.note([untouched], "petit")
    assert await unit.register.edited() == {
        line_key(line(CALL, "1000")), line_key(line("62528", "2000", DAY)),
    }  # fmt: skip


async def test_a_change_of_the_register_is_an_event_of_its_body(unit: Unit) -> None:
    await add_small_territory(unit)
    loos = await unit.territories.get("62528")
    change = HoldingChange(HoldingAct.RECORDED, line("62528", "1035"), None, unit.clock.now(), "p-2", "62528")

    loos.change_register(change)
    await unit.territories.save(loos)

    assert (await unit.territories.get("62528")).version == 2


async def test_a_person_comes_back_and_is_forgotten(unit: Unit) -> None:
    person = Person(id="0190-camille")
    person.register("Camille Petit", "")
    await unit.people.add(person)

    kept = await unit.people.get("0190-camille")
    assert (kept.display_name, kept.body, kept.forgotten) == ("Camille Petit", "", False)
    kept.forget(Caller("0190-camille"))
    await unit.people.save(kept)

    forgotten = (await unit.people.find_many(["0190-camille", "0190-nobody"]))["0190-camille"]
    assert (forgotten.display_name, forgotten.forgotten, forgotten.version) == ("", True, 2)
    assert "0190-nobody" not in await unit.people.find_many(["0190-nobody"])


async def test_the_last_day_on_which_somebody_was_seen_counts(unit: Unit) -> None:
    for person, day in (("b", DAY), ("a", DAY), ("c", DAY + timedelta(days=2))):
        await unit.sightings.note(person, day)
    await unit.sightings.note("b", DAY + timedelta(days=2))
    await unit.sightings.note("b", DAY)  # a clock that was set back

    assert await unit.sightings.before(DAY) == []
    assert await unit.sightings.before(DAY + timedelta(days=1)) == ["a"]
    assert await unit.sightings.before(DAY + timedelta(days=3)) == ["a", "b", "c"]
    await unit.sightings.forget("b")
    assert await unit.sightings.before(DAY + timedelta(days=3)) == ["a", "c"]
