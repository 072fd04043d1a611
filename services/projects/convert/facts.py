"""Facts of a project: the wire's message ↔ the domain's. A field that cannot be read adds a fault."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from archipel.projects.v1 import project_facts_pb2
from chassis.domain import Fault, msg
from chassis.wire import (
    decimal_from_wire,
    decimal_to_wire,
    money_from_wire,
    money_to_wire,
    name_from_wire,
    uuid_name_from_wire,
)
from services.projects.convert.enums import INITIATOR, NATURE, PARTY_KIND, SCALE_CRITERION, SKILL
from services.projects.domain.subsidiarity.facts import (
    Evidence,
    Initiator,
    Nature,
    Party,
    PartyKind,
    ProjectFacts,
    ScaleCriterion,
    Skill,
)


def facts_to_proto(facts: ProjectFacts) -> project_facts_pb2.ProjectFacts:
    """All facts; what the domain leaves open stays unset."""
    return project_facts_pb2.ProjectFacts(
        competence=facts.competence,
        nature=NATURE.to_wire(facts.nature),
        works_area=[body_name(code) for code in facts.works_area],
        impact_area=[body_name(code) for code in facts.impact_area],
        cost=money_to_wire(facts.cost),
        asset_owner=None if facts.asset_owner is None else _party_to_proto(facts.asset_owner),
        initiator=INITIATOR.to_wire(facts.initiator),
        experiment=facts.experiment,
        origin=body_name(facts.origin),
        programme=facts.programme,
        two_sided_charter=facts.two_sided_charter,
        partners=[_party_to_proto(party) for party in facts.partners],
        equipment=facts.equipment,
        needs_involvement=facts.needs_involvement,
        person_days=[
            project_facts_pb2.PersonDays(skill=SKILL.to_wire(skill), days=decimal_to_wire(days))
            for skill, days in facts.person_days.items()
        ],
        label=facts.label,
        communes_with_same_need=facts.communes_with_same_need,
        evidence=[_evidence_to_proto(shown) for shown in facts.evidence],
        duplicate_of=f"projects/{facts.duplicate_of}" if facts.duplicate_of else "",
        lots=facts.lots,
    )


def facts_from_proto(message: project_facts_pb2.ProjectFacts, at: str, faults: list[Fault]) -> ProjectFacts:
    """The facts with the documented defaults; `at` is the path of the message in its request."""
    return ProjectFacts(
        competence=message.competence.strip(),
        works_area=bodies_from_proto(message.works_area, f"{at}.works_area", faults),
        nature=NATURE.optional(message.nature, f"{at}.nature", faults) or Nature.APPROACH,
        impact_area=bodies_from_proto(message.impact_area, f"{at}.impact_area", faults),
        cost=money_from_wire(message.cost, f"{at}.cost", faults),
        asset_owner=(
            _party_from_proto(message.asset_owner, f"{at}.asset_owner", faults)
            if message.HasField("asset_owner")
            else None
        ),
        initiator=INITIATOR.optional(message.initiator, f"{at}.initiator", faults) or Initiator.COMMUNE,
        experiment=message.experiment,
        origin=_optional_body(message.origin, f"{at}.origin", faults),
        programme=message.programme,
        two_sided_charter=message.two_sided_charter,
        partners=tuple(
            _party_from_proto(party, f"{at}.partners[{index}]", faults)
            for index, party in enumerate(message.partners)
        ),
        equipment=message.equipment if message.HasField("equipment") else None,
        needs_involvement=message.needs_involvement,
        person_days=_days_from_proto(message.person_days, f"{at}.person_days", faults),
        label=message.label.strip(),
        communes_with_same_need=message.communes_with_same_need,
        evidence=tuple(
            _evidence_from_proto(shown, f"{at}.evidence[{index}]", faults)
            for index, shown in enumerate(message.evidence)
        ),
        duplicate_of=(
            uuid_name_from_wire(message.duplicate_of, "projects", f"{at}.duplicate_of", faults)
            if message.duplicate_of
            else ""
        ),
        lots=tuple(message.lots),
    )


def body_name(code: str) -> str:
    """The resource name of a body; empty for no code."""
    return f"territories/{code}" if code else ""


def bodies_from_proto(names: Sequence[str], at: str, faults: list[Fault]) -> tuple[str, ...]:
    """The codes; a name that cannot be read leaves an empty one, so that the others keep their place."""
    return tuple(
        name_from_wire(name, "territories", f"{at}[{index}]", faults) for index, name in enumerate(names)
    )


def _optional_body(name: str, at: str, faults: list[Fault]) -> str:
    return name_from_wire(name, "territories", at, faults) if name else ""


def _party_to_proto(party: Party) -> project_facts_pb2.Party:
    return project_facts_pb2.Party(kind=PARTY_KIND.to_wire(party.kind), title=party.title)


def _party_from_proto(message: project_facts_pb2.Party, at: str, faults: list[Fault]) -> Party:
    kind = PARTY_KIND.required(message.kind, f"{at}.kind", faults)
    return Party(kind or PartyKind.COMPANY, message.title.strip())


def _evidence_to_proto(evidence: Evidence) -> project_facts_pb2.Evidence:
    return project_facts_pb2.Evidence(
        criterion=SCALE_CRITERION.to_wire(evidence.criterion),
        document=evidence.document,
        gain="" if evidence.gain is None else decimal_to_wire(evidence.gain),
    )


def _evidence_from_proto(message: project_facts_pb2.Evidence, at: str, faults: list[Fault]) -> Evidence:
    criterion = SCALE_CRITERION.required(message.criterion, f"{at}.criterion", faults)
    gain = decimal_from_wire(message.gain, f"{at}.gain", faults) if message.gain else None
    return Evidence(criterion or ScaleCriterion.BASIN_MARKET, message.document.strip(), gain)


def _days_from_proto(
    messages: Sequence[project_facts_pb2.PersonDays], at: str, faults: list[Fault]
) -> dict[Skill, Decimal]:
    days: dict[Skill, Decimal] = {}
    for index, message in enumerate(messages):
        skill = SKILL.required(message.skill, f"{at}[{index}].skill", faults)
        amount = decimal_from_wire(message.days, f"{at}[{index}].days", faults)
        if skill in days:
            text = msg("Cette compétence figure deux fois : additionnez les jours sur une ligne.")
            faults.append(Fault(f"{at}[{index}].skill", "DUPLICATE_ENTRY", text))
        elif skill is not None:
            days[skill] = amount
    return days
