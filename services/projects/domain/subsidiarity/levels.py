"""The levels at which bodies stand, nearest to the inhabitants first."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    COMMUNE = "commune"
    AGGLOMERATION = "agglomeration"
    POLE = "pole"
    DEPARTMENT = "department"
    REGION = "region"
    SYNDICATE = "syndicate"

    @property
    def rank(self) -> int:
        """1 is nearest to the inhabitants; beyond the pole the order only breaks ties."""
        return _RANKS[self]


_RANKS: dict[Level, int] = {level: rank for rank, level in enumerate(Level, start=1)}
