"""What a fact of a case is, by its path: « capacity.62528.person_days.engineering » is a number."""

from __future__ import annotations

from services.projects.domain.cases import keys
from services.projects.domain.cases.keys import Keys, Kind


def is_number(path: str) -> bool:
    return _kind(path) in (Kind.NUMBER, Kind.COUNT)


def is_truth(path: str) -> bool:
    return _kind(path) is Kind.TRUTH


def _kind(path: str) -> Kind | None:
    parts = path.split(".")
    if len(parts) > 1 and parts[-2] == "person_days":
        return Kind.NUMBER
    return _place(parts).kind_of(parts[-1])


def _place(parts: list[str]) -> Keys:
    if parts[0] == "capacity":
        return keys.AGENT if "lent_agents" in path_words(parts) else keys.CAPACITY
    if parts[0].startswith("register"):
        return keys.REGISTER
    return keys.EVIDENCE if "evidence" in parts[:-1] else keys.PROJECT


def path_words(parts: list[str]) -> set[str]:
    """The keys of a path without the numbers of their lines."""
    return {part.partition("[")[0] for part in parts}
