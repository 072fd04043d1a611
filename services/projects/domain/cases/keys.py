"""Every key that a case file may have: how it is written, its unit, what holds when it is left out.

The reader refuses a key that does not stand here, and `docs/fr/vocabulaire.md` is drawn from these tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from services.projects.domain.subsidiarity.facts import (
    Initiator,
    Level,
    Mode,
    Nature,
    PartyKind,
    ScaleCriterion,
    Skill,
)


class Kind(StrEnum):
    """How a value is written, in words for whoever writes a case."""

    TEXT = "texte"
    CODE = "code"
    CODES = "liste de codes"
    NUMBER = "nombre"
    COUNT = "nombre entier"
    TRUTH = "true ou false"
    WORD = "mot d’une liste"
    WORDS = "liste de mots"
    DAY = "date (2026-11-21)"
    MAPPING = "rubrique"
    LIST = "liste"


@dataclass(frozen=True)
class Key:
    """`default` says in words what holds when the key is left out or null; `words` are those admitted."""

    name: str
    kind: Kind
    default: str
    meaning: str
    words: tuple[str, ...] = ()


class Keys(NamedTuple):
    """The keys of one mapping; `place` is where it stands in the file."""

    place: str
    title: str
    keys: tuple[Key, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(key.name for key in self.keys)

    def kind_of(self, name: str) -> Kind | None:
        return next((key.kind for key in self.keys if key.name == name), None)


REQUIRED = "à écrire"

CASE = Keys(
    "",
    "Le fichier",
    (
        Key("project", Kind.MAPPING, REQUIRED, "Le projet en question."),
        Key("register", Kind.LIST, "le registre livré", "Qui exerce quoi : remplace tout le registre livré."),
        Key(
            "capacity",
            Kind.MAPPING,
            "chacun a assez de jours et veut",
            "Code d’une collectivité → ce qu’elle peut.",
        ),
        Key("date", Kind.DAY, "aujourd’hui, à Paris", "Le jour de la décision ; --on passe avant."),
    ),
)

PROJECT = Keys(
    "project",
    "Le projet",
    (
        Key("title", Kind.TEXT, "aucun", "Son nom."),
        Key(
            "competence",
            Kind.CODE,
            "aucune : irrecevable (R0)",
            "Compétence principale, code BANATIC de quatre chiffres.",
        ),
        Key("nature", Kind.WORD, Nature.APPROACH, "Ce qu’il est.", tuple(Nature)),
        Key(
            "works_area",
            Kind.CODES,
            "vide",
            "Communes d’emprise (INSEE) : là où sont les travaux ou les actions.",
        ),
        Key("impact_area", Kind.CODES, "l’emprise", "Communes dont les habitants profitent (INSEE)."),
        Key("cost", Kind.NUMBER, "0 (inconnu)", "Coût hors taxes, en euros."),
        Key("asset_owner", Kind.MAPPING, "aucun", "Le tiers à qui le bien appartient : {kind, name}."),
        Key(
            "initiator",
            Kind.WORD,
            f"{Initiator.COMMUNE} ; null : irrecevable (R0)",
            "Qui est à l’initiative.",
            tuple(Initiator),
        ),
        Key("experiment", Kind.TRUTH, "false", "Expérimentation déclarée : R4 est suspendue."),
        Key("origin", Kind.CODE, "aucune", "Commune (INSEE) où le projet est né."),
        Key("programme", Kind.TRUTH, "false ; true pour la nature programme", "Il a des lots."),
        Key("two_sided_charter", Kind.TRUTH, "false", "Charte signée à deux (fifty-fifty)."),
        Key("partners", Kind.LIST, "vide", "Partenaires : [{kind, name}]."),
        Key("equipment", Kind.TRUTH, "true pour la nature investment, sinon false", "C’est un équipement."),
        Key("needs_involvement", Kind.TRUTH, "false", "Les habitants doivent être associés."),
        Key("person_days", Kind.MAPPING, "aucun", "Jours de 7 heures nécessaires, par métier.", tuple(Skill)),
        Key("label", Kind.TEXT, "aucun", "Label souhaité."),
        Key("communes_with_same_need", Kind.COUNT, "0", "Nombre de communes qui ont le même besoin."),
        Key(
            "evidence",
            Kind.MAPPING,
            "aucune",
            "Critère d’échelle → pièce qui le montre : {document, gain}.",
            tuple(ScaleCriterion),
        ),
        Key("duplicate_of", Kind.TEXT, "aucun", "Projet ouvert qui dit la même chose : irrecevable (R0)."),
        Key("lots", Kind.LIST, "vide", "Lots : des titres, ou {title, et ce qui diffère du programme}."),
    ),
)

EVIDENCE = Keys(
    "project.evidence.<critère>",
    "Une preuve",
    (
        Key("document", Kind.TEXT, "aucun : la preuve ne montre rien", "Référence de l’étude ou du vote."),
        Key("gain", Kind.NUMBER, "aucun", "Pour mutualisation_gain : une part, 0.20 pour 20 %."),
    ),
)

PARTY = Keys(
    "project.asset_owner, project.partners[]",
    "Un tiers ou un partenaire",
    (
        Key("kind", Kind.WORD, REQUIRED, "Ce qu’il est.", tuple(PartyKind)),
        Key("name", Kind.TEXT, "aucun", "Son nom (jamais celui d’une personne)."),
    ),
)

REGISTER = Keys(
    "register[]",
    "Une ligne du registre",
    (
        Key("body", Kind.CODE, REQUIRED, "La collectivité : INSEE, SIREN ou code propre."),
        Key("competence", Kind.CODE, REQUIRED, "Code BANATIC."),
        Key("mode", Kind.WORD, REQUIRED, "Comment elle l’exerce.", tuple(Mode)),
        Key("from", Kind.DAY, "depuis toujours", "Premier jour."),
        Key("to", Kind.DAY, "sans fin", "Dernier jour, inclus."),
        Key("text", Kind.TEXT, "aucun", "Par exemple la part déclarée d’intérêt communautaire."),
        Key("deliberation", Kind.TEXT, "aucune", "Référence du vote."),
        Key("financial_tools", Kind.TRUTH, "false", "Elle a des outils financiers pour cette compétence."),
        Key(
            "level",
            Kind.WORD,
            "à écrire pour une collectivité que le territoire ne connaît pas",
            "Son échelon.",
            tuple(Level),
        ),
        Key("name", Kind.TEXT, "son code", "Son nom."),
    ),
)

CAPACITY = Keys(
    "capacity.<code>",
    "Ce que peut une collectivité",
    (
        Key(
            "person_days",
            Kind.MAPPING,
            "assez de tout ; un métier absent de chiffres donnés vaut 0",
            "Jours de 7 heures libres dans les douze mois, par métier.",
            tuple(Skill),
        ),
        Key("willing", Kind.TRUTH, "true", "Son conseil veut porter."),
        Key("deliberation", Kind.TEXT, "aucune", "Référence du vote qui accepte ou décline."),
        Key("lent_agents", Kind.LIST, "vide", "Agents que des membres prêtent (au pôle, qui n’en a pas)."),
    ),
)

AGENT = Keys(
    "capacity.<code>.lent_agents[]",
    "Un agent prêté",
    (
        Key("id", Kind.TEXT, REQUIRED, "Son identifiant, pas son nom."),
        Key("employer", Kind.CODE, REQUIRED, "La collectivité qui le prête."),
        Key("skills", Kind.WORDS, "aucun", "Ses métiers.", tuple(Skill)),
        Key("days", Kind.NUMBER, "0", "Jours de 7 heures libres dans les douze mois."),
    ),
)

LOT = Keys(
    "project.lots[]",
    "Un lot",
    (PROJECT.keys[0], *(k for k in PROJECT.keys[1:] if k.name not in ("programme", "lots"))),
)
"""A lot has no lots; it is evaluated from R1 with what it says in place of what its programme says."""

ALL_KEYS = (CASE, PROJECT, PARTY, EVIDENCE, REGISTER, CAPACITY, AGENT)
