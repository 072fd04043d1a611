"""Replay every decision that a project ever got from what its event kept; tell whether it reads the same."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Protocol

from chassis.domain import NotFound, msg
from services.projects.domain.decision_basis import DecisionBasis, replay
from services.projects.domain.subsidiarity.decision import ENGINE, Decision
from services.projects.domain.subsidiarity.facts import ProjectFacts


@dataclass(frozen=True)
class Taken:
    """A decision as the journal has it: `version` is the project's after it, `agreed_owner` the body to which
    ownership was transferred with it. `basis` is None for an event from before bases were kept.
    """

    version: int
    time: datetime
    facts: ProjectFacts
    decision: Decision
    basis: DecisionBasis | None
    agreed_owner: str = ""


@dataclass(frozen=True)
class Replayed:
    """Whether it reads the same today: `differs` names what does not (fields of a decision)."""

    taken: Taken
    differs: tuple[str, ...]

    @property
    def same(self) -> bool:
        return self.taken.basis is not None and not self.differs

    @property
    def same_engine(self) -> bool:
        """Whether the rules are run today by the engine that ran them then."""
        return self.taken.decision.engine == ENGINE


class DecisionJournal(Protocol):
    """The decisions in the journal."""

    async def taken(self, project_id: str) -> Sequence[Taken]:
        """The decisions of a project, oldest first."""
        ...


async def replay_decisions(project_id: str, journal: DecisionJournal) -> list[Replayed]:
    """Oldest first. Raise NotFound for a project that nobody decided about."""
    taken = await journal.taken(project_id)
    if not taken:
        text = msg(
            "Le journal ne contient aucune décision sur {name} : vérifiez son nom, ou attendez son dépôt.",
            name=f"projects/{project_id}",
        )
        raise NotFound("NO_DECISION", text, resource=f"projects/{project_id}")
    return [Replayed(each, _differences(each)) for each in taken]


def _differences(taken: Taken) -> tuple[str, ...]:
    if taken.basis is None:
        return ()
    anew = replay(taken.basis, taken.facts, taken.decision, agreed_owner=taken.agreed_owner)
    return tuple(
        field.name
        for field in fields(Decision)
        if getattr(anew, field.name) != getattr(taken.decision, field.name)
    )
