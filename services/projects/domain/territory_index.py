"""Finds its way among the bodies: who belongs to whom, who covers what, who is next to whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from services.projects.domain.subsidiarity.facts import Directory, Level
from services.projects.domain.territory import TerritoryFacts


class TerritoryIndex:
    """All bodies that a node knows, indexed once. `directory` is the part that the charter asks."""

    def __init__(self, bodies: Iterable[TerritoryFacts]) -> None:
        self._bodies = {body.code: body for body in bodies}
        self.directory = Directory(self._bodies.values())
        members: defaultdict[str, list[str]] = defaultdict(list)
        for code in sorted(self._bodies):
            for upper in self._bodies[code].members_of:
                members[upper].append(code)
        self._members = {upper: tuple(codes) for upper, codes in members.items()}

    def __contains__(self, code: object) -> bool:
        return code in self._bodies

    def body(self, code: str) -> TerritoryFacts | None:
        return self._bodies.get(code)

    def is_commune(self, code: str) -> bool:
        body = self._bodies.get(code)
        return body is not None and body.level is Level.COMMUNE

    def members(self, code: str) -> tuple[str, ...]:
        """Codes of the direct members of a body, in order."""
        return self._members.get(code, ())

    def agglomeration_of(self, commune: str) -> str:
        """Code of the commune's agglomeration, empty when it has none or is unknown."""
        return self._above(commune, Level.AGGLOMERATION)

    def pole_of(self, code: str) -> str:
        """Code of the pole that a commune or agglomeration belongs to, empty when there is none."""
        return self._above(code, Level.POLE)

    def chain(self, code: str) -> tuple[str, ...]:
        """The body itself, then its agglomeration, then its pole, as far as they exist: those who
        see what it submits. Empty for an unknown code.
        """
        if code not in self._bodies:
            return ()
        return tuple(filter(None, (code, self.agglomeration_of(code), self.pole_of(code))))

    def covers(self, code: str, works_area: Collection[str]) -> bool:
        """Whether every commune of a works area lies in the perimeter of the body."""
        return bool(works_area) and all(self.directory.covers(code, commune) for commune in works_area)

    def neighbours(self, commune: str) -> tuple[str, ...]:
        """Codes of the neighbouring communes that the node knows."""
        body = self._bodies.get(commune)
        return body.neighbours if body else ()

    def _above(self, code: str, level: Level) -> str:
        upper = self.directory.above(code, level)
        return upper.code if upper else ""
