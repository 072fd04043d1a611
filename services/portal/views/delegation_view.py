"""Delegations as people read them: who lends what to whom, from when to when, and what can still be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from google.type.date_pb2 import Date

from archipel.identity.v1.identity_pb2 import Delegation, DelegationState
from chassis.domain import Mandate, Text, msg
from services.portal.views.rights import LENDABLE, Right, allowed_by, not_allowed_to


class Stage(StrEnum):
    """Where a delegation stands today."""

    COMING = "coming"
    RUNNING = "running"
    OVER = "over"
    REVOKED = "revoked"


STAGE_TITLES: Mapping[Stage, Text] = {
    Stage.COMING: msg("à venir"),
    Stage.RUNNING: msg("en cours"),
    Stage.OVER: msg("terminée"),
    Stage.REVOKED: msg("retirée"),
}

STAGE_TONES: Mapping[Stage, str] = {
    Stage.COMING: "wait",
    Stage.RUNNING: "good",
    Stage.OVER: "quiet",
    Stage.REVOKED: "quiet",
}


def day_of(value: Date) -> date:
    return date(value.year, value.month, value.day)


def stage_of(delegation: Delegation, today: date) -> Stage:
    if delegation.state == DelegationState.DELEGATION_STATE_REVOKED:
        return Stage.REVOKED
    if today > day_of(delegation.last_day):
        return Stage.OVER
    return Stage.COMING if today < day_of(delegation.first_day) else Stage.RUNNING


@dataclass(frozen=True)
class Shown:
    """One delegation on a page, for the person with the name `reader` ("people/{id}")."""

    delegation: Delegation
    stage: Stage
    reader: str

    @property
    def id(self) -> str:
        return self.delegation.name.rpartition("/")[2]

    @property
    def stands(self) -> bool:
        """Whether it can still be ended."""
        return self.stage in (Stage.COMING, Stage.RUNNING)

    @property
    def is_given(self) -> bool:
        return self.delegation.delegator == self.reader

    @property
    def is_received(self) -> bool:
        return self.delegation.delegate == self.reader


def shown(found: Iterable[Delegation], reader: str, today: date) -> list[Shown]:
    """In order of their first days, what is over last."""
    listed = [Shown(each, stage_of(each, today), reader) for each in found]
    return sorted(listed, key=lambda each: (not each.stands, day_of(each.delegation.first_day)))


def own_roles(mandates: Iterable[Mandate], body: str) -> list[str]:
    """The roles that somebody holds at a body by themselves and may lend."""
    held = {mandate.role for mandate in mandates if mandate.body == body and not mandate.by}
    return [role for role in LENDABLE if role in held]


@dataclass
class HeldRole:
    """One role at one body, held by oneself or (`lent`) in somebody's place; `allows` in sentences."""

    role: str
    allows: list[Text]
    lent: Delegation | None = None
    by: str = ""
    """Name of the delegation, whether or not it could be read."""


@dataclass
class HeldBody:
    """All roles at one body, and what none of them allows."""

    code: str
    roles: list[HeldRole] = field(default_factory=list)

    @property
    def not_allowed(self) -> list[Right]:
        return not_allowed_to((held.role, bool(held.by)) for held in self.roles)


def held_bodies(mandates: Iterable[Mandate], lent: Mapping[str, Delegation]) -> list[HeldBody]:
    """The mandates by body; `lent` are the delegations behind the lent ones, by name."""
    bodies: dict[str, HeldBody] = {}
    for mandate in sorted(mandates, key=lambda each: (each.body, bool(each.by), each.role)):
        allows = allowed_by(mandate.role, lent=bool(mandate.by))
        held = HeldRole(mandate.role, allows, lent.get(mandate.by), mandate.by)
        bodies.setdefault(mandate.body, HeldBody(mandate.body)).roles.append(held)
    return list(bodies.values())
