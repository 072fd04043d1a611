"""docs/fr/donnees-personnelles.md is what the five databases really hold: whoever adds a column says there
whether it tells something of somebody, and whoever names somebody tells them.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Column, MetaData, Table, types

from chassis.database import connect
from chassis.migrations import upgrade
from chassis.tables import chassis_metadata
from node.operations import catalogue
from node.parts import SERVICES
from node.settings import ROOT, NodeSettings
from tests.fixtures.servers import MakeDatabase

PAGE = ROOT / "docs" / "fr" / "donnees-personnelles.md"
OF_ALL = "chaque base"
PERSON, TEXT, DETOUR, NOTHING = "personne", "texte", "détour", "rien"

PLAIN = (types.Numeric, types.Date, types.DateTime, types.Boolean, types.Integer, types.Float)
"""Numbers, days and yes-or-no tell nothing by themselves."""


@dataclass(frozen=True)
class Inventory:
    """What the page says: the tables before its annex, and database → table → class → columns."""

    described: frozenset[str]
    annex: dict[str, dict[str, dict[str, list[str]]]]
    settings: frozenset[str]

    def of(self, service: str, *kinds: str) -> set[str]:
        """The tables of a service, those of every service included, that have columns of these classes."""
        tables = self.annex[service] | self.annex[OF_ALL]
        return {name for name, classes in tables.items() if any(classes[kind] for kind in kinds)}


def named(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


def rows(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    text = PAGE.read_text()
    above, _, annex = text.partition("## Annexe")
    databases = {}
    for part in annex.split("\n### ")[1:]:
        name, _, table = part.partition("\n")
        kinds = (PERSON, TEXT, DETOUR, NOTHING)
        databases[name] = {
            named(first)[0]: dict(zip(kinds, map(named, cells), strict=True)) for first, *cells in rows(table)
        }
    return Inventory(frozenset(named(above)), databases, frozenset(re.findall(r"`(ARCHIPEL_\w+)`", above)))


@dataclass(frozen=True)
class Real:
    """The tables of one service as PostgreSQL has them after all migrations."""

    service: str
    metadata: MetaData

    def tables(self, *, of_all: bool) -> list[Table]:
        there = (table for name, table in self.metadata.tables.items() if name != "alembic_version")
        return [table for table in there if (table.name in chassis_metadata.tables) is of_all]


@pytest.fixture(scope="module", params=SERVICES)
async def real(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Real:
    url = make_database()
    upgrade(ROOT / "services" / request.param / "migrations", url)
    engine, found = connect(url, 2), MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(found.reflect)
    await engine.dispose()
    return Real(request.param, found)


def may_tell(column: Column[object]) -> bool:
    return not isinstance(column.type, PLAIN)


@pytest.mark.parametrize("of_all", [False, True])
def test_every_column_stands_in_exactly_one_class_and_no_other_is_named(
    inventory: Inventory, real: Real, of_all: bool
) -> None:
    kept = {
        table.name: sorted(column.name for column in table.columns if may_tell(column))
        for table in real.tables(of_all=of_all)
    }
    said = inventory.annex[OF_ALL if of_all else real.service]
    classified = {
        table: sorted(column for columns in classes.values() for column in columns)
        for table, classes in said.items()
    }
    assert classified == {table: columns for table, columns in kept.items() if columns}


def test_every_table_that_names_somebody_or_holds_what_somebody_wrote_is_described(
    inventory: Inventory, real: Real
) -> None:
    assert inventory.of(real.service, PERSON, TEXT) <= inventory.described


def test_what_a_table_holds_of_somebody_is_told_to_them(inventory: Inventory, real: Real) -> None:
    told = {section.table.name for section in catalogue.own_data(real.service)}
    assert told == inventory.of(real.service, PERSON)


def test_every_setting_on_the_page_is_one(inventory: Inventory) -> None:
    known = set(NodeSettings.model_fields)
    for service in SERVICES:
        module = importlib.import_module(f"services.{service}.settings")
        known |= {field for kind in vars(module).values() for field in getattr(kind, "model_fields", ())}
    assert inventory.settings
    assert {name.removeprefix("ARCHIPEL_").lower() for name in inventory.settings} <= known


def test_every_period_that_is_a_setting_stands_on_the_page(inventory: Inventory) -> None:
    files = (*ROOT.glob("services/*/settings.py"), ROOT / "chassis/settings.py", ROOT / "node/settings.py")
    period = re.compile(r"^    (\w+_retention_days|log_days):", re.MULTILINE)
    named_so = {name for file in files for name in period.findall(file.read_text())}
    assert len(named_so) == 4
    assert {f"ARCHIPEL_{name.upper()}" for name in named_so} <= inventory.settings
