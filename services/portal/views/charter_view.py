"""A charter as an elected person reads it: figures in words, and each figure beside the rule that uses it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from archipel.projects.v1.charters_pb2 import Charter, CharterParameter, CharterRule, CharterState
from archipel.projects.v1.territories_pb2 import Level
from chassis.domain import Text, decimal_or_none, msg
from services.portal.clients.reference import Competence
from services.portal.storage.directory import Body
from services.portal.views.language import Language
from services.portal.views.territory_words import shown_competence

DRAFTERS = ("elected", "project_manager")

USED_BY = {
    "mutualisation_gain": "R4",
    "return_clause_years": "R5",
    "two_sided_charter_up_to": "R2",
    "micro_project_up_to": "R2",
    "informed_above": "R9",
    "labels_of_others": "R9",
    "consent_days": "R10",
    "opinion_months": "R10",
    "review_months": "R11",
    "region_leads": "R8",
    "department_leads": "R8",
}
"""The rule beside which a figure is read, where no condition of a rule names it."""

COMPETENCES = "competences"
"""Unit of a list of codes of the national vocabulary."""

LIMIT = re.compile(r"[0-9]+(\.[0-9]+)?$")
AT_CARET = re.compile(r"[\w.]+|\S")


@dataclass(frozen=True)
class RuleView:
    """One rule with the figures that it uses."""

    rule: CharterRule
    parameters: tuple[CharterParameter, ...]


@dataclass(frozen=True)
class CharterReading:
    """A charter as people read it. `left` are the figures that no rule shows. By figure: `shown` puts it into
    words, `allowed` what a lower layer may do with it, `listed` the competences that it names, by title.
    `adjustable` are the figures that a lower layer may loosen.
    """

    rules: tuple[RuleView, ...] = ()
    left: tuple[CharterParameter, ...] = ()
    shown: Mapping[str, str] = field(default_factory=dict)
    allowed: Mapping[str, str] = field(default_factory=dict)
    listed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    adjustable: Sequence[CharterParameter] = ()
    titles: Mapping[str, str] = field(default_factory=dict)

    def title(self, parameter: CharterParameter) -> str:
        return self.titles.get(parameter.name, parameter.name)


def read(
    charter: Charter,
    competences: Mapping[str, Competence],
    language: Language,
    above: Charter | None = None,
) -> CharterReading:
    """`above` is the charter that one of a lower layer loosens: it gives figures the titles left unsaid."""
    titles = {
        each.name: each.title
        for one in (charter, above)
        for each in (one.parameters if one else ())
        if each.title
    }
    rules, left = rules_of(charter)
    shown = {parameter.name: in_words(parameter, language) for parameter in charter.parameters}
    listed = {
        parameter.name: [
            shown_competence(competences[code]) if code in competences else code
            for code in re.split(r"[,\s]+", parameter.value)
            if code
        ]
        for parameter in charter.parameters
        if parameter.unit == COMPETENCES
    }
    adjustable = tuple(parameter for parameter in charter.parameters if parameter.latitude)
    allowed = {parameter.name: allowance(parameter, language) for parameter in charter.parameters}
    return CharterReading(tuple(rules), tuple(left), shown, allowed, listed, adjustable, titles)


def rules_of(charter: Charter) -> tuple[list[RuleView], list[CharterParameter]]:
    """The rules in order, each with its figures, and the figures that no rule shows."""
    known = {rule.id for rule in charter.rules}
    beside: dict[str, list[CharterParameter]] = {}
    left = []
    for parameter in charter.parameters:
        users = [rule.id for rule in charter.rules if _names(rule, parameter.name)]
        users = users or [id_ for id_ in (USED_BY.get(parameter.name, ""),) if id_ in known]
        for id_ in users:
            beside.setdefault(id_, []).append(parameter)
        if not users:
            left.append(parameter)
    return [RuleView(rule, tuple(beside.get(rule.id, ()))) for rule in charter.rules], left


def _names(rule: CharterRule, parameter: str) -> bool:
    wanted = re.compile(rf"\b{re.escape(parameter)}\b")
    return any(wanted.search(condition.expression) for condition in rule.conditions)


def _years(value: str, language: Language) -> Text | str:
    if value == "1":
        return msg("{count} an", count=value)
    return msg("{count} ans", count=language.number(value))


def _months(value: str, language: Language) -> Text | str:
    return msg("{count} mois", count=language.number(value))


def _days(value: str, language: Language) -> Text | str:
    if value == "1":
        return msg("{count} jour", count=value)
    return msg("{count} jours", count=language.number(value))


def _share(value: str, language: Language) -> Text | str:
    return language.share(value)


def _euros(value: str, language: Language) -> Text | str:
    exact = decimal_or_none(value)
    return value if exact is None else language.euros(int(exact * Decimal(100)))


IN_WORDS: dict[str, Callable[[str, Language], Text | str]] = {
    "share": _share,
    "EUR": _euros,
    "years": _years,
    "months": _months,
    "days": _days,
}


def in_words(parameter: CharterParameter, language: Language) -> str:
    """15 %, 30 000 €, 3 ans, 30 jours; what has no unit that we know is shown as written."""
    shown = IN_WORDS.get(parameter.unit)
    if shown is None or decimal_or_none(parameter.value) is None:
        return parameter.value
    return language.text(shown(parameter.value, language))


def allowance(parameter: CharterParameter, language: Language) -> str:
    """What a lower layer may do with a figure; the limit, written last, in the words of the figure."""
    said = parameter.latitude
    limit = LIMIT.search(said)
    if limit is None:
        return said
    shown = CharterParameter(value=limit[0], unit=parameter.unit)
    return f"{said[: limit.start()]}{in_words(shown, language)}"


PACT = """\
id: {id}
version: "1"
title: {title}
in_force_from: {first_day}
layer: {layer}
body: "{code}"
parameters: {{}}
rules: {{}}
"""
"""What a pact of an agglomeration, or the choice of a commune, begins as (docs/fr/charte.md)."""


def pact_of(body: Body, today: date, language: Language) -> str:
    """The frame of a charter of a lower layer, from the first of next year on."""
    commune = body.level == Level.LEVEL_COMMUNE
    title = msg("Choix de {body}", body=body.short) if commune else msg("Pacte de {body}", body=body.short)
    return PACT.format(
        id=f"{'choix' if commune else 'pacte'}-{body.acronym.lower() or body.code}",
        title=json.dumps(language.text(title), ensure_ascii=False),
        first_day=date(today.year + 1, 1, 1).isoformat(),
        layer="commune" if commune else "agglomeration",
        code=body.code,
    )


@dataclass(frozen=True)
class CharterActs:
    """The acts to offer. The service decides; this only spares people buttons that would be refused."""

    edit: bool = False
    simulate: bool = False
    vote: bool = False
    adopt: bool = False
    withdraw: bool = False

    @property
    def any(self) -> bool:
        return self.edit or self.simulate or self.vote or self.adopt or self.withdraw


def acts_on(charter: Charter, *, elected: bool, drafts: bool) -> CharterActs:
    """What somebody of the charter's own body may do with it now."""
    state = charter.state
    written = state in (CharterState.CHARTER_STATE_DRAFT, CharterState.CHARTER_STATE_SIMULATED)
    voting = state == CharterState.CHARTER_STATE_PUT_TO_VOTE
    return CharterActs(
        edit=drafts and written,
        simulate=drafts and written,
        vote=elected and state == CharterState.CHARTER_STATE_SIMULATED,
        adopt=elected and voting,
        withdraw=elected and (written or voting),
    )


@dataclass(frozen=True)
class Told:
    """A fault of a charter: a sentence, and the line at fault with the word under the caret set off."""

    sentence: str
    before: str = ""
    word: str = ""
    after: str = ""
    caret: str = ""

    @property
    def shows_a_line(self) -> bool:
        return bool(self.before or self.word or self.after)


def told(text: str) -> Told:
    """Read what the service says: a sentence, then the line and the caret below it, if they are known."""
    sentence, _, shown = text.partition("\n")
    line, _, caret = shown.rpartition("\n")
    if caret.strip() != "^" or "\n" in line:
        return Told(sentence, before=shown)
    at = len(caret) - 1
    word = AT_CARET.match(line, at)
    end = word.end() if word else at
    return Told(sentence, line[:at], line[at:end], line[end:], caret)
