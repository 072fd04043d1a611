"""Who still has to say what of a decision, and until when; what has been said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from archipel.projects.v1.consent_pb2 import Opinion, OpinionKind, OpinionValue
from archipel.projects.v1.projects_pb2 import Project
from archipel.projects.v1.subsidiarity_pb2 import Decision, Due
from services.portal.storage.awaited import bare, day

AWAITED = OpinionValue.OPINION_VALUE_AWAITED


@dataclass(frozen=True)
class Said:
    """One kind of answer of one body or of several alike: `act` and `value` are numbers of the wire."""

    act: int
    parties: tuple[str, ...]
    until: date | None
    value: int = AWAITED
    text: str = ""
    reference: str = ""

    @property
    def is_awaited(self) -> bool:
        return self.value == AWAITED


def opinions_of(project: Project) -> list[Said]:
    """What each body was asked and said of the decision that stands; those who are alike together."""
    return _together(_said(each) for each in project.opinions)


def dues_of(decision: Decision) -> list[Said]:
    """What a decision would wait for, before anybody is asked."""
    return _together(Said(due.act, (bare(due.party),), day(due.until)) for due in decision.due)


def _said(opinion: Opinion) -> Said:
    alone = opinion.kind == OpinionKind.OPINION_KIND_LONE_COMMUNE
    return Said(
        Due.ACT_OPINION if alone else Due.ACT_CONSENT,
        (bare(opinion.body),),
        day(opinion.due),
        opinion.value,
        opinion.text,
        opinion.deliberation.reference,
    )


def _together(all_said: Iterable[Said]) -> list[Said]:
    """Those whose answers differ in nothing but the body; what is awaited first, the earliest first."""
    found: dict[Said, list[str]] = {}
    for said in all_said:
        alike = Said(said.act, (), said.until, said.value, said.text, said.reference)
        found.setdefault(alike, []).extend(said.parties)
    joined = [
        Said(one.act, tuple(parties), one.until, one.value, one.text, one.reference)
        for one, parties in found.items()
    ]
    return sorted(joined, key=lambda said: (not said.is_awaited, said.act, said.until or date.max))
