"""The bodies of the territory, held in memory: every page names some, and they seldom change."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from archipel.projects.v1.territories_pb2 import Level
from services.portal.storage import tables


@dataclass(frozen=True)
class Body:
    """One body; `members_of` are the codes of the bodies that it belongs to."""

    code: str
    level: int
    title: str
    acronym: str = ""
    population: int = 0
    members_of: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        return self.acronym or self.title

    @property
    def name(self) -> str:
        return f"territories/{self.code}"


def folded(title: str) -> str:
    """Without case and accents: É is found beside E."""
    letters = unicodedata.normalize("NFKD", title.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class Directory:
    """All bodies by code, ordered by title within a level."""

    def __init__(self, bodies: Iterable[Body] = ()) -> None:
        self._bodies: dict[str, Body] = {}
        self.load(bodies)

    def load(self, bodies: Iterable[Body]) -> None:
        """Replace everything by what the database says now."""
        self._bodies = {body.code: body for body in sorted(bodies, key=lambda body: folded(body.title))}
        self._members: dict[str, list[str]] = {}
        for body in self._bodies.values():
            for parent in body.members_of:
                self._members.setdefault(parent, []).append(body.code)

    def __iter__(self) -> Iterator[Body]:
        return iter(self._bodies.values())

    def get(self, code_or_name: str) -> Body | None:
        return self._bodies.get(code_or_name.rpartition("/")[2])

    def title(self, code_or_name: str) -> str:
        """The official name, or the code when the body is not known here."""
        body = self.get(code_or_name)
        return body.title if body else code_or_name.rpartition("/")[2]

    def short(self, code_or_name: str) -> str:
        body = self.get(code_or_name)
        return body.short if body else code_or_name.rpartition("/")[2]

    def at_level(self, level: int) -> list[Body]:
        return [body for body in self if body.level == level]

    @property
    def communes(self) -> list[Body]:
        return self.at_level(Level.LEVEL_COMMUNE)

    def members(self, code: str) -> list[Body]:
        """The bodies that belong to this one directly."""
        return [self._bodies[member] for member in self._members.get(code, ())]

    def scope(self, code: str) -> set[str]:
        """The body and all that belong to it, at any depth."""
        found: set[str] = set()
        waiting = [code]
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                waiting.extend(self._members.get(at, ()))
        return found

    def chain(self, code: str) -> list[Body]:
        """What the body belongs to, nearest first: its agglomeration, its pole."""
        above: list[Body] = []
        waiting = list(self._bodies[code].members_of) if code in self._bodies else []
        while waiting:
            parent = self._bodies.get(waiting.pop(0))
            if parent and parent not in above:
                above.append(parent)
                waiting.extend(parent.members_of)
        return sorted(above, key=lambda body: body.level)


async def read_directory(engine: AsyncEngine) -> list[Body]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(tables.territories))
        return [
            Body(row.code, row.level, row.title, row.acronym, row.population, tuple(row.members_of))
            for row in rows
        ]
