"""What funding knows of a body: its level and whom it belongs to. A copy, fed by the projects service."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    COMMUNE = "commune"
    AGGLOMERATION = "agglomeration"
    POLE = "pole"
    DEPARTMENT = "department"
    REGION = "region"
    SYNDICATE = "syndicate"


@dataclass(frozen=True)
class Body:
    """One body. `members_of` holds the codes of the bodies that it is a member of."""

    code: str
    level: Level
    title: str
    members_of: frozenset[str] = frozenset()


Bodies = Mapping[str, Body]
"""Bodies by code; a code that is missing is a body we know nothing of."""
