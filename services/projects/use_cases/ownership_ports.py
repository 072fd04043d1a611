"""What the use cases of ownership need from storage, besides projects."""

from collections.abc import Sequence
from typing import Protocol

from services.projects.domain.transfer import TransferWish
from services.projects.use_cases.project_ports import ProjectUnit


class Wishes(Protocol):
    """The wishes about projects: those of this node, and copies of those of others."""

    async def get(self, aggregate_id: str, /) -> TransferWish:
        """Raise NotFound for an unknown id."""
        ...

    async def add(self, aggregate: TransferWish, /) -> None: ...

    async def save(self, aggregate: TransferWish, /) -> None:
        """Write what was recorded since the last time. Of a wish of another node only the copy changes."""
        ...

    async def heard(self, wish: TransferWish) -> None:
        """Keep the copy of a wish of another node as its event shows it."""
        ...

    async def standing(self, project_id: str) -> Sequence[TransferWish]:
        """All standing wishes about a project, oldest first."""
        ...

    async def listed(
        self, project_id: str, seen_by: frozenset[str], before: str, limit: int
    ) -> Sequence[TransferWish]:
        """At most `limit` wishes about a project that a body of `seen_by` may see, newest first, older
        than the id `before`.
        """
        ...


class OwnershipUnit(ProjectUnit, Protocol):
    """One transaction over projects and wishes."""

    @property
    def wishes(self) -> Wishes: ...

    def home_of(self, body: str) -> str:
        """Name of the node of a body."""
        ...
