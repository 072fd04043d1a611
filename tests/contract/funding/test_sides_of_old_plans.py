"""Plans that stood before a person had a side get theirs from the journal."""

from __future__ import annotations

import importlib
from pathlib import Path

from sqlalchemy import NullPool, text
from sqlalchemy.ext.asyncio import create_async_engine

import services.funding
from chassis import migrations
from chassis.journal.writer import Act, Transaction
from services.funding.domain.four_eyes import Hand, Side
from services.funding.storage.unit import FundingUnit
from tests.unit.funding.funding_examples import BODIES, RULEBOOK
from tests.unit.funding.funding_fakes import FakeClock
from tests.unit.funding.funding_stories import PLAN, granted, heard, paid, requested, with_lines

MIGRATION = importlib.import_module("services.funding.migrations.versions.0004_who_stands_on_which_side")


async def test_who_wrote_granted_and_paid_is_read_in_the_journal(fresh_database: str) -> None:
    migrations.upgrade(Path(services.funding.__file__).parent / "migrations", fresh_database)
    engine = create_async_engine(fresh_database, poolclass=NullPool)
    async with engine.begin() as connection:

        def acting(actor: str) -> FundingUnit:
            tx = Transaction(connection, Act(actor), "test", "funding", FakeClock())
            return FundingUnit(tx, (RULEBOOK,))

        for body in BODIES.values():
            await acting("service:funding").bodies.put(body)
        await heard(acting("service:funding"))  # type: ignore[arg-type]  # a real unit tells the same stories
        await with_lines(acting("p-writes"))  # type: ignore[arg-type]
        await requested(acting("p-asks"))  # type: ignore[arg-type]
        await granted(acting("p-grants"))  # type: ignore[arg-type]
        await paid(acting("p-pays"), 10)  # type: ignore[arg-type]
        await connection.execute(text("UPDATE plans SET hands = '[]'"))
        await connection.execute(text(MIGRATION.FROM_THE_JOURNAL))
        plan = await acting("p-reads").plans.find(PLAN)
    await engine.dispose()
    assert plan is not None
    assert plan.hands == {
        Hand("p-writes", Side.ASKS),
        Hand("p-asks", Side.ASKS),
        Hand("p-grants", Side.DECIDES),
        Hand("p-pays", Side.PAYS),
    }
