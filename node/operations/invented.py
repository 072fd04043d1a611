"""Plausible projects over a real territory: the same seed and territory always give the same ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from services.projects.domain.drafting import Draft
from services.projects.domain.subsidiarity.facts import Evidence, Nature, ProjectFacts, ScaleCriterion, Skill
from services.projects.domain.territory import Territory


@dataclass(frozen=True)
class Kind:
    """A family of projects: `low` and `high` are costs before tax in euros, `days` of engineering."""

    title: str
    competence: str
    nature: Nature
    low: int
    high: int
    days: int
    involvement: bool = False


KINDS = (
    Kind("Toiture solaire de {place}", "1035", Nature.INVESTMENT, 40_000, 250_000, 6),
    Kind("Rénovation groupée de {district}", "6520", Nature.FACILITATION, 20_000, 120_000, 40, True),
    Kind("Itinéraire cyclable de {place} à {district}", "6035", Nature.INVESTMENT, 80_000, 900_000, 12),
    Kind("Noues et jardins de pluie de {district}", "1520", Nature.INVESTMENT, 30_000, 400_000, 10),
    Kind("Potager partagé de {district}", "7575", Nature.APPROACH, 800, 15_000, 3, True),
    Kind("Cantine durable de {place}", "7555", Nature.APPROACH, 10_000, 90_000, 15, True),
    Kind("Réhabilitation de {place}", "7575", Nature.INVESTMENT, 120_000, 2_400_000, 25),
    Kind("Sobriété énergétique de {place}", "1020", Nature.INVESTMENT, 15_000, 300_000, 9),
    Kind("Fête des transitions, {district}", "7575", Nature.EVENT, 3_000, 25_000, 2, True),
)

PLACES = ("l’école Jaurès", "la mairie", "la salle des fêtes", "l’église", "la piscine", "la médiathèque")
DISTRICTS = ("la cité des Castors", "la cité 5", "la rue de Béthune", "la fosse 12", "la résidence du Parc")

JOINT_SHARE = 0.15
"""Share of projects whose works stand in a neighbouring commune as well."""

EVIDENCE_SHARE = 0.08
"""Share of projects that bring evidence for a larger scale."""


def drafts(count: int, seed: int, communes: Sequence[Territory]) -> Iterator[Draft]:
    """`count` drafts; larger communes have more of them, as in life."""
    luck = Random(seed)  # noqa: S311 - plausible, not secret
    ordered = sorted(communes, key=lambda commune: commune.facts.code)
    weights = [max(commune.facts.population, 1) for commune in ordered]
    known = {commune.facts.code for commune in ordered}
    for lead in luck.choices(ordered, weights, k=count):
        kind = luck.choice(KINDS)
        names = {"place": luck.choice(PLACES), "district": luck.choice(DISTRICTS)}
        area = works_area(luck, lead, known)
        yield Draft(
            lead=lead.facts.code,
            participants=area[1:],
            title=f"{kind.title.format(**names)} ({lead.facts.title})",
            summary="Projet inventé par un générateur, pour éprouver la plateforme.",
            facts=facts(luck, kind, area),
            synthetic=True,
        )


def works_area(luck: Random, lead: Territory, known: set[str]) -> tuple[str, ...]:
    """The lead, and sometimes a neighbour, which is then invited: nobody builds on another's ground."""
    near = sorted(known & set(lead.facts.neighbours))
    if near and luck.random() < JOINT_SHARE:
        return (lead.facts.code, luck.choice(near))
    return (lead.facts.code,)


def facts(luck: Random, kind: Kind, area: tuple[str, ...]) -> ProjectFacts:
    shown = luck.random() < EVIDENCE_SHARE
    network = Evidence(ScaleCriterion.CONTINUOUS_NETWORK, "Schéma directeur")
    return ProjectFacts(
        competence=kind.competence,
        works_area=area,
        nature=kind.nature,
        cost=Decimal(round(luck.uniform(kind.low, kind.high), -2)).quantize(Decimal("0.01")),
        needs_involvement=kind.involvement,
        person_days={Skill.ENGINEERING: Decimal(luck.randint(1, 2 * kind.days))},
        evidence=(network,) if shown else (),
    )
