"""What a fact of a case is, by its path: « capacity.62528.person_days.engineering » is a number."""

from __future__ import annotations

from services.projects.domain.cases import keys
from services.projects.domain.cases.keys import Keys, Kind


def kind_of(path: str) -> Kind | None:
    """How the value at a path is written; None for a path that no case has."""
    *above, last = path.split(".")
    return Kind.NUMBER if "person_days" in above else _mapping_of(above).kind_of(last)


def _mapping_of(above: list[str]) -> Keys:
    section = above[0].partition("[")[0] if above else ""
    if section == "capacity":
        return keys.AGENT if any(part.startswith("lent_agents[") for part in above) else keys.CAPACITY
    if section == "project":
        return keys.EVIDENCE if "evidence" in above else keys.PROJECT
    return keys.REGISTER if section == "register" else keys.CASE
