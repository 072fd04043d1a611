"""Taking over a folder: what changes, what does not, and what is refused."""

import pytest

from chassis.domain import Caller, Forbidden, InvalidInput, Mandate
from services.projects.use_cases.import_territories import (
    ImportReport,
    ImportTerritories,
    import_territories,
)
from tests.fixtures.projects.small_territory import changed, small_folder
from tests.fixtures.projects.territories_memory import FakeTerritoryUnit

OPERATOR = Caller(id="operator:archipel")


async def load(unit: FakeTerritoryUnit, files: dict[str, bytes]) -> ImportReport:
    return await import_territories(ImportTerritories(files), OPERATOR, unit)


def other_folder() -> dict[str, bytes]:
    """The same bodies under another id, with a register of one body more, its own."""
    files = changed("manifest.toml", old='"petit"', new='"autre"')
    files["manifest.toml"] = files["manifest.toml"].replace(b"bodies = 10", b"bodies = 11")
    files["manifest.toml"] = files["manifest.toml"].replace(b"holdings = 4", b"holdings = 1")
    files["bodies.csv"] += b"fibre,syndicate,Fibre,,,,,,,,,\n"
    head = files["register.csv"].splitlines(keepends=True)[0]
    files["register.csv"] = head + b"fibre,6000,transferred_to_third_body,,,,,no\n"
    return files


async def test_a_first_import_records_every_body() -> None:
    unit = FakeTerritoryUnit()

    report = await load(unit, small_folder())

    assert (report.bodies, report.competences, report.holdings) == (10, 3, 4)
    assert len(report.changed) == 10
    assert len(unit.journal.rows) == 10
    assert ("territories/62528", "TerritoryImported") in unit.journal.rows


async def test_a_second_import_of_the_same_folder_changes_nothing() -> None:
    unit = FakeTerritoryUnit()
    await load(unit, small_folder())
    unit.journal.rows.clear()

    report = await load(unit, small_folder())

    assert report.changed == ()
    assert unit.journal.rows == []


async def test_the_order_of_lines_and_codes_is_no_change() -> None:
    unit = FakeTerritoryUnit()
    await load(unit, small_folder())
    files = changed("bodies.csv", old="246200364,62386;62510", new="246200364,62510;62386")
    head, *lines = files["bodies.csv"].splitlines(keepends=True)
    files["bodies.csv"] = head + b"".join(reversed(lines))

    assert (await load(unit, files)).changed == ()


async def test_only_a_changed_body_is_recorded() -> None:
    unit = FakeTerritoryUnit()
    await load(unit, small_folder())
    unit.journal.rows.clear()

    report = await load(unit, changed("bodies.csv", old="Transports de l'Artois", new="Artois Mobilités"))

    assert report.changed == ("smt-artois",)
    assert unit.journal.rows == [("territories/smt-artois", "TerritoryImported")]
    assert (await unit.territories.get("smt-artois")).facts.title == "Artois Mobilités"


async def test_a_body_whose_register_alone_changes_is_recorded() -> None:
    unit = FakeTerritoryUnit()
    await load(unit, small_folder())
    unit.journal.rows.clear()

    report = await load(
        unit, changed("register.csv", old="246200299,1035,community", new="246200364,1035,community")
    )

    assert report.changed == ("246200299", "246200364")
    assert {line.body for line in await unit.register.of_folder("petit")} == {"246200364", "smt-artois"}


async def test_the_vocabulary_is_replaced_as_a_whole() -> None:
    unit = FakeTerritoryUnit()
    await load(unit, small_folder())
    files = changed("competences.csv", old="1035,", new="1040,")
    files["register.csv"] = files["register.csv"].replace(b"1035", b"1040")

    await load(unit, files)

    assert [competence.code for competence in await unit.competences.listed("", 10)] == [
        "1040",
        "6000",
        "6520",
    ]


async def test_a_faulty_folder_changes_nothing() -> None:
    unit = FakeTerritoryUnit()

    with pytest.raises(InvalidInput):
        await load(unit, changed("bodies.csv", old="62386,commune", new="62386,ville"))

    assert unit.journal.rows == []
    assert await unit.territories.every() == {}


async def test_a_body_that_vanished_is_asked_back() -> None:
    unit = FakeTerritoryUnit()
    files = small_folder()
    files["bodies.csv"] += b"fibre,syndicate,Fibre,,,,,,,,,\n"
    files["manifest.toml"] = files["manifest.toml"].replace(b"bodies = 10", b"bodies = 11")
    await load(unit, files)

    with pytest.raises(InvalidInput) as refused:
        await load(unit, small_folder())

    (fault,) = refused.value.faults
    assert (fault.field, fault.reason) == ("bodies.csv", "BODY_GONE")
    assert "fibre (Fibre)" in str(fault.text)


async def test_another_folder_may_name_the_same_bodies_with_the_same_facts() -> None:
    unit = FakeTerritoryUnit()
    await load(unit, small_folder())

    report = await load(unit, other_folder())

    assert report.changed == ("fibre",)


async def test_another_folder_may_not_keep_the_register_of_a_body() -> None:
    unit = FakeTerritoryUnit()
    await load(unit, small_folder())

    with pytest.raises(InvalidInput) as refused:
        await load(unit, changed("manifest.toml", old='"petit"', new='"autre"'))

    assert {fault.reason for fault in refused.value.faults} == {"REGISTER_TAKEN"}
    assert {fault.field for fault in refused.value.faults} == {"register.csv"}


async def test_the_vocabulary_keeps_what_the_register_of_another_folder_names() -> None:
    unit = FakeTerritoryUnit()
    await load(unit, small_folder())
    files = other_folder()
    files["competences.csv"] = files["competences.csv"].replace(b"1035,", b"1040,")

    await load(unit, files)

    codes = [competence.code for competence in await unit.competences.listed("", 10)]
    assert codes == ["1035", "1040", "6000", "6520"]


async def test_another_folder_may_not_change_a_body() -> None:
    unit = FakeTerritoryUnit()
    await load(unit, small_folder())
    files = other_folder()
    files["bodies.csv"] = files["bodies.csv"].replace(b"Grenay", b"Grenay-en-Artois")

    with pytest.raises(InvalidInput) as refused:
        await load(unit, files)

    (fault,) = refused.value.faults
    assert (fault.field, fault.reason) == ("bodies.csv:8:code", "BODY_TAKEN")
    assert "« petit »" in str(fault.text)


async def test_nobody_but_the_operator_imports() -> None:
    mayor = Caller("0190-mayor", frozenset({Mandate("62528", "elected")}))

    with pytest.raises(Forbidden) as refused:
        await import_territories(ImportTerritories(small_folder()), mayor, FakeTerritoryUnit())

    assert refused.value.reason == "OPERATOR_ONLY"
