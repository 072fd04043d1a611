"""The versions of charters that were ever in force, and which of them hold on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.parameters import Layer


@dataclass(frozen=True)
class CharterBook:
    """All adopted versions, of every layer; at least one of the pole."""

    versions: tuple[Charter, ...]

    def in_force(self, day: date) -> Charter:
        """The pole's charter on that day: of those in force the latest; before all of them the first."""
        ours = sorted(
            (each for each in self.versions if each.layer is Layer.POLE), key=lambda each: each.in_force_from
        )
        begun = [each for each in ours if each.in_force_from <= day]
        return begun[-1] if begun else ours[0]

    def lower_layers(self, day: date) -> tuple[Charter, ...]:
        """The pacts of agglomerations and the choices of communes on that day, the latest of each body."""
        latest: dict[str, Charter] = {}
        for each in sorted(self.versions, key=lambda each: each.in_force_from):
            if each.layer in (Layer.AGGLOMERATION, Layer.COMMUNE) and each.in_force_from <= day:
                latest[each.body] = each
        return tuple(latest[body] for body in sorted(latest))
