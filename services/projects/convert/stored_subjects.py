"""Stored projects → subjects of a dry run: by the million, so only what a decision needs is read."""

from __future__ import annotations

from decimal import Decimal

from google.type.money_pb2 import Money

from archipel.projects.v1 import project_facts_pb2, projects_pb2
from chassis.wire import NANOS
from services.projects.convert.enums import (
    INITIATOR,
    LEVEL,
    NATURE,
    OWNER_KIND,
    PARTY_KIND,
    ROLE,
    SCALE_CRITERION,
    SKILL,
)
from services.projects.domain.dry_run import Subject
from services.projects.domain.standing import Standing
from services.projects.domain.subsidiarity.decision import INHABITANTS, OwnerKind, Role
from services.projects.domain.subsidiarity.facts import ZERO, Evidence, Party, ProjectFacts

BODY = len("territories/")
"""Letters before the code in the name of a body."""


def subject_from_resource(project_id: str, title: str, resource: bytes) -> Subject | None:
    """The project that this service wrote, taken as it stands; None when nothing was ever decided of it."""
    message = projects_pb2.Project.FromString(resource)
    if not message.HasField("decision"):
        return None
    # Its first owner came by the decision; only a later one by agreement.
    agreed = message.owner[BODY:] if len(message.ownership) > 1 else ""
    return Subject(project_id, title, stored_facts(message.facts), _standing(message), agreed)


def stored_facts(message: project_facts_pb2.ProjectFacts) -> ProjectFacts:
    """The same as `facts_from_proto` for a message that this service wrote, without looking for faults."""
    return ProjectFacts(
        competence=message.competence,
        works_area=tuple([name[BODY:] for name in message.works_area]),
        nature=NATURE.stored(message.nature),
        impact_area=tuple([name[BODY:] for name in message.impact_area]),
        cost=_euros(message.cost),
        asset_owner=_party(message.asset_owner) if message.HasField("asset_owner") else None,
        initiator=INITIATOR.stored(message.initiator) if message.initiator else None,
        experiment=message.experiment,
        origin=message.origin[BODY:],
        programme=message.programme,
        two_sided_charter=message.two_sided_charter,
        partners=tuple([_party(party) for party in message.partners]),
        equipment=message.equipment if message.HasField("equipment") else None,
        needs_involvement=message.needs_involvement,
        person_days={SKILL.stored(needed.skill): _number(needed.days) for needed in message.person_days},
        label=message.label,
        communes_with_same_need=message.communes_with_same_need,
        evidence=tuple([_evidence(shown) for shown in message.evidence]),
        duplicate_of=message.duplicate_of.removeprefix("projects/"),
        lots=tuple(message.lots),
    )


def _standing(message: projects_pb2.Project) -> Standing:
    owner = message.decision.owner
    kind = OWNER_KIND.stored(owner.kind)
    if kind is OwnerKind.BODY:
        party = owner.body[BODY:]
    elif kind is OwnerKind.INHABITANTS:
        party = INHABITANTS
    else:
        party = owner.title if kind is OwnerKind.THIRD_PARTY else ""
    roles = [(held.party, ROLE.stored(held.role)) for held in message.decision.roles]
    return Standing(
        kind,
        party,
        LEVEL.stored(owner.level) if owner.level else None,
        frozenset([held for held in roles if held[1] is not Role.OWNER]),
    )


def _euros(money: Money) -> Decimal:
    return Decimal(money.units) + Decimal(money.nanos) / NANOS if money.nanos else Decimal(money.units)


def _number(text: str) -> Decimal:
    return Decimal(text) if text else ZERO


def _party(message: project_facts_pb2.Party) -> Party:
    return Party(PARTY_KIND.stored(message.kind), message.title)


def _evidence(message: project_facts_pb2.Evidence) -> Evidence:
    gain = Decimal(message.gain) if message.gain else None
    return Evidence(SCALE_CRITERION.stored(message.criterion), message.document, gain)
