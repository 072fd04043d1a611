"""The page for whoever writes a case or a charter: every key, word, unit and default, drawn from the code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from node.settings import ROOT
from services.projects.domain.cases.keys import ALL_KEYS, Key, Keys
from services.projects.domain.subsidiarity.conditions import SLOTS
from services.projects.domain.subsidiarity.parameters import KINDS
from services.projects.domain.subsidiarity.vocabulary import (
    EVIDENCE_WORDS,
    OWNER_WORDS,
    PARAMETER_WORDS,
    PROJECT_WORDS,
    Scope,
    Type,
    Word,
)

PAGE = ROOT / "docs" / "fr" / "vocabulaire.md"

HEAD = """# Vocabulaire de la subsidiarité active

Dessiné par `make docs` depuis le code. Deux usages : décrire un cas, écrire une condition de la charte.

## Décrire un cas

    archipel subsidiarity evaluate CAS.yaml [--charter CHARTE.yaml] [--on 2026-11-21]
                                            [--territory DOSSIER] [--json]

La commande répond sans nœud en marche, avec les collectivités, les compétences et le registre de
`territories/artois` et la charte `charters/artois-1.yaml`, sauf mention contraire. Un cas :

```yaml
project:
  title: Réhabilitation groupée
  competence: "6520"
  nature: facilitation
  works_area: ["62528"]
  cost: 120000
  communes_with_same_need: 5
  person_days: {engineering: 40}
  evidence: {mutualisation_gain: {document: étude 2026-04, gain: 0.20}}
capacity:
  "62528": {person_days: {engineering: 10}, willing: true}
date: 2026-11-21
```

Une clé laissée de côté, ou `null`, prend la valeur par défaut. Une clé ou une valeur inconnue est une faute ;
toutes les fautes sont dites à la fois, avec leur chemin, et la commande finit avec le statut 2. Les codes
s’écrivent avec ou sans guillemets et gardent leurs zéros ; les nombres ont un point (`12.5`) et valent
exactement ce qui est écrit ; `true` et `false` sont sans guillemets. Ni étiquettes (`!!`), ni renvois (`*`),
ni clés écrites deux fois ; un seul document par fichier, de 4 Mo au plus.

Un projet sans compétence, sans commune ou sans initiative, ou qui a un double, n’est pas un fichier fautif :
il est irrecevable (R0), personne ne le porte, et la réponse dit ce qui manque.
"""

LOTS = """Un lot écrit comme une rubrique a un `title` et toute clé du projet qui diffère du programme, sauf
`programme` et `lots` ; le reste est celui du programme. Chaque lot est décidé à son tour depuis R1, et la
réponse le montre sous `lots`. Un lot d’un programme de nature `programme` est de nature `approach` s’il ne
dit rien d’autre.
"""

BODIES = """Une ligne avec `level` fait connaître une collectivité que le territoire ne nomme pas, pour tout
ce cas. Un syndicat, un département ou une région ainsi nommés couvrent toutes les communes.
"""

ANSWER = """### La réponse (--json)

| clé | sens |
|---|---|
| `owner` | `{kind: body, third_party, inhabitants ou nobody, body, level}` |
| `roles` | `[{party, level, role}]`, le porteur d’abord ; `party` : code, `inhabitants` ou nom d’un tiers |
| `rules` | `[{id, fired, because, source}]` |
| `not_chosen` | `[{party, because}]` |
| `what_would_change` | `[{changes: [{fact, from, to}], owner}]` ; `fact` : chemin dans le fichier du cas |
| `blocked` | `{rule, because, ways_out}` ou `null` |
| `conditions` | ce qui est à convenir |
| `date` | le jour de la décision |
| `explanation` | le tout en moins de 200 mots |
| `charter` | `{id, version}` |
| `title` | le nom du projet |
| `due` | `[{party, act, until}]` : qui doit encore se prononcer |
| `review_date` | le jour de l’évaluation |
| `return_to`, `return_due` | la collectivité à qui le projet peut revenir, et quand |
| `gaps` | `[{skill, needed_days, free_days, missing_days}]` : les jours qui manquent au porteur |
| `lots` | `[{title, owner, roles, blocked}]` |

Des fautes : `{faults: [{path, reason, message}]}` sur la sortie, et le statut 2.
"""

CONDITIONS = """## Écrire une condition de la charte

Les conditions sont en CEL. Chaque règle a les siennes, et chacune répond par oui ou par non :
"""

TYPES = {
    Type.TEXT: "texte (`string`)",
    Type.NUMBER: "nombre (`double`, `1000.0`)",
    Type.COUNT: "nombre entier (`int`, `5`)",
    Type.TRUTH: "oui ou non (`bool`)",
    Type.TEXTS: "liste de textes (`list`)",
}

SCOPES = {
    Scope.PROJECT: "le projet, les paramètres",
    Scope.EVIDENCE: "le projet, la pièce, les paramètres",
    Scope.OWNER: "le projet, le porteur, les paramètres",
}

UNITS = {
    "share": "part (0.15 vaut 15 %)",
    "EUR": "euros hors taxes",
    "years": "années",
    "days": "jours",
    "months": "mois",
    "labels": "noms de labels",
    "competences": "codes BANATIC",
}


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for keys in ALL_KEYS:
        parts.append(section(keys))
        parts += {"project": [LOTS], "register[]": [BODIES]}.get(keys.place, [])
    parts += [ANSWER, CONDITIONS, slots(), *(words(*named) for named in WORDS), units()]
    return "\n".join(parts)


def section(keys: Keys) -> str:
    place = f" (`{keys.place}`)" if keys.place else ""
    head = f"### {keys.title}{place}\n"
    rows = [(f"`{key.name}`", key.kind, default(key), meaning(key)) for key in keys.keys]
    return "\n".join([head, *table(("clé", "s’écrit", "par défaut", "sens"), rows), ""])


def default(key: Key) -> str:
    return f"`{key.default}`" if key.default in key.words or key.default in ("true", "false") else key.default


def meaning(key: Key) -> str:
    return f"{key.meaning} {listed(key.words)}" if key.words else key.meaning


def listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def slots() -> str:
    rows = [(slot.rule, f"`{slot.name}`", str(slot.meaning), SCOPES[slot.scope]) for slot in SLOTS]
    return "\n".join([*table(("règle", "condition", "ce qu’elle décide", "interroge"), rows), ""])


WORDS: tuple[tuple[str, Sequence[Word]], ...] = (
    ("Le projet", PROJECT_WORDS),
    ("Une pièce (R4)", EVIDENCE_WORDS),
    ("Le porteur trouvé", OWNER_WORDS),
    ("Les paramètres votés", PARAMETER_WORDS),
)


def words(title: str, of: Sequence[Word]) -> str:
    rows = [(f"`{word.name}`", TYPES[word.type], str(word.meaning)) for word in of]
    return "\n".join([f"### {title}\n", *table(("mot", "type", "sens"), rows), ""])


def units() -> str:
    rows = [(f"`{name}`", UNITS[kind.unit], f"`{kind.unit}`", kind.rule) for name, kind in KINDS.items()]
    head = "### Les unités des paramètres\n"
    return "\n".join([head, *table(("paramètre", "unité", "s’écrit", "règle"), rows), ""])


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(columns)} |",
        "|" + "---|" * len(columns),
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
