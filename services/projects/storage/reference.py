"""Reference data in memory: read whole when its mark has moved, shared by all transactions of the process.

Triggers move the mark with every change of the tables behind it (see the first migration), in the same
transaction, so no writer can forget it and no reader sees old data under a new mark.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, ScalarSelect, SmallInteger, Table, select

from chassis.journal.writer import Transaction
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.subsidiarity.book import CharterBook
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.facts import Directory, Register
from services.projects.storage.capacities import CapacityStore
from services.projects.storage.capacity_credits import CreditStore
from services.projects.storage.charters import CharterStore
from services.projects.storage.metadata import metadata
from services.projects.storage.register import CompetenceStore, RegisterStore
from services.projects.storage.territories import TerritoryStore

reference_marks = Table(
    "reference_marks",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("mark", BigInteger, nullable=False),
)


def current_mark() -> ScalarSelect[int]:
    """The mark of the reference data, to be asked along with something else."""
    return select(reference_marks.c.mark).scalar_subquery()


@dataclass
class ReferenceCache:
    """The process's copy of the reference data. `founding` is the charter in force before any was adopted."""

    founding: Charter
    _mark: int = -1
    _data: ReferenceData | None = None

    def __post_init__(self) -> None:
        self._reading = asyncio.Lock()

    async def at(self, mark: int, tx: Transaction) -> ReferenceData:
        """The data under a mark that the transaction saw, read anew when it moved."""
        if self._data is not None and mark == self._mark:
            return self._data
        async with self._reading:
            if self._data is None or mark != self._mark:
                # What is read now may be newer than the mark; then the next mark seen differs again.
                self._data = await self._read(tx)
                self._mark = mark
            return self._data

    async def _read(self, tx: Transaction) -> ReferenceData:
        bodies = await TerritoryStore(tx).every()
        vocabulary = await CompetenceStore(tx.connection).every()
        return ReferenceData(
            directory=Directory(territory.facts for territory in bodies.values()),
            register=Register(await RegisterStore(tx.connection).every()),
            capacities=await CapacityStore(tx.connection).every(),
            credits=await CreditStore(tx.connection).every(),
            competences=frozenset(competence.code for competence in vocabulary),
            book=CharterBook((self.founding, *await CharterStore(tx, self.founding).voted())),
        )


class ReferenceView:
    """The reference data as one transaction sees it."""

    def __init__(self, tx: Transaction, cache: ReferenceCache) -> None:
        self._tx = tx
        self._cache = cache
        self._mark: int | None = None

    def saw(self, mark: int) -> None:
        """Somebody read the mark along with a row of their own."""
        self._mark = mark

    async def read(self) -> ReferenceData:
        if self._mark is None:
            self._mark = await self._tx.connection.scalar(select(reference_marks.c.mark))
            assert self._mark is not None
        return await self._cache.at(self._mark, self._tx)
