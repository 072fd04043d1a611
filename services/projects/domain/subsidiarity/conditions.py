"""The conditions of a charter: CEL over the typed vocabulary, checked when the charter is loaded, asked
all at once for a project.

Each rule of the charter has the conditions that `SLOTS` names; officials write their expressions. What a
condition decides is the rule's to do (`rules/`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cel_expr_python import cel

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.facts import Evidence
from services.projects.domain.subsidiarity.once import once
from services.projects.domain.subsidiarity.parameters import Parameters
from services.projects.domain.subsidiarity.vocabulary import (
    EVIDENCE_WORDS,
    PARAMETER_WORDS,
    SCOPES,
    Scope,
    Type,
)

if TYPE_CHECKING:
    from services.projects.domain.subsidiarity.sheet import Sheet


@dataclass(frozen=True)
class Slot:
    """One condition that a rule asks for, in its scope, and what it decides."""

    rule: str
    name: str
    meaning: Text
    scope: Scope = Scope.PROJECT

    @property
    def key(self) -> str:
        return f"{self.rule}.{self.name}"


SLOTS: tuple[Slot, ...] = (
    Slot("R2", "third_party_owns", msg("Le propriétaire du bien porte le projet.")),
    Slot("R2", "inhabitants_own_by_their_fund", msg("Les habitants portent, aidés par leur fonds.")),
    Slot("R2", "inhabitants_own_by_charter", msg("Les habitants portent, par une charte signée à deux.")),
    Slot("R2", "signers_co_own", msg("Ceux qui signent la charte sont co-porteurs.")),
    Slot("R4", "counts", msg("Cette pièce démontre son critère d’échelle."), Scope.EVIDENCE),
    Slot("R4", "suspended", msg("La règle ne s’applique pas à ce projet.")),
    Slot("R4", "pole_in_question", msg("Le pôle peut être l’échelon suivant.")),
    Slot("R6", "need_is_shared", msg("D’autres communes ont le même besoin.")),
    Slot("R6", "approach_spreads", msg("Une démarche née dans une commune se diffuse.")),
    Slot("R7", "has_lots", msg("Chaque lot sera décidé à son tour.")),
    Slot("R9", "micro_project", msg("Micro-projet : les échelons supérieurs ne sont pas sollicités.")),
    Slot("R9", "facilitation_wanted", msg("L’agglomération appuie l’animation.")),
    Slot("R9", "co_funded", msg("L’agglomération cofinance.")),
    Slot("R9", "informed", msg("L’agglomération est informée.")),
    Slot("R9", "poles_label", msg("Le label souhaité est celui du pôle.")),
)

_TYPES: Mapping[Type, Any] = {
    Type.TEXT: cel.Type.STRING,
    Type.NUMBER: cel.Type.DOUBLE,
    Type.COUNT: cel.Type.INT,
    Type.TRUTH: cel.Type.BOOL,
    Type.TEXTS: cel.Type.List(cel.Type.STRING),
}

ENVIRONMENTS: Mapping[Scope, Any] = {
    scope: cel.NewEnv(variables={word.name: _TYPES[word.type] for word in words})
    for scope, words in SCOPES.items()
}

COUNTS = "R4.counts"

UNKNOWN_NAME = re.compile(r"undeclared reference to '([^']*)'")
_ERROR = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")


@dataclass(frozen=True)
class Mistake:
    """One thing wrong with an expression: where in it (from 1), and the checker's words."""

    line: int
    column: int
    words: str


def mistakes_in(expression: str, scope: Scope) -> list[Mistake]:
    """What the type checker finds; a condition answers yes or no and nothing else."""
    if not expression.strip():
        return [Mistake(1, 1, "empty expression")]
    try:
        compiled = ENVIRONMENTS[scope].compile(expression)
    except RuntimeError as error:
        found = [
            _mistake(int(line), int(column), words) for line, column, words in _ERROR.findall(str(error))
        ]
        return found or [Mistake(1, 1, str(error).splitlines()[0])]
    if compiled.return_type() != cel.Type.BOOL:
        return [Mistake(1, 1, f"the condition is of type {compiled.return_type().name()}, not bool")]
    return []


def _mistake(line: int, column: int, words: str) -> Mistake:
    """The checker points at the dot of an unknown name; people look where the name begins."""
    unknown = UNKNOWN_NAME.search(words)
    before_the_dot = unknown[1].rpartition(".")[0] if unknown else ""
    return Mistake(line, max(1, column - len(before_the_dot)), words)


_NAMES = re.compile(r"\b(project|evidence|parameter|owner)\s*\.\s*`?(\w+)")
_COMMENTS = re.compile(r"//[^\n]*")


def names_in(expression: str) -> frozenset[str]:
    """The words that an expression may use; more than it does where one stands inside a text. CEL lets
    spaces, line breaks and comments stand around the point.
    """
    found = _NAMES.findall(expression) + _NAMES.findall(_COMMENTS.sub(" ", expression))
    return frozenset(f"{scope}.{name}" for scope, name in found)


def _compiled(environment: Any, together: str) -> Any | None:
    """None where expressions that are well alone are together too long or too deep for CEL."""
    try:
        return environment.compile(together)
    except RuntimeError:
        return None


class Asked:
    """Some expressions of one scope, asked together: one call into CEL for all of them."""

    def __init__(self, expressions: Mapping[str, str], scope: Scope, parameters: Parameters) -> None:
        self.keys = tuple(expressions)
        used = frozenset[str]().union(*map(names_in, expressions.values()))
        words = [word for word in SCOPES[scope] if word.name in used]
        self._voted = {word.name: word.of(parameters) for word in words if word in PARAMETER_WORDS}
        self._words = tuple(
            (word.name, word.of, word in EVIDENCE_WORDS) for word in words if word not in PARAMETER_WORDS
        )
        environment = ENVIRONMENTS[scope]
        # A line break, so that a comment at the end of one expression does not swallow the next.
        together = ", ".join(f"({expression}\n)" for expression in expressions.values())
        self._together = _compiled(environment, f"[{together}]")
        self._alone = tuple(environment.compile(expression) for expression in expressions.values())

    def answers(self, sheet: Sheet, evidence: Evidence | None = None) -> tuple[bool, ...]:
        """Yes or no for each key. An expression that fails on these facts (a division by zero) says no."""
        data = dict(self._voted)
        for name, of, about_evidence in self._words:
            data[name] = of(evidence if about_evidence else sheet)
        if self._together is not None:
            answered = self._together.eval(data=data)
            if answered.type() == cel.Type.LIST:
                return tuple(answered.plain_value())
        return tuple(self._one(each, data) for each in self._alone)

    @staticmethod
    def _one(expression: Any, data: Mapping[str, object]) -> bool:
        return expression.eval(data=data).plain_value() is True


def moves_the_owner(key: str) -> bool:
    """Whether the rules that set or move the owner ask this condition."""
    return key.partition(".")[0] in ("R2", "R4") or key == "R9.micro_project"


OUTSIDE_WORDS = frozenset(
    {
        "project.initiator",
        "project.cost",
        "project.two_sided_charter",
        "project.asset_owner",
        "project.programme",
    }
)
"""What the usual charter asks of owners outside the levels: inhabitants and third parties."""


class Conditions:
    """The compiled conditions of one charter, with those of rules that the charter adds."""

    def __init__(
        self, expressions: Mapping[str, str], added: Mapping[str, str], parameters: Parameters
    ) -> None:
        """`expressions` by slot ("R4.counts"), `added` by the id of the rule; all without mistakes."""
        self._parameters = parameters
        self._expressions = dict(expressions)
        self._added_expressions = dict(added)

    def _about_the_project(self, *which: bool) -> Asked:
        """The conditions about the project that move the owner (True) or do not (False), in this order."""
        keys = [slot.key for slot in SLOTS if slot.scope is Scope.PROJECT]
        chosen = [key for owner in which for key in keys if moves_the_owner(key) is owner]
        expressions = {key: self._expressions[key] for key in chosen}
        return Asked(expressions, Scope.PROJECT, self._parameters)

    @once
    def _of_owner(self) -> Asked:
        return self._about_the_project(True)

    @once
    def _of_roles(self) -> Asked:
        return self._about_the_project(False)

    @once
    def _of_both(self) -> Asked:
        return self._about_the_project(True, False)

    @once
    def _evidence(self) -> Asked:
        return Asked({COUNTS: self._expressions[COUNTS]}, Scope.EVIDENCE, self._parameters)

    @once
    def _added(self) -> Asked | None:
        added = self._added_expressions
        return Asked(added, Scope.OWNER, self._parameters) if added else None

    def met_for_owner(self, sheet: Sheet) -> dict[str, bool]:
        """Slot → whether the project meets it, for the rules that set or move the owner."""
        return dict(zip(self._of_owner.keys, self._of_owner.answers(sheet), strict=True))

    def met_for_roles(self, sheet: Sheet) -> dict[str, bool]:
        """The same for the rules that give the others their roles."""
        return dict(zip(self._of_roles.keys, self._of_roles.answers(sheet), strict=True))

    def met(self, sheet: Sheet) -> tuple[dict[str, bool], dict[str, bool]]:
        """Both, by one call into CEL."""
        answers, count = self._of_both.answers(sheet), len(self._of_owner.keys)
        return (
            dict(zip(self._of_owner.keys, answers[:count], strict=True)),
            dict(zip(self._of_roles.keys, answers[count:], strict=True)),
        )

    def shown(self, sheet: Sheet) -> tuple[Evidence, ...]:
        """The pieces of evidence that count (R4)."""
        return tuple(each for each in sheet.facts.evidence if self.counts(sheet, each))

    def counts(self, sheet: Sheet, evidence: Evidence) -> bool:
        """Whether a piece of evidence would count."""
        return self._evidence.answers(sheet, evidence)[0]

    def of_ownership(self, word: str) -> tuple[str, ...]:
        """The expressions that can move the owner and mention a word."""
        return self._mentions.get(word, ())

    def asks_about(self, word: str) -> bool:
        return word in self._mentions

    @once
    def _mentions(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for key, expression in self._expressions.items():
            for word in names_in(expression) if moves_the_owner(key) else ():
                found[word] = (*found.get(word, ()), expression)
        return found

    @once
    def outside_is_apart(self) -> bool:
        """Whether who owns outside the levels (R2) hangs on `OUTSIDE_WORDS` alone, and scale (R4) on none."""

        def words(rule: str) -> set[str]:
            ours = (each for key, each in self._expressions.items() if key.startswith(f"{rule}."))
            return {word for each in ours for word in names_in(each) if word.startswith("project.")}

        return words("R2") <= OUTSIDE_WORDS and not words("R4") & OUTSIDE_WORDS

    def added_met(self, sheet: Sheet) -> Iterable[str]:
        """The rules of the charter's own whose condition holds, once the owner is known."""
        asked = self._added
        if asked is None:
            return ()
        return tuple(key for key, yes in zip(asked.keys, asked.answers(sheet), strict=True) if yes)


def known_names(scope: Scope) -> tuple[str, ...]:
    """The words of a scope, in the order of the documentation."""
    return tuple(word.name for word in SCOPES[scope])
