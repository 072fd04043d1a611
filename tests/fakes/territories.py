"""Territories, vocabulary, register and people kept in memory; same contract as the real storage."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from chassis.domain import Aggregate, NotFound, msg
from services.projects.domain.person import Person
from services.projects.domain.subsidiarity.facts import Holding, Level
from services.projects.domain.territory import Competence, Territory
from services.projects.use_cases.territory_ports import holding_keyset


@dataclass
class Journal:
    """Every event that was saved: (resource name, name of the event)."""

    rows: list[tuple[str, str]] = field(default_factory=list)

    def take(self, aggregate: Aggregate[Any]) -> None:
        for event in aggregate.recorded:
            aggregate.version += 1
            self.rows.append((aggregate.name, type(event).__name__))
        aggregate.recorded.clear()


def not_found(name: str) -> NotFound:
    return NotFound("NOT_FOUND", msg("Rien de tel ici : {name}.", name=name), resource=name)


class FakeTerritories:
    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._kept: dict[str, Territory] = {}

    async def get(self, aggregate_id: str, /) -> Territory:
        if aggregate_id not in self._kept:
            raise not_found(f"territories/{aggregate_id}")
        return replace(self._kept[aggregate_id], recorded=[])

    async def every(self) -> Mapping[str, Territory]:
        return {code: await self.get(code) for code in self._kept}

    async def add(self, aggregate: Territory, /) -> None:
        self._journal.take(aggregate)
        self._kept[aggregate.id] = replace(aggregate, recorded=[])

    async def save(self, aggregate: Territory, /) -> None:
        if aggregate.recorded:
            await self.add(aggregate)

    async def listed(
        self, level: Level | None, member_of: str, after: str, limit: int
    ) -> Sequence[Territory]:
        return [
            await self.get(code)
            for code, territory in sorted(self._kept.items())
            if code > after
            and level in (None, territory.facts.level)
            and (not member_of or member_of in territory.facts.members_of)
        ][:limit]


class FakeCompetences:
    def __init__(self, register: "FakeRegister") -> None:
        self._register = register
        self._kept: dict[str, Competence] = {}

    async def get(self, code: str, /) -> Competence:
        if code not in self._kept:
            raise not_found(f"competences/{code}")
        return self._kept[code]

    async def replace(self, folder: str, vocabulary: Iterable[Competence]) -> None:
        named = {
            line.competence
            for other, lines in self._register.kept.items()
            if other != folder
            for line in lines
        }
        self._kept = {code: kept for code, kept in self._kept.items() if code in named}
        self._kept |= {competence.code: competence for competence in vocabulary}

    async def listed(self, after: str, limit: int) -> Sequence[Competence]:
        return [kept for code, kept in sorted(self._kept.items()) if code > after][:limit]


class FakeRegister:
    def __init__(self) -> None:
        self.kept: dict[str, frozenset[Holding]] = {}

    async def of_folder(self, folder: str) -> frozenset[Holding]:
        return self.kept.get(folder, frozenset())

    async def replace(self, folder: str, holdings: Iterable[Holding]) -> None:
        self.kept[folder] = frozenset(holdings)

    async def listed(
        self, body: str, competence: str, on: date, after: tuple[str, ...], limit: int
    ) -> Sequence[Holding]:
        lines = [line for lines in self.kept.values() for line in lines]
        return sorted(
            (
                line
                for line in lines
                if line.holds_on(on)
                and body in ("", line.body)
                and competence in ("", line.competence)
                and holding_keyset(line) > after
            ),
            key=holding_keyset,
        )[:limit]


class FakePeople:
    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._kept: dict[str, Person] = {}

    async def get(self, aggregate_id: str, /) -> Person:
        person = await self.find(aggregate_id)
        if person is None:
            raise not_found(f"people/{aggregate_id}")
        return person

    async def find(self, aggregate_id: str, /) -> Person | None:
        kept = self._kept.get(aggregate_id)
        return None if kept is None else replace(kept, recorded=[])

    async def find_many(self, ids: Iterable[str]) -> Mapping[str, Person]:
        return {found.id: found for person in ids if (found := await self.find(person))}

    async def add(self, aggregate: Person, /) -> None:
        self._journal.take(aggregate)
        self._kept[aggregate.id] = replace(aggregate, recorded=[])

    async def save(self, aggregate: Person, /) -> None:
        if aggregate.recorded:
            await self.add(aggregate)


@dataclass
class FixedClock:
    """A clock that stands still until it is set."""

    instant: datetime = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    """Already 23 November in Paris."""

    def now(self) -> datetime:
        return self.instant


class FakeTerritoryUnit:
    """One transaction that never ends: satisfies TerritoryUnit and PeopleUnit."""

    def __init__(self) -> None:
        self.journal = Journal()
        self.clock = FixedClock()
        self.territories = FakeTerritories(self.journal)
        self.register = FakeRegister()
        self.competences = FakeCompetences(self.register)
        self.people = FakePeople(self.journal)
