"""What the use cases of evaluations and guiding principles need from storage, besides projects."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from services.projects.domain.capacity_credit import CapacityCredit
from services.projects.domain.principle import Principle
from services.projects.domain.wish_states import PrincipleState
from services.projects.use_cases.project_ports import ProjectUnit


class Principles(Protocol):
    """The guiding principles, each an aggregate of its own."""

    async def get(self, aggregate_id: str, /) -> Principle:
        """Raise NotFound for an unknown id."""
        ...

    async def add(self, aggregate: Principle, /) -> None: ...

    async def save(self, aggregate: Principle, /) -> None: ...

    async def listed(
        self, competence: str, state: PrincipleState | None, before: str, limit: int
    ) -> Sequence[Principle]:
        """At most `limit` principles, newest first, older than the id `before`; of those only of that
        competence, and in that state, when given.
        """
        ...


class Credits(Protocol):
    """Days that bodies got back; part of what projects are judged against."""

    async def add(self, given: Iterable[CapacityCredit]) -> None:
        """Keep them; an experiment gives its days back once."""
        ...


class LearningUnit(ProjectUnit, Protocol):
    """One transaction over projects, principles and credits."""

    @property
    def principles(self) -> Principles: ...

    @property
    def credits(self) -> Credits: ...
