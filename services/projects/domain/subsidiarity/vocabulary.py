"""The words that a charter's conditions may use: typed facts of the project, of one piece of evidence, of
the parameters that were voted and of the owner that the rules found.

A word is written with its scope: `project.cost`. Amounts and shares are decimal numbers (`1000.0`): a
double holds every amount below ten billion euros to the cent, so comparing them is exact.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.facts import ZERO, Evidence
from services.projects.domain.subsidiarity.parameters import Parameters

if TYPE_CHECKING:
    from services.projects.domain.subsidiarity.sheet import Sheet


class Type(StrEnum):
    """Types as a charter's author reads them."""

    TEXT = "text"
    NUMBER = "number"
    COUNT = "count"
    TRUTH = "truth"
    TEXTS = "list of texts"


@dataclass(frozen=True)
class Word:
    """One name. `of` finds its value in what the scope is about."""

    name: str
    type: Type
    meaning: Text
    of: Callable[[Any], object]


def _project(name: str, type_: Type, meaning: Text, of: Callable[[Sheet], object]) -> Word:
    return Word(f"project.{name}", type_, meaning, of)


PROJECT_WORDS: tuple[Word, ...] = (
    _project(
        "competence",
        Type.TEXT,
        msg("Code BANATIC de la compétence principale."),
        lambda s: s.facts.competence,
    ),
    _project(
        "nature",
        Type.TEXT,
        msg("Nature du projet, par exemple « investment »."),
        lambda s: s.facts.nature.value,
    ),
    _project(
        "initiator",
        Type.TEXT,
        msg("Qui est à l’initiative : « commune », « inhabitants », « agglomeration », « pole »."),
        lambda s: s.facts.initiator.value if s.facts.initiator else "",
    ),
    _project(
        "cost",
        Type.NUMBER,
        msg("Coût hors taxes, en euros ; 0.0 s’il est inconnu."),
        lambda s: float(s.facts.cost),
    ),
    _project("works_area", Type.TEXTS, msg("Communes d’emprise (codes INSEE)."), lambda s: list(s.works)),
    _project(
        "impact_area",
        Type.TEXTS,
        msg("Communes d’impact (codes INSEE)."),
        lambda s: list(s.facts.impact_area),
    ),
    _project("communes", Type.COUNT, msg("Nombre de communes d’emprise."), lambda s: len(s.works)),
    _project(
        "communes_reached",
        Type.COUNT,
        msg("Nombre de communes d’emprise ou d’impact."),
        lambda s: len(s.reach),
    ),
    _project(
        "beyond_one_agglomeration",
        Type.TRUTH,
        msg("L’emprise ou l’impact dépasse une agglomération."),
        lambda s: s.beyond_one_agglomeration,
    ),
    _project("experiment", Type.TRUTH, msg("Expérimentation déclarée."), lambda s: s.facts.experiment),
    _project("programme", Type.TRUTH, msg("Programme, avec des lots."), lambda s: s.facts.is_programme),
    _project("lots", Type.COUNT, msg("Nombre de lots nommés."), lambda s: len(s.facts.lots)),
    _project(
        "two_sided_charter",
        Type.TRUTH,
        msg("Charte signée à deux (fifty-fifty)."),
        lambda s: s.facts.two_sided_charter,
    ),
    _project(
        "partners",
        Type.TEXTS,
        msg("Partenaires, par exemple « inhabitants », « farmers »."),
        lambda s: [party.kind.value for party in s.facts.partners],
    ),
    _project(
        "asset_owner",
        Type.TEXT,
        msg("Le tiers à qui appartient le bien, par exemple « landlord » ; vide s’il n’y en a pas."),
        lambda s: s.facts.asset_owner.kind.value if s.facts.asset_owner else "",
    ),
    _project(
        "origin",
        Type.TEXT,
        msg("Commune où le projet est né (code INSEE), ou vide."),
        lambda s: s.facts.origin,
    ),
    _project("equipment", Type.TRUTH, msg("Le projet est un équipement."), lambda s: s.facts.is_equipment),
    _project(
        "needs_involvement",
        Type.TRUTH,
        msg("Les habitants doivent être associés."),
        lambda s: s.facts.needs_involvement,
    ),
    _project(
        "person_days",
        Type.NUMBER,
        msg("Jours de travail nécessaires, toutes compétences confondues."),
        lambda s: float(sum(s.facts.person_days.values(), ZERO)),
    ),
    _project(
        "label",
        Type.TEXT,
        msg("Label souhaité, en minuscules sans accent ni espace (« ecoquartier »), ou vide."),
        lambda s: folded(s.facts.label),
    ),
    _project(
        "communes_with_same_need",
        Type.COUNT,
        msg("Nombre de communes qui ont le même besoin."),
        lambda s: s.facts.communes_with_same_need,
    ),
)


def _evidence(name: str, type_: Type, meaning: Text, of: Callable[[Evidence], object]) -> Word:
    return Word(f"evidence.{name}", type_, meaning, of)


EVIDENCE_WORDS: tuple[Word, ...] = (
    _evidence(
        "criterion", Type.TEXT, msg("Le critère d’échelle que la pièce montre."), lambda e: e.criterion.value
    ),
    _evidence("documented", Type.TRUTH, msg("Une pièce est nommée."), lambda e: bool(e.document.strip())),
    _evidence(
        "gain",
        Type.NUMBER,
        msg("Le gain montré, une part (0.20 pour 20 %) ; -1.0 quand aucun n’est chiffré."),
        lambda e: float(e.gain) if e.gain is not None else -1.0,
    ),
)


def _owner(name: str, type_: Type, meaning: Text, of: Callable[[Sheet], object]) -> Word:
    return Word(f"owner.{name}", type_, meaning, of)


OWNER_WORDS: tuple[Word, ...] = (
    _owner(
        "kind",
        Type.TEXT,
        msg("« body », « third_party », « inhabitants » ou « nobody »."),
        lambda s: s.owner.kind.value if s.owner else "nobody",
    ),
    _owner(
        "code",
        Type.TEXT,
        msg("Code de la collectivité porteuse, ou vide."),
        lambda s: s.owner.body if s.owner else "",
    ),
    _owner(
        "level",
        Type.TEXT,
        msg("Son échelon, par exemple « commune », ou vide."),
        lambda s: s.owner.level.value if s.owner and s.owner.level else "",
    ),
    _owner(
        "lacks_days", Type.TRUTH, msg("Il lui manque des jours de travail."), lambda s: s.owner_lacks_days
    ),
)


def _parameter_words() -> tuple[Word, ...]:
    numbers: Mapping[str, tuple[Type, Text]] = {
        "mutualisation_gain": (Type.NUMBER, msg("Part à partir de laquelle un gain compte.")),
        "informed_above": (Type.NUMBER, msg("Coût au-delà duquel l’agglomération est informée.")),
        "micro_project_up_to": (Type.NUMBER, msg("Coût jusqu’auquel des habitants portent par leur fonds.")),
        "two_sided_charter_up_to": (Type.NUMBER, msg("Coût jusqu’auquel des habitants portent par charte.")),
        "return_clause_years": (Type.COUNT, msg("Années avant le retour possible d’un projet.")),
        "consent_days": (Type.COUNT, msg("Jours pour accepter ou contester.")),
        "opinion_months": (Type.COUNT, msg("Mois pour l’avis de la seule commune touchée.")),
        "review_months": (Type.COUNT, msg("Mois avant l’évaluation.")),
        "labels_of_others": (
            Type.TEXTS,
            msg("Labels que le pôle ne décerne pas, écrits comme project.label."),
        ),
        "region_leads": (Type.TEXTS, msg("Compétences dont la région est chef de file.")),
        "department_leads": (Type.TEXTS, msg("Compétences dont le département est chef de file.")),
    }

    def reading(name: str, type_: Type) -> Callable[[Parameters], object]:
        if name == "labels_of_others":
            return lambda p: [folded(label) for label in p.labels_of_others]
        if type_ is Type.TEXTS:
            return lambda p: list(getattr(p, name))
        if type_ is Type.NUMBER:
            return lambda p: float(getattr(p, name))
        return lambda p: getattr(p, name)

    return tuple(
        Word(f"parameter.{name}", type_, meaning, reading(name, type_))
        for name, (type_, meaning) in numbers.items()
    )


PARAMETER_WORDS = _parameter_words()


class Scope(StrEnum):
    """What a condition is asked about; the parameters stand in each of them."""

    PROJECT = "project"
    EVIDENCE = "evidence"
    OWNER = "owner"


SCOPES: Mapping[Scope, tuple[Word, ...]] = {
    Scope.PROJECT: (*PROJECT_WORDS, *PARAMETER_WORDS),
    Scope.EVIDENCE: (*PROJECT_WORDS, *EVIDENCE_WORDS, *PARAMETER_WORDS),
    Scope.OWNER: (*PROJECT_WORDS, *OWNER_WORDS, *PARAMETER_WORDS),
}


def folded(name: str) -> str:
    """A name without accents, spaces, marks or capitals, so that « ÉcoQuartier » is « ecoquartier »."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if c.isalnum()).casefold()
