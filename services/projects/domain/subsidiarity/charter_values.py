"""Reads typed values out of a plain mapping and remembers every fault with its path and its place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from chassis.domain import HIDDEN_CHARACTER, Fault, Text, hides_something, msg
from services.projects.domain.subsidiarity.charter_places import NOWHERE, Place
from services.projects.domain.subsidiarity.conditions import (
    UNKNOWN_NAME,
    Mistake,
    known_names,
    mistakes_in,
)
from services.projects.domain.subsidiarity.parameters import Layer
from services.projects.domain.subsidiarity.vocabulary import Scope

T = TypeVar("T")

_OVERLOAD = re.compile(r"found no matching overload for '([^']*)' applied to '\(([^']*)\)'")
_TYPE_WORDS = {
    "double": "nombre décimal (1000.0)",
    "int": "nombre entier (1000)",
    "string": 'texte ("…")',
    "bool": "oui ou non",
    "list(string)": "liste de textes",
}


SEVERAL_LINES = ("text", "asks")
"""Keys whose text may have more than one line."""


class Reader:
    """`places` says where the value of each path stands in `text`; both may be empty."""

    def __init__(self, places: Mapping[str, Place], text: str = "") -> None:
        self.faults: list[Fault] = []
        self._places = places
        self._lines = text.splitlines()
        self._absent: set[str] = set()

    def fault(self, path: str, reason: str, text: Text, at: Place | None = None) -> None:
        """Remember a fault; a section that is missing is one fault, not one more for each key inside it."""
        if any(path.startswith(f"{absent}.") for absent in self._absent):
            return
        place = at or self._place(path)
        if place is not NOWHERE and 0 <= place.line < len(self._lines):
            text = msg(
                "Ligne {line} : {what}\n{shown}\n{caret}",
                line=place.line + 1,
                what=text,
                shown=self._lines[place.line],
                caret=" " * place.column + "^",
            )
        self.faults.append(Fault(path or "charter", reason, text))

    def _place(self, path: str) -> Place:
        """Of the value, or of the nearest thing around it that stands in the text."""
        while path not in self._places:
            if not path:
                return NOWHERE
            path = path.rpartition(".")[0]
        return self._places[path]

    def only(self, mapping: Mapping[str, object], path: str, known: tuple[str, ...]) -> None:
        for key in mapping:
            if key not in known:
                text = msg(
                    "Clé inconnue « {key} »{near}. Les clés admises : {known}.",
                    key=key,
                    near=_near(str(key), known),
                    known=", ".join(known),
                )
                self.fault(joined(path, str(key)), "UNKNOWN_KEY", text)

    def section(
        self, mapping: Mapping[str, object], path: str, key: str, *, needed: bool = True
    ) -> Mapping[str, object]:
        here = joined(path, key)
        raw = mapping.get(key)
        if isinstance(raw, Mapping):
            return raw
        if raw is None and not needed:
            return {}
        text = msg("La rubrique « {key} » manque ou n’en est pas une.", key=key)
        self.fault(here, "SECTION_MISSING", text)
        self._absent.add(here)
        return {}

    def text(self, mapping: Mapping[str, object], path: str, key: str) -> str:
        raw = mapping.get(key)
        if isinstance(raw, str) and raw.strip():
            if hides_something(raw.strip(), lines=key in SEVERAL_LINES):
                # YAML spells characters that nobody sees in the file either ("\\r\\n").
                self.fault(joined(path, key), "CONTROL_CHARACTER", HIDDEN_CHARACTER)
            return raw.strip()
        self.fault(joined(path, key), "TEXT_MISSING", msg("Écrivez un texte pour « {key} ».", key=key))
        return ""

    def day(self, mapping: Mapping[str, object], key: str) -> date:
        raw = mapping.get(key)
        if isinstance(raw, date):
            return date(raw.year, raw.month, raw.day)
        try:
            return date.fromisoformat(str(raw))
        except ValueError:
            self.fault(key, "DATE_INVALID", msg("Écrivez une date comme 2026-01-31."))
            return date.min

    def choice(self, mapping: Mapping[str, object], path: str, key: str, known: Iterable[str]) -> str:
        raw = str(mapping.get(key, ""))
        allowed = tuple(known)
        if raw in allowed:
            return raw
        text = msg(
            "« {value} » n’est pas admis{near}. Les valeurs admises : {known}.",
            value=raw,
            near=_near(raw, allowed),
            known=", ".join(allowed),
        )
        self.fault(joined(path, key), "VALUE_UNKNOWN", text)
        return ""

    def layer(self, mapping: Mapping[str, object], path: str, key: str, default: Layer) -> Layer:
        """The layer written; the default where none is, except at the top of a charter, which must say."""
        if key not in mapping and path:
            return default
        try:
            return Layer(str(mapping.get(key)))
        except ValueError:
            text = msg("Écrivez l’une des strates : {known}.", known=", ".join(Layer))
            self.fault(joined(path, key), "LAYER_UNKNOWN", text)
            return default

    def value(
        self,
        section: Mapping[str, object],
        path: str,
        read: Callable[[object], T | None],
        help_text: Text,
        default: T,
    ) -> T:
        """What `read` makes of the key "value"; None is a fault."""
        found = read(section.get("value"))
        if found is None:
            self.fault(f"{path}.value", "VALUE_INVALID", help_text)
            return default
        return found

    def condition(self, mapping: Mapping[str, object], path: str, key: str, scope: Scope) -> str:
        """A condition in CEL, checked: names and types. The caret stands under what is wrong."""
        here = joined(path, key)
        raw = mapping.get(key)
        if raw is None:
            self.fault(here, "CONDITION_MISSING", msg("Écrivez la condition « {key} ».", key=key))
            return ""
        # YAML reads a lone `true` as a truth value; it is the shortest condition there is.
        expression = str(raw).lower() if isinstance(raw, bool) else str(raw)
        if hides_something(expression, lines=True):
            self.fault(here, "CONTROL_CHARACTER", HIDDEN_CHARACTER)
        place = self._place(here)
        for mistake in mistakes_in(expression, scope):
            at = NOWHERE if place is NOWHERE else place.within(expression, mistake.line, mistake.column)
            self.fault(here, "CONDITION_INVALID", _explained(mistake, scope), at)
        return expression


def _explained(mistake: Mistake, scope: Scope) -> Text:
    names = known_names(scope)
    unknown = UNKNOWN_NAME.search(mistake.words)
    if unknown:
        return msg(
            "le nom « {name} » n’existe pas{near}. Les noms qui existent : {names}.",
            name=unknown[1],
            near=_near(unknown[1], names),
            names=", ".join(names),
        )
    overload = _OVERLOAD.search(mistake.words)
    if overload:
        types = ", ".join(_TYPE_WORDS.get(part, part) for part in re.split(r", (?![^(]*\))", overload[2]))
        return msg(
            "« {operation} » ne va pas entre ces types : {types}. Un montant ou une part s’écrit avec un "
            "point (1000.0), un compte sans point (2), un texte entre guillemets. "
            "Les noms qui existent : {names}.",
            operation=overload[1].strip("_@"),
            types=types,
            names=", ".join(names),
        )
    return msg(
        "la condition ne se lit pas ({words}). Elle doit répondre par oui ou par non. "
        "Les noms qui existent : {names}.",
        words=mistake.words,
        names=", ".join(names),
    )


def _near(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (vouliez-vous dire « {close[0]} » ?)" if close else ""


def joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
