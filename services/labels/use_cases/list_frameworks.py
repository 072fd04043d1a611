"""List the grids that this node knows, by id and version; grids are public."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Caller
from services.labels.domain.framework import Framework
from services.labels.use_cases.paging import Paged, paged
from services.labels.use_cases.ports import Unit


@dataclass(frozen=True)
class ListFrameworks:
    """`after` is the reference ("id@version") where a page ended."""

    size: int
    after: str = ""


async def list_frameworks(question: ListFrameworks, _caller: Caller, unit: Unit) -> Paged[Framework]:
    found = [framework for framework in unit.frameworks.all() if str(framework.ref) > question.after]
    return paged(found, question.size, lambda framework: str(framework.ref))
